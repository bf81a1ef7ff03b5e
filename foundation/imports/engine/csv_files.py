"""Text files: any of the encodings, separators and line ends that spreadsheet programs write."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator

from .faults import UnreadableFile
from .tables import Record, Table, build

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
SNIFFED_RECORDS = 30
SNIFFED_CHARACTERS = 200_000
_GUARDED = re.compile(r"'[=+\-@\t\r]")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?\Z|sep=(.)[\r\n]+", re.IGNORECASE)


def read(content: bytes, *, known: Collection[str] = ()) -> Table:
    """Return the table in the bytes of a text file.

    Raises UnreadableFile, naming the row, if it is not text or a quotation mark is never closed.
    """
    text, remarks = decode(content)
    skipped = 0
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        separator, text, skipped = declared[1] or declared[2], text[declared.end() :], 1
    else:
        separator = separator_of(text)
    table = build(_records(text, separator, skipped), known=known)
    table.remarks[:0] = remarks
    return table


def decode(content: bytes) -> tuple[str, list[str]]:
    """Return the text, and remarks on how it was read.

    A byte order mark decides; without one it is UTF-8, or failing that Windows-1252, with a remark.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            try:
                # Half pairs pass here and are refused with their row and column when the table is
                # built.
                return content[len(mark) :].decode(encoding, "surrogatepass"), []
            except UnicodeDecodeError:
                raise UnreadableFile(
                    "The file is damaged: it is not the Unicode text it claims to be. "
                    "Save it again as “CSV UTF-8”."
                ) from None
    try:
        return content.decode("utf-8", "surrogatepass"), []
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableFile(
            f"Line {line} is neither UTF-8 nor Windows text. Save the file again as “CSV UTF-8”."
        ) from None
    remark = (
        "The file is not UTF-8, so it was read as Windows-1252. "
        f"Check the £ signs and accents. The first one is in line {line}."
    )
    return text, [remark]


def separator_of(text: str) -> str:
    """Return the separator that splits most of the first records into the same number of values."""

    def score(separator: str) -> tuple[int, int]:
        widths = Counter(len(record) for _, record in _sample(text, separator) if len(record) > 1)
        if not widths:
            return 0, 0
        width, records = max(widths.items(), key=lambda item: (item[1], item[0]))
        return records, width

    return max(SEPARATORS, key=score)


def _sample(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first records, leniently: only their widths count."""
    reader = csv.reader(io.StringIO(text[:SNIFFED_CHARACTERS], newline=""), delimiter=separator)
    try:
        yield from zip(range(SNIFFED_RECORDS), reader, strict=False)
    except csv.Error:
        return


def _records(text: str, separator: str, skipped: int) -> Iterator[Record]:
    """Yield numbered records; the number is the row as a spreadsheet program counts."""
    # Strict: otherwise one quotation mark left open swallows the rest of the file unnoticed.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = skipped
    try:
        for record in reader:
            number += 1
            yield number, [_unguarded(value) for value in record]
    except csv.Error as error:
        raise UnreadableFile(
            f"Row {number + 1} cannot be split into values ({error}). "
            "Look for a quotation mark that is not closed, in this row or below it, or "
            "save the file again from a spreadsheet program."
        ) from None


def _unguarded(value: str) -> str:
    """Return the value without the apostrophe that our errors file sets before = + - @."""
    return value[1:] if _GUARDED.match(value) else value
