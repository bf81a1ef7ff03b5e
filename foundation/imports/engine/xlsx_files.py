"""Workbooks: real dates and numbers keep their type, formulas count only when calculated."""

import warnings
import zipfile
from collections.abc import Collection, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from foundation.values import quoted

from .faults import UnreadableFile
from .tables import Record, Table, build, column_letters
from .xlsx_weight import refuse_unsafe

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

# Every row of 50,000 at 60 columns is 3 million; a sheet that is formatted far beyond its table has
# more.
MAX_CELLS = 20_000_000

Cells = tuple[Any, ...]


def read(archive: zipfile.ZipFile, *, known: Collection[str] = (), sheet: str = "") -> Table:
    """Return the table in a workbook: in the sheet named, else the first visible one that has any.

    Raises UnreadableFile when it is unsafe, damaged, or holds a formula that was never calculated.
    """
    refuse_unsafe(archive)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of drop-downs and styles that it leaves out, which an import does not
            # need.
            warnings.simplefilter("ignore")
            return _read(archive, known, sheet)
    except UnreadableFile:
        raise
    except Exception as error:
        # A damaged workbook fails inside openpyxl in any of a dozen ways; all mean the same to the
        # person.
        raise UnreadableFile(
            "The workbook cannot be read: it is damaged or was written by a "
            "program that breaks the rules of .xlsx. "
            "Open it in a spreadsheet program and save it again."
        ) from error


def _read(archive: zipfile.ZipFile, known: Collection[str], sheet: str) -> Table:
    formulas, calculated = _open(archive, data_only=False), _open(archive, data_only=True)
    names = _sheet_names(formulas, sheet)
    for name in names:
        records = _records(formulas[name], calculated[name])
        first = next(records, None)
        if first is None:
            continue
        table = build(_chained(first, records), known=known)
        if len(names) > 1:
            table.remarks.insert(0, f"Only the sheet {quoted(name)} was read.")
        return table
    raise UnreadableFile("The workbook is empty: no visible sheet has a table.")


def _open(archive: zipfile.ZipFile, *, data_only: bool) -> "Workbook":
    # From the open file and not its path, because openpyxl judges a path by its ending.
    return load_workbook(archive.fp, read_only=True, data_only=data_only, keep_links=False)


def _sheet_names(workbook: "Workbook", sheet: str) -> list[str]:
    visible = [one.title for one in workbook.worksheets if one.sheet_state == "visible"]
    if not sheet:
        return visible
    if sheet not in workbook.sheetnames:
        raise UnreadableFile(
            f"There is no sheet {quoted(sheet)}; there are: {', '.join(workbook.sheetnames)}."
        )
    return [sheet]


def _chained(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def _records(sheet: "ReadOnlyWorksheet", calculated: "ReadOnlyWorksheet") -> Iterator[Record]:
    """Yield the rows that hold something, formulas replaced by what they came to."""
    # The dimensions that a file states about itself are often wrong; what is there decides.
    sheet.reset_dimensions()
    calculated.reset_dimensions()
    answers = calculated.iter_rows()
    answered = seen = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        seen += len(cells)
        if seen > MAX_CELLS:
            raise UnreadableFile(
                "The sheet is formatted far beyond its table. Copy the table "
                "alone into a new workbook."
            )
        filled = [i for i, cell in enumerate(cells) if cell.value is not None]
        if not filled:
            continue
        trimmed = cells[: filled[-1] + 1]
        values = [cell.value for cell in trimmed]
        if any(cell.data_type in "ef" for cell in trimmed):
            answer = next(islice(answers, number - answered - 1, None))
            answered = number
            values = [_calculated(cell, answer[i], i, number) for i, cell in enumerate(trimmed)]
        yield number, values


def _calculated(cell: Any, answer: Any, column: int, number: int) -> Any:
    """Return a cell's value, or what its formula came to. Raises UnreadableFile naming it."""
    address = f"{column_letters(column)}{number}"
    if answer.data_type == "e":
        raise UnreadableFile(
            f"{address} shows the error {answer.value}. Put the formula or the value right first."
        )
    # A formula that came to an empty text says so in its type; one never calculated has no result
    # at all.
    if cell.data_type == "f" and answer.value is None and answer.data_type != "str":
        raise UnreadableFile(
            f"{address} holds a formula that was never calculated: "
            "open the file in a spreadsheet program and save it."
        )
    return answer.value
