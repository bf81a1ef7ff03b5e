"""Amounts as banks write them: signed, bracketed, DR and CR, £, thousands, decimal commas."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from foundation.limits import MOST_POUNDS
from foundation.values import WrongCell, decimal_of, quoted

_AMOUNT: Final = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[-+\u2212])?\s*(?:£|GBP)?\s*(?P<inner>[-+\u2212])?"
    r"(?P<digits>\d[\d.,' \u00a0\u202f]*)\s*(?:£|GBP)?\s*(?P<after>-|DR|CR|D|C)?\s*"
    r"(?P<close>\))?\Z",
    re.IGNORECASE,
)
_COMMA_LAST: Final = re.compile(r"\d,\d{1,2}\D*\Z")
_POINT_LAST: Final = re.compile(r"\d\.\d{1,2}\D*\Z")
_WAY_OUT: Final = "Write it as 1250.45, -1250.45 or £1,250.45."


def decimal_mark(values: Iterable[object]) -> str:
    """Return "," when the amounts of a file are written 1.250,45, else "."."""
    texts = [value.strip() for value in values if isinstance(value, str)]
    commas = any(_COMMA_LAST.search(text) for text in texts)
    points = any(_POINT_LAST.search(text) for text in texts)
    return "," if commas and not points else "."


def pence_of(value: object, mark: str = ".") -> int:
    """Return a signed amount in pence: "-245.66", "(245.66)", "245.66 DR" and a cell's -245.66.

    Raises WrongCell for a text that is not an amount, has parts of a penny, or is too large.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        amount = decimal_of(value)
    elif isinstance(value, str):
        amount = _read(value.strip(), mark)
    else:
        raise WrongCell(f"{quoted(value)} is not an amount of money.", _WAY_OUT)
    if abs(amount) > MOST_POUNDS:
        raise WrongCell(f"{quoted(value)} is more than £{MOST_POUNDS:,}.", "Check the figure.")
    if amount != amount.quantize(Decimal("0.01")):
        raise WrongCell(f"{quoted(value)} has parts of a penny.", "Check the figure.")
    return int(amount * 100)


def looks_like_an_amount(value: object) -> bool:
    """Return whether a cell could be an amount, in either way of writing."""
    for mark in ".,":
        try:
            pence_of(value, mark)
        except WrongCell:
            continue
        return not (isinstance(value, str) and value.strip().isdigit() and len(value.strip()) > 7)
    return False


def _read(text: str, mark: str) -> Decimal:
    match = _AMOUNT.match(text)
    if not match or bool(match["open"]) != bool(match["close"]):
        if re.search(r"[€$]|EUR|USD", text):
            raise WrongCell(f"{quoted(text)} is not in pounds.", "Only pounds can be matched here.")
        raise WrongCell(f"{quoted(text)} is not an amount of money.", _WAY_OUT)
    digits = re.sub(r"[ '\u00a0\u202f]", "", match["digits"])
    grouping = "." if mark == "," else ","
    whole, _, part = digits.partition(mark)
    groups = whole.split(grouping)
    if not _groups_of_three(groups) or not re.fullmatch(r"\d*", part) or len(part) > 2:
        raise WrongCell(f"{quoted(text)} is not an amount of money.", _WAY_OUT)
    amount = Decimal("".join(groups) + (f".{part}" if part else ""))
    after = (match["after"] or "").upper()
    minus = [match["sign"] in ("-", "\u2212"), match["inner"] in ("-", "\u2212")]
    minus += [bool(match["open"]), after in ("-", "DR", "D")]
    return -amount if any(minus) else amount


def _groups_of_three(groups: list[str]) -> bool:
    """Return whether thousands are set apart as they must be: 1,250 and not 12,50."""
    if len(groups) == 1:
        return bool(groups[0])
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
