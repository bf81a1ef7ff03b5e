"""What goes into a cell: text that stays text, pounds from pence, days, formulas."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from openpyxl.cell.cell import Cell

from foundation.money import format_rate

from .stream import LiveSheet
from .styles import Look

# Characters that XML cannot carry or that are invisible: controls, surrogates, non-characters.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
BLANKS = re.compile(r"[\t\r\n\u2028\u2029]+")
LONGEST_TEXT = 32_767
# A person who edits such a cell and presses Enter must not turn it into a formula, an error, or a
# number without its zeros.
TAKEN_FOR_MORE = re.compile(r"[=+\-@#'].*|[\d\s.,:/-]+%?", re.DOTALL)
DAY_NOUGHT = date(1899, 12, 30).toordinal()


class Live(NamedTuple):
    """A formula, with the leading =, and its result as of now in the units of its cell."""

    formula: str
    result: Any


def clean(text: str) -> str:
    """Return a text as a cell can hold it: on one line, without what XML cannot carry.

    It is never more than a cell holds, 32,767 characters.
    """
    return BLANKS.sub(" ", UNWRITABLE.sub("", text))[:LONGEST_TEXT]


def in_pounds(pence: int) -> str:
    """Return an amount in pounds as a cell holds it: 480050 is "4800.50"."""
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02d}"


class Brush:
    """Writes the cells of one sheet in one look, as XML."""

    def __init__(self, sheet: LiveSheet, look: Look) -> None:
        self._money = look.is_money
        self._style = _style_of(sheet, look)
        self._quoted = _style_of(sheet, look, quoted=True)

    def __call__(self, place: str, value: Any) -> str:
        """Return the cell at a place such as B4; None gives an empty one with the look."""
        if value is None:
            return f'<c r="{place}" s="{self._style}"/>'
        if isinstance(value, str):
            text = clean(value)
            style = self._quoted if TAKEN_FOR_MORE.fullmatch(text) else self._style
            inside = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
            return f'<c r="{place}" s="{style}" t="inlineStr">{inside}</c>'
        if isinstance(value, Live):
            return self._live(place, value)
        return f'<c r="{place}" s="{self._style}"><v>{self._number(value)}</v></c>'

    def _live(self, place: str, live: Live) -> str:
        words = isinstance(live.result, str)
        result = escape(clean(live.result)) if words else self._number(live.result)
        kind = ' t="str"' if words else ""
        inside = f"<f>{escape(live.formula[1:])}</f><v>{result}</v>"
        return f'<c r="{place}" s="{self._style}"{kind}>{inside}</c>'

    def _number(self, value: int | Decimal | date) -> str:
        if isinstance(value, date):
            return str(value.toordinal() - DAY_NOUGHT)
        if isinstance(value, Decimal):
            return format_rate(value)
        return in_pounds(value) if self._money else str(value)


def _style_of(sheet: LiveSheet, look: Look, *, quoted: bool = False) -> int:
    """Return the number of a look in the workbook; ``quoted`` marks a text as only a text."""
    cell = Cell(sheet, row=1, column=1)
    cell.number_format, cell.font, cell.alignment = look.number_format, look.font, look.alignment
    if look.fill:
        cell.fill = look.fill
    if look.border:
        cell.border = look.border
    cell.quotePrefix = quoted
    number: int = cell.style_id
    return number
