"""Workbooks made for the tests, sound and hostile."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: Iterable[Sequence[object]], *, epoch=None) -> bytes:
    """Return a workbook of one sheet with these rows."""
    book = Workbook()
    if epoch:
        book.epoch = epoch
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rebuilt(
    content: bytes,
    change: Callable[[bytes], bytes] = bytes,
    *,
    part: str = SHEET,
    more: dict[str, bytes] | None = None,
) -> bytes:
    """Return the workbook with one part changed, and more parts."""
    source, file = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(source.read(name)) if name == part else source.read(name))
        for name, text in (more or {}).items():
            target.writestr(name, text)
    return file.getvalue()


def with_rows(content: bytes, xml: bytes) -> bytes:
    """Return the workbook with raw XML added behind its rows."""
    return rebuilt(content, lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>"))
