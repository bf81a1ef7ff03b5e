"""The finance workbook with a payment a story, against two libraries writing the same cells.

The yardsticks get the cells ready made, a row at a time, and write them plainly: no queries, no
looks, no names for the formulas. What they take is the least a workbook of this size can take.
"""

import marshal
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from openpyxl import Workbook

from billing.exchange.workbook.writer import write_workbook
from foundation.periods import Month

from .frame import Figure, in_a_child
from .stories import AS_OF, Office

MONTH = Month.of(AS_OF)
MOST_TIMES = 3
# A cell of ours holds a number, a text, or a formula with its result.
CELL = re.compile(
    r"<c [^>]*?(?:/>|>(?:<f>(?P<formula>.*?)</f>)?"
    r"(?:<v>(?P<number>.*?)</v>|<is><t[^>]*>(?P<text>.*?)</t></is>)?</c>)"
)
ROW = re.compile(r"<row [^>]*>(.*?)</row>")
Row = list[float | str | None]


def with_openpyxl(cells: Path, file: Path) -> None:
    workbook = Workbook(write_only=True)
    for rows in sheets(cells):
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    workbook.save(file)


def with_xlsxwriter(cells: Path, file: Path) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False}) as workbook:
        for rows in sheets(cells):
            sheet = workbook.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


YARDSTICKS: dict[str, Callable[[Path, Path], None]] = {
    "openpyxl write-only": with_openpyxl,
    "xlsxwriter": with_xlsxwriter,
}


def measure(_office: Office) -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        ours, cells, theirs = (
            Path(folder) / name for name in ("ours.xlsx", "cells", "theirs.xlsx")
        )
        took = in_a_child(write_ours, ours)
        in_a_child(spool, ours, cells)
        for name, write in YARDSTICKS.items():
            bare = in_a_child(write, cells, theirs)
            yield Figure("workbook", "s", took.seconds, name, bare.seconds, MOST_TIMES)
            yield Figure("workbook: memory", "MiB", took.peak, name, bare.peak)


def write_ours(file: Path) -> None:
    broken = write_workbook(MONTH, file).broken
    assert not broken, broken


def spool(workbook: Path, cells: Path) -> None:
    """Write the values of every sheet, a row at a time, None between sheets."""
    with zipfile.ZipFile(workbook) as archive, cells.open("wb") as out:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for row in ROW.findall(archive.read(name).decode()):
                    marshal.dump([value_of(cell) for cell in CELL.finditer(row)], out)
                marshal.dump(None, out)


def value_of(cell: re.Match[str]) -> float | str | None:
    if cell["text"] is not None:
        return unescape(cell["text"])
    if cell["formula"] is not None:
        return f"={unescape(cell['formula'])}"
    return float(cell["number"]) if cell["number"] else None


def sheets(cells: Path) -> Iterator[Iterator[Row]]:
    """Yield the rows of each sheet, read while they are asked for."""
    end = cells.stat().st_size
    with cells.open("rb") as spooled:
        while spooled.tell() < end:
            yield iter(partial(marshal.load, spooled), None)
