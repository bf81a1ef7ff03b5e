"""A check that a workbook is safe to open, made on the archive before it is built in memory.

A few hundred packed kilobytes can unpack to hundreds of megabytes, and a tree of empty XML elements
takes thirty times its size, so bytes and elements are both counted in a stream.
"""

import xml.sax
import zipfile
from xml.sax.handler import ContentHandler

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from .faults import UnreadableFile

MAX_PARTS = 1_000
MAX_UNPACKED = 50_000_000
MAX_RATIO = 150
RATIO_FROM = 1_000_000
MAX_KEPT_ELEMENTS = 1_000_000
MAX_ROW_ELEMENTS = 70_000
MAX_DEPTH = 40

_COPY = "Copy only the table into a new workbook."

# Elements that openpyxl frees as it goes, so that only one at a time is in memory.
_FORGOTTEN = {"row", "si"}


def refuse_unsafe(archive: zipfile.ZipFile) -> None:
    """Raise UnreadableFile if the workbook would take more memory than its rows can need."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise UnreadableFile(
            f"The workbook has {len(parts):,} parts, far more than a table needs. {_COPY}"
        )
    if len({part.filename for part in parts}) < len(parts):
        raise UnreadableFile("The workbook contains one of its parts twice. Save it again.")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile("The workbook is password-protected. Save it without a password.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise UnreadableFile(
            f"The workbook unpacks to {unpacked / 1_000_000:.0f} MB, and the most that can be "
            f"read is {MAX_UNPACKED // 1_000_000} MB. {_COPY}"
        )
    if any(_is_bomb(part) for part in parts):
        raise UnreadableFile(
            f"A part of the workbook unpacks to over {MAX_RATIO} times its size, which no table "
            f"does. {_COPY}"
        )
    if any(part.filename.startswith("xl/externalLinks/") for part in parts):
        raise UnreadableFile(
            "The workbook takes values from other files (external links). "
            "Copy the sheet, paste it as values into a new workbook and import that."
        )
    for part in parts:
        _weigh(archive, part)


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)


def _weigh(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read one part as a stream. Raises UnreadableFile if it is unsafe or broken."""
    try:
        with archive.open(part) as peek:
            if not peek.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe\xfe\xff \t\r\n\0").startswith(b"<"):
                return  # a picture or printer settings: never parsed
        with archive.open(part) as stream:
            defusedxml.sax.parse(stream, _Scales(), forbid_dtd=True)
    except DefusedXmlException:
        raise UnreadableFile(
            "The workbook was not opened, because it declares XML entities, which no spreadsheet "
            "program does. Copy the table into a new workbook."
        ) from None
    except (xml.sax.SAXException, zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError):
        raise UnreadableFile(
            "The workbook is damaged or cut off. Open it in a spreadsheet "
            "program and save it again."
        ) from None
    except Exception as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile("The workbook is packed in a way that cannot be read.") from error


class _Scales(ContentHandler):
    """Counts what would stay in memory: all elements outside rows and shared strings."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.retained = self.passing = self.inside_at = 0

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802  (the name is SAX's)
        self.depth += 1
        if self.inside_at:
            self.passing += 1
        else:
            self.retained += 1
            if name.rpartition(":")[2] in _FORGOTTEN:
                self.inside_at, self.passing = self.depth, 0
        if (
            self.depth > MAX_DEPTH
            or self.passing > MAX_ROW_ELEMENTS
            or self.retained > MAX_KEPT_ELEMENTS
        ):
            raise UnreadableFile("The workbook has far more elements than a table needs. " + _COPY)

    def endElement(self, name: str) -> None:  # noqa: N802  (the name is SAX's)
        if self.depth == self.inside_at:
            self.inside_at = 0
        self.depth -= 1
