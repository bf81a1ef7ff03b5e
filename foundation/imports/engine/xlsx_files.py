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

# 50,000 rows of 60 columns are 3 million; a sheet formatted far beyond its table has more.
MAX_CELLS = 20_000_000

Cells = tuple[Any, ...]


def read(archive: zipfile.ZipFile, *, known: Collection[str] = (), sheet: str = "") -> Table:
    """Return the table in a workbook: in the sheet named, else in the first visible one with any.

    Raises UnreadableFile if it is unsafe, damaged, or has a formula that was never calculated.
    """
    refuse_unsafe(archive)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of drop-downs and styles that it ignores; an import needs neither.
            warnings.simplefilter("ignore")
            return _read(archive, known, sheet)
    except UnreadableFile:
        raise
    except Exception as error:
        # A damaged workbook fails inside openpyxl in a dozen ways; to the user all mean the same.
        raise UnreadableFile(
            "The workbook is damaged, or is not a valid .xlsx file. "
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
    raise UnreadableFile("The workbook is empty: no visible sheet contains a table.")


def _open(archive: zipfile.ZipFile, *, data_only: bool) -> "Workbook":
    # From the open file and not its path, because openpyxl judges a path by its ending.
    return load_workbook(archive.fp, read_only=True, data_only=data_only, keep_links=False)


def _sheet_names(workbook: "Workbook", sheet: str) -> list[str]:
    visible = [one.title for one in workbook.worksheets if one.sheet_state == "visible"]
    if not sheet:
        return visible
    if sheet not in workbook.sheetnames:
        raise UnreadableFile(
            f"There is no sheet {quoted(sheet)}. The sheets are: {', '.join(workbook.sheetnames)}."
        )
    return [sheet]


def _chained(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def _records(sheet: "ReadOnlyWorksheet", calculated: "ReadOnlyWorksheet") -> Iterator[Record]:
    """Yield the rows that are not empty, formulas replaced by their results."""
    # The dimensions that a file states are often wrong; its cells decide.
    sheet.reset_dimensions()
    calculated.reset_dimensions()
    answers = calculated.iter_rows()
    answered = seen = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        seen += len(cells)
        if seen > MAX_CELLS:
            raise UnreadableFile(
                "The sheet is formatted far beyond its table. Copy only the table "
                "into a new workbook."
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
    """Return a cell's value, or the result of its formula. Raises UnreadableFile naming it."""
    address = f"{column_letters(column)}{number}"
    if answer.data_type == "e":
        raise UnreadableFile(
            f"{address} shows the error {answer.value}. Correct the formula or the value first."
        )
    # A formula with an empty text as its result has that type; one never calculated has no result.
    if cell.data_type == "f" and answer.value is None and answer.data_type != "str":
        raise UnreadableFile(
            f"{address} has a formula that was never calculated. "
            "Open the file in a spreadsheet program and save it."
        )
    return answer.value
