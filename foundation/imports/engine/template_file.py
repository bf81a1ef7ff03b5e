"""A workbook to fill in: one sheet has the headings, the other explains each column."""

from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from .fields import (
    ChoiceColumn,
    Column,
    DateColumn,
    MoneyColumn,
    RateColumn,
    YesNoColumn,
    accepted,
    label_of,
)
from .kinds import Kind
from .tables import MAX_ROWS, column_letters

ROWS_PREPARED = 1_000
FORMATS = {DateColumn: "dd/mm/yyyy", MoneyColumn: '"£"#,##0.00', RateColumn: "0.0##%"}
NOTES = ("Column", "Required", "What it is", "How to write it", "Example", "Also recognised as")
_HEADING = PatternFill("solid", fgColor="DCE6F1")
_EXAMPLE = Font(italic=True, color="7F7F7F")


def template(kind: type[Kind]) -> Workbook:
    """Return the workbook of a kind: headings, one example row, drop-downs and a sheet of notes."""
    book = Workbook()
    columns = kind.form.columns()
    sheet = book.active
    sheet.title = kind.title
    for place, (name, column) in enumerate(columns.items(), start=1):
        _heading(sheet.cell(1, place), label_of(name, column), needed=column.required)
        example = sheet.cell(2, place, column.example)
        example.font = _EXAMPLE
        _prepare(sheet, column_letters(place - 1), column)
        sheet.column_dimensions[column_letters(place - 1)].width = max(
            14, len(label_of(name, column)) + 4, min(30, len(str(column.example or "")) + 4)
        )
    sheet.freeze_panes = "A2"
    _write_notes(book.create_sheet("Notes"), kind, columns)
    return book


def _heading(cell: Any, text: str, *, needed: bool) -> None:
    cell.value = text
    cell.font = Font(bold=needed)
    cell.fill = _HEADING
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _prepare(sheet: Any, letter: str, column: Column) -> None:
    """Format the cells to be filled in, and offer the choices."""
    for kind, code in FORMATS.items():
        if isinstance(column, kind):
            for row in range(2, ROWS_PREPARED + 2):
                sheet[f"{letter}{row}"].number_format = code
    choices: list[str] = []
    if isinstance(column, ChoiceColumn):
        choices = [value.replace("_", " ") for value in column.allowed]
    elif isinstance(column, YesNoColumn):
        choices = ["yes", "no"]
    if choices:
        offered = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        # A suggestion and not a restriction: a pasted "Public Body" is read as well.
        offered.showErrorMessage = False
        offered.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
        sheet.add_data_validation(offered)


def _write_notes(sheet: Any, kind: type[Kind], columns: dict[str, Column]) -> None:
    sheet["A1"] = kind.title
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = kind.about
    sheet["A3"] = (
        "The grey row is an example and is not imported. Columns can be in any order, and you can "
        "delete those that are not required. An empty cell changes nothing."
    )
    for place, text in enumerate(NOTES, start=1):
        _heading(sheet.cell(5, place), text, needed=True)
    for row, (name, column) in enumerate(columns.items(), start=6):
        example = column.example
        texts = (
            label_of(name, column),
            "yes" if column.required else "",
            str(column.help_text),
            accepted(column),
            f"{example:%d/%m/%Y}" if isinstance(example, date) else str(example or ""),
            ", ".join([name, *column.also]),
        )
        for place, text in enumerate(texts, start=1):
            cell = sheet.cell(row, place, text)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEF", (26, 9, 50, 50, 30, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A6"
