"""Which rows are movements, and which are not: totals, balances, the bank's small print."""

import re
from typing import Final

from foundation.imports.engine.faults import Flag
from foundation.imports.engine.tables import Row, Table
from foundation.values import WrongCell

from .amounts import looks_like_an_amount
from .columns import Layout
from .days import day_of

# Spelt out in full, because a customer may be called Total Gas or Balance Ltd.
_FRAME: Final = re.compile(
    r"(sub)?-?\s*totals?( of)?( (debits?|credits?|paid (in|out)|money (in|out)|payments?"
    r"|receipts?|withdrawals?|deposits?|amounts?|balance)){1,3}\Z"
    r"|(sub-?)?totals?:?\Z"
    r"|(opening|closing|start(ing)?|end(ing)?|available|previous|new|final) balance\b.*"
    r"|balance (brought|carried) forward\b.*|(brought|carried) forward\Z|b/fwd\Z|c/fwd\Z"
    r"|footer-total.*|number of transactions\b.*",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    r"(opening|start(ing)?|previous) balance|.*brought forward|b/fwd", re.I
)
TEXTS: Final = ("description", "reference", "memo", "payer", "bank_id")


def is_frame(row: Row, layout: Layout) -> bool:
    """Return whether a row states a total or a balance instead of a movement."""
    return any(_FRAME.match(text) for text in texts_of(row, layout))


def is_opening(row: Row, layout: Layout) -> bool:
    """Return whether a row states the balance before the first movement."""
    return any(_OPENING.match(text) for text in texts_of(row, layout))


def texts_of(row: Row, layout: Layout) -> list[str]:
    """Return the texts of a row, including the date column if it has text instead of a day."""
    names = [layout.headings[name] for name in TEXTS if name in layout.headings]
    texts = [str(row.values[name]).strip() for name in names if row.values[name] is not None]
    date_cell = row.values[layout.headings["booked_on"]]
    if isinstance(date_cell, str) and not has_day(row, layout):
        texts.append(date_cell.strip())
    return texts


def has_day(row: Row, layout: Layout) -> bool:
    """Return whether a row has a day that can be read."""
    try:
        day_of(row.values[layout.headings["booked_on"]])
    except WrongCell:
        return False
    return True


def is_foot(row: Row, layout: Layout) -> bool:
    """Return whether a row without a day is small print, not a movement with a wrong day."""
    date_cell = row.values[layout.headings["booked_on"]]
    names = ("amount", "paid_in", "paid_out")
    has_amount = any(
        looks_like_an_amount(row.values[layout.headings[name]])
        for name in names
        if name in layout.headings
    )
    return not (
        has_amount and date_cell is not None and any(sign.isdigit() for sign in str(date_cell))
    )


def movements_of(table: Table, layout: Layout) -> tuple[list[Row], list[Row], list[Flag]]:
    """Return the rows of movements, those of balances, and a note for each row left out.

    Rows without a day after the last row with one are the bank's small print, not faults.
    """
    days = [has_day(row, layout) for row in table.rows]
    last = max((place for place, has in enumerate(days) if has), default=-1)
    movements: list[Row] = []
    frames: list[Row] = []
    flags: list[Flag] = []
    for place, row in enumerate(table.rows):
        if is_frame(row, layout):
            frames.append(row)
            label = next(text for text in texts_of(row, layout) if _FRAME.match(text))
            flags.append(
                Flag(row.number, "", f"“{label}” is not a transaction, so it was left out.")
            )
        elif place > last and is_foot(row, layout):
            flags.append(Flag(row.number, "", "This row below the transactions was left out."))
        else:
            movements.append(row)
    return movements, frames, flags
