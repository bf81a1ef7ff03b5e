"""The rows that failed, as a CSV or a workbook to repair and import again."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from foundation.characters import guarded
from foundation.values import Value

from .faults import Fault
from .mapping import FAULT_HEADING
from .tables import Table, as_text, column_letters

if TYPE_CHECKING:
    from openpyxl import Workbook

_WIDTH, _FAULT_WIDTH = 18, 70


@dataclass(frozen=True)
class FailedRow:
    """A row with faults: its cells by heading, its faults in words, and their columns."""

    cells: Mapping[str, Value]
    fault: str
    columns: frozenset[str]


def write(path: Path, table: Table, faults: Sequence[Fault]) -> int:
    """Write the failed rows with their faults in a last column "Fault"; return how many."""
    rows = failed_rows(table, faults)
    # With the byte order mark: Excel reads a CSV without it as Windows-1252.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_csv(file, table.headings, rows)
    return len(rows)


def failed_rows(table: Table, faults: Sequence[Fault]) -> list[FailedRow]:
    """Return the rows of a table that have faults, each with all its faults."""
    by_row: dict[int, list[Fault]] = {}
    for fault in faults:
        by_row.setdefault(fault.row, []).append(fault)
    return [
        FailedRow(
            row.values,
            " ".join(
                f"{fault.column}: {fault.advice}" if fault.column else fault.advice
                for fault in by_row[row.number]
            ),
            frozenset(fault.column for fault in by_row[row.number]),
        )
        for row in table.rows
        if row.number in by_row
    ]


def write_csv(file: TextIO, headings: Sequence[str], rows: Iterable[FailedRow]) -> None:
    """Write failed rows as a CSV, in the columns of the file they came from.

    Text that a spreadsheet program would take for a formula gets a leading apostrophe, which
    the import removes again.
    Source: OWASP, CSV injection: = + - @, tab and carriage return at the start of a cell.
    """
    headings = [heading for heading in headings if heading != FAULT_HEADING]
    writer = csv.writer(file)
    writer.writerow([guarded(heading) for heading in [*headings, FAULT_HEADING]])
    for row in rows:
        cells = [cell_text(row.cells[heading]) for heading in headings]
        writer.writerow([*cells, guarded(row.fault)])


def workbook(headings: Sequence[str], rows: Iterable[FailedRow]) -> "Workbook":
    """Return failed rows as a workbook: faulty cells are red, and no cell is a formula."""
    from openpyxl import Workbook  # noqa: PLC0415  it takes 0.2 s to load
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415  likewise

    wrong = PatternFill("solid", fgColor="FBE7E1")
    headings = [heading for heading in headings if heading != FAULT_HEADING]
    book = Workbook()
    sheet = book.active
    sheet.title = "To repair"
    for place, heading in enumerate([*headings, FAULT_HEADING], start=1):
        _text(sheet.cell(1, place), heading).font = Font(bold=True)
        width = _FAULT_WIDTH if heading == FAULT_HEADING else _WIDTH
        sheet.column_dimensions[column_letters(place - 1)].width = width
    for at, row in enumerate(rows, start=2):
        for place, heading in enumerate(headings, start=1):
            cell, value = sheet.cell(at, place), row.cells[heading]
            if isinstance(value, str):
                _text(cell, value)
            else:
                cell.value = value
            if heading in row.columns:
                cell.fill = wrong
        _text(sheet.cell(at, len(headings) + 1), row.fault).alignment = Alignment(wrap_text=True)
    sheet.freeze_panes = "A2"
    return book


def _text(cell: Any, text: str) -> Any:
    """Write text that stays text, even if it looks like a formula."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def cell_text(value: Value) -> str:
    """Return a cell's value as text that the import reads back as the same value."""
    return guarded(value) if isinstance(value, str) else as_text(value)
