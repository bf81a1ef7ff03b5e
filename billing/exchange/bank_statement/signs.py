"""Whether money came in or went out: by two columns, a sign or a word, checked by the balance."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from foundation.imports.engine.faults import Fault
from foundation.imports.engine.tables import Row, Table
from foundation.values import Value, WrongCell, quoted

from .amounts import decimal_mark, pence_of
from .columns import Layout

# What banks write for a movement out, and for one in.
_OUT: Final = re.compile(r"(d|dr|debits?|out|paid out|money out|withdrawal|payment out|-)\Z", re.I)
_IN: Final = re.compile(r"(c|cr|credits?|in|paid in|money in|deposit|payment in|\+)\Z", re.I)
MOVED: Final = ("amount", "paid_in", "paid_out")
MONEY: Final = (*MOVED, "balance")


@dataclass
class Amount:
    """The amount of a row: in pence as signed, and the direction its word gives, if any."""

    row: Row
    pence: int
    word: int = 0


class Amounts:
    """Reads the amounts of one file; ``faults`` are the cells that could not be read."""

    def __init__(self, table: Table, layout: Layout) -> None:
        """Learn from all rows at once how the bank writes its amounts."""
        self.table, self.layout = table, layout
        self.faults: list[Fault] = []
        cells = [
            row.values[layout.headings[name]]
            for row in table.rows
            for name in MONEY
            if name in layout.headings
        ]
        self.mark = decimal_mark(cells)

    def cell(self, row: Row, ours: str) -> Value:
        """Return the value of a row in one of our columns."""
        heading = self.layout.headings.get(ours)
        return row.values[heading] if heading else None

    def fault(self, row: Row, ours: str, wrong: WrongCell) -> None:
        """Add the fault of a cell that cannot be read."""
        heading = self.layout.headings.get(ours, "")
        value = row.values.get(heading)
        address = self.table.address(row.number, heading)
        text = "" if value is None else str(value)
        self.faults.append(Fault(row.number, heading, text, wrong.sentence, wrong.way_out, address))

    def read(self, row: Row, ours: str) -> int | None:
        """Return a cell in pence; None if it is empty, or unreadable, which is a fault."""
        value = self.cell(row, ours)
        if value in (None, "", "-", "—"):
            return None
        try:
            return pence_of(value, self.mark)
        except WrongCell as wrong:
            self.fault(row, ours, wrong)
            return None

    def of(self, row: Row) -> Amount | None:
        """Return the amount of a row; None if it has none or it cannot be read."""
        before = len(self.faults)
        if "amount" in self.layout.headings:
            pence = self.read(row, "amount")
            if pence is not None:
                return Amount(row, pence, self._word(row))
            if {"paid_in", "paid_out"}.isdisjoint(self.layout.headings):
                return None
        came, went = self.read(row, "paid_in") or 0, self.read(row, "paid_out") or 0
        if len(self.faults) > before or (not came and not went):
            return None
        if came and went:
            ours = "paid_out"
            self.fault(row, ours, WrongCell("The row has both a paid in and a paid out amount."))
            return None
        # An amount in the paid out column went out, whether the bank signs it or not.
        return Amount(row, came or -abs(went))

    def _word(self, row: Row) -> int:
        """Return 1 or -1 by the word beside the amount, 0 if there is none."""
        word = str(self.cell(row, "direction") or "").strip()
        if not word:
            return 0
        if _OUT.match(word):
            return -1
        if _IN.match(word):
            return 1
        self.fault(
            row,
            "direction",
            WrongCell(f"{quoted(word)} is neither debit nor credit.", "Write debit or credit."),
        )
        return 0


def settle(
    amounts: list[Amount], *, reverse: bool, follows: Callable[[list[int]], int]
) -> tuple[list[int], list[str], list[Amount]]:
    """Return the signed pence of the rows, remarks about them, and the contradicting rows.

    Words decide if amounts have no sign. If both are there and disagree in every row, the sign
    counts. ``follows`` counts the breaks of the balance, which may overrule.
    """
    signed = any(amount.pence < 0 for amount in amounts)
    words = [amount for amount in amounts if amount.word and amount.pence]
    if not signed and words:
        pence = [abs(amount.pence) * (amount.word or 1) for amount in amounts]
        return (*_balanced(pence, [], reverse=reverse, follows=follows), [])
    against = [amount for amount in words if (amount.pence > 0) != (amount.word > 0)]
    pence = [amount.pence for amount in amounts]
    remarks = []
    contradicting: list[Amount] = []
    if against and len(against) == len(words):
        remarks.append(
            "Debit and credit contradict the sign of the amount on every row. The sign was used: "
            "below £0 is money out. If that is wrong, reverse the signs."
        )
    elif against:
        contradicting = against
    return (*_balanced(pence, remarks, reverse=reverse, follows=follows), contradicting)


def _balanced(
    pence: list[int], remarks: list[str], *, reverse: bool, follows: Callable[[list[int]], int]
) -> tuple[list[int], list[str]]:
    """Return the amounts, reversed if the person or the running balance says so."""
    turned = [-amount for amount in pence]
    if reverse:
        return turned, [*remarks, "The signs were reversed, as you chose."]
    breaks = follows(pence)
    if breaks and not follows(turned):
        remark = "The running balance shows that the signs were reversed, so they were corrected."
        return turned, [remark]
    return pence, remarks
