"""What a PDF holds: its pages, and any active content that could run on a computer."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from foundation.errors import BadValue

MOST_OBJECTS: Final = 50_000
# Not needed in a document to be read: scripts, programs, forms that send, embedded files.
ACTS: Final = {
    *("/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR"),
    *("/EmbeddedFile", "/EmbeddedFiles", "/Filespec", "/RichMedia", "/Movie", "/Sound", "/XFA"),
    *("/AA", "/Rendition", "/3D"),
}
# What pypdf raises for a broken file.
BROKEN: Final = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


def contents_of(content: bytes) -> tuple[int, str]:
    """Return how many pages a PDF has, and the first active content ("/JavaScript"), or "".

    Raises BadValue("cv") for a file that is locked, broken or made of too many parts.
    """
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise BadValue(
                "cv", "This PDF is protected by a password. Save it without one and try again."
            )
        return len(reader.pages), next((name for name in _names(reader) if name in ACTS), "")
    except BROKEN as fault:
        if isinstance(fault, BadValue):
            raise
        raise BadValue(
            "cv", "We cannot read this PDF. Save it again and choose the new file."
        ) from None


def _names(reader: PdfReader) -> Iterator[str]:
    """Yield the keys and names of everything that can be reached in a PDF."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    steps = 0
    while waiting:
        part = waiting.pop()
        steps += 1
        if steps > MOST_OBJECTS:
            raise BadValue(
                "cv", "This PDF has too many parts. Print it to a new PDF and try again."
            )
        if isinstance(part, IndirectObject):
            where = (part.idnum, part.generation)
            if where not in seen:
                seen.add(where)
                waiting.append(part.get_object())
        elif isinstance(part, DictionaryObject):
            yield from (str(key) for key in part)
            if _opens_with_an_action(part):
                yield "/JavaScript"
            waiting.extend(part.values())
        elif isinstance(part, ArrayObject):
            waiting.extend(part)
        elif isinstance(part, NameObject):
            yield str(part)


def _opens_with_an_action(part: DictionaryObject) -> bool:
    """Return whether opening it does more than show a page."""
    action = part.get("/OpenAction")
    action = action.get_object() if action is not None else None
    return isinstance(action, DictionaryObject) and action.get("/S") != "/GoTo"
