"""What a PDF says, read back."""

from io import BytesIO

from pypdf import PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(bytes(pdf)))


def text_of(pdf: bytes) -> str:
    """Return all the words of a PDF with a blank between them, however they are laid out."""
    return " ".join(" ".join(page.extract_text() for page in reader(pdf).pages).split())


def everything_in(pdf: bytes) -> str:
    """Return the words, the titles and what programs read about the file."""
    read = reader(pdf)
    about = read.root_object["/Metadata"].get_data().decode()
    return f"{text_of(pdf)} {read.metadata} {about}"
