"""What goes into a cell: text that stays text, pounds from pence, days, formulas."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import to_excel

from project.foundation.money import plain

from .stream import FORMULA, FormulaCell, LiveSheet
from .styles import Look

# What XML cannot carry or nobody can see: controls, halves of pairs, non-characters.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
BLANKS = re.compile(r"[\t\r\n\u2028\u2029]+")
LONGEST_TEXT = 32_767
# Somebody who edits such a cell and presses Enter must not turn it into a formula, an error, or a
# number without its zeros.
TAKEN_FOR_MORE = re.compile(r"[=+\-@#'].*|[\d\s.,:/-]+%?", re.DOTALL)


class Live(NamedTuple):
    """A formula, with the leading =, and its result as of now in the units of its cell."""

    formula: str
    result: Any


def clean(text: str) -> str:
    """Return a text as a cell can hold it: on one line, without what XML cannot carry.

    It is never more than a cell holds, 32,767 characters.
    """
    return BLANKS.sub(" ", UNWRITABLE.sub("", text))[:LONGEST_TEXT]


def in_pounds(pence: int) -> Decimal:
    """Return an amount in pounds, exactly."""
    return Decimal(pence).scaleb(-2)


class Brush:
    """Makes the cells of one sheet in one look.

    The cells are reused: each must have been written to its row before the next value is painted.
    """

    def __init__(self, sheet: LiveSheet, look: Look) -> None:
        self._look = look
        self._plain = self._styled(Cell(sheet, row=1, column=1))
        self._quoted = self._styled(Cell(sheet, row=1, column=1))
        self._quoted.quotePrefix = True
        self._formula: FormulaCell = self._styled(FormulaCell(sheet))

    def __call__(self, value: Any) -> Cell:
        """Return the cell that holds a value; None gives an empty one with the look."""
        if isinstance(value, Live):
            return self._live(value)
        if isinstance(value, str):
            text = clean(value)
            cell = self._quoted if TAKEN_FOR_MORE.fullmatch(text) else self._plain
            cell._value, cell.data_type = text, "s"
            return cell
        self._plain._value, self._plain.data_type = self._number(value), "n"
        return self._plain

    def _live(self, value: Live) -> Cell:
        cell = self._formula
        cell._value, cell.data_type = value.formula, FORMULA
        if isinstance(value.result, str):
            cell.result, cell.result_type = clean(value.result), "str"
        else:
            cell.result, cell.result_type = self._number(value.result), "n"
        return cell

    def _number(self, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, date | datetime):
            return to_excel(value)
        return plain(in_pounds(value)) if self._look.is_money else value

    def _styled(self, cell: Any) -> Any:
        look = self._look
        cell.number_format, cell.font, cell.alignment = (
            look.number_format,
            look.font,
            look.alignment,
        )
        if look.fill:
            cell.fill = look.fill
        if look.border:
            cell.border = look.border
        return cell


def sum_of(pence: Iterable[int | None]) -> int:
    """Return the sum, nothing counting as 0."""
    return sum(amount or 0 for amount in pence)
