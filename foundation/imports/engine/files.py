"""The kind of a file, recognised by its content and never by its name."""

import io
import re
import zipfile
from collections.abc import Collection
from pathlib import Path

from . import csv_files
from .faults import UnreadableFile
from .tables import Table

MAX_BYTES = 10_000_000

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "Open it in a spreadsheet program and save it as .xlsx or “CSV UTF-8”."


def read_file(path: Path, *, known: Collection[str] = (), sheet: str = "") -> Table:
    """Return the table in a file on disk. Raises UnreadableFile with a sentence."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror}.") from None
    if size > MAX_BYTES:
        raise _too_large(size)
    return read_table(content, name=path.name, known=known, sheet=sheet)


def read_table(content: bytes, *, name: str, known: Collection[str] = (), sheet: str = "") -> Table:
    """Return the table in the bytes of a CSV or XLSX file.

    ``name`` is the file's name, used only in sentences. ``known`` are headings that help to find
    the heading row; ``sheet`` names a sheet, else the first that is not empty.
    Raises UnreadableFile with a sentence.
    """
    if len(content) > MAX_BYTES:
        raise _too_large(len(content))
    ending = Path(name).suffix.casefold()
    if content.startswith(b"PK"):
        from . import xlsx_files  # noqa: PLC0415  openpyxl takes 0.2 s to load

        table = xlsx_files.read(_workbook(content), known=known, sheet=sheet)
        expected = ending in {".xlsx", ""}
    else:
        _refuse_unless_text(content)
        if sheet:
            raise UnreadableFile(
                f"{name} is a text file, which has no sheets. Leave the sheet name out."
            )
        table = csv_files.read(content, known=known)
        expected = ending not in {".xlsx", ".xls", ".ods"}
    if not expected:
        kind = "a workbook" if content.startswith(b"PK") else "a text table"
        table.remarks.insert(0, f"Despite its name, {name} is {kind} and was read as one.")
    return table


def _too_large(size: int) -> UnreadableFile:
    return UnreadableFile(
        f"The file is {size / 1_000_000:.1f} MB, and the most that can be read is "
        f"{MAX_BYTES // 1_000_000} MB. Split the file."
    )


def _workbook(content: bytes) -> zipfile.ZipFile:
    """Return the archive if it is an XLSX workbook without macros, else raise UnreadableFile."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFile(f"The workbook is damaged or cut off. {_SAVE_AS}") from None
    names = set(archive.namelist())
    if "content.xml" in names and "mimetype" in names:
        raise UnreadableFile(f"This is an OpenDocument file (.ods or similar). {_SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise UnreadableFile(f"This is a binary workbook (.xlsb). {_SAVE_AS}")
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile(
            f"This workbook has macros (.xlsm), which are not accepted. {_SAVE_AS}"
        )
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise UnreadableFile(f"This is a zip archive, not a workbook. {_SAVE_AS}")
    return archive


def _refuse_unless_text(content: bytes) -> None:
    """Raise UnreadableFile if the bytes are anything other than a text table."""
    if not content.strip():
        raise UnreadableFile("The file is empty: it has no headings and no rows.")
    if content.startswith(_OLD_OFFICE):
        if _ENCRYPTED in content:
            raise UnreadableFile("The workbook is password-protected. Save it without a password.")
        raise UnreadableFile(f"This is an old Excel file (.xls). {_SAVE_AS}")
    if content.startswith(b"%PDF"):
        raise UnreadableFile("This is a PDF. Import the spreadsheet it was printed from.")
    if content.startswith(b"{\\rtf"):
        raise UnreadableFile(f"This is a word processor's file. {_SAVE_AS}")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml)", content[:200], re.IGNORECASE):
        raise UnreadableFile(f"This is a web page or XML, not a table. {_SAVE_AS}")
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    # One NUL is a slip, reported with its row; many are a picture or another program's file.
    if not marked and content[:4096].count(0) * 20 > len(content[:4096]):
        raise UnreadableFile(f"This is neither a text table nor a workbook. {_SAVE_AS}")
