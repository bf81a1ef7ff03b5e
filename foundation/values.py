"""UK values as people write them, read strictly: ambiguous values are refused.

Each function takes one value (text from a CSV, or the typed value of a workbook cell) that is not
empty, and returns ours or raises WrongCell.
"""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from .limits import MOST_POUNDS

Value = str | int | float | bool | date | datetime | time | timedelta | None

LONGEST_QUOTE = 60
_MONEY = re.compile(r"(?:£|GBP)?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?\Z", re.IGNORECASE)
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*(%|per ?cent)?\Z", re.IGNORECASE)
_YES_NO = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}


class WrongCell(ValueError):
    """One value cannot be read: ``sentence`` says why, ``way_out`` what to write instead."""

    def __init__(self, sentence: str, way_out: str = "") -> None:
        """Take the sentence and the way out; the errors file shows both."""
        super().__init__(f"{sentence} {way_out}".strip())
        self.sentence = sentence
        self.way_out = way_out


def quoted(value: object) -> str:
    """Return a value in quotation marks, shortened to fit a line."""
    text = str(value)
    return f"“{text[:LONGEST_QUOTE]}…”" if len(text) > LONGEST_QUOTE else f"“{text}”"


def normal(heading: str) -> str:
    """Return a heading without case, spaces and punctuation, for comparing: "Fee %" is "fee%"."""
    return re.sub(r"[^\w%£]+|_", "", heading.casefold())


def decimal_of(number: int | float) -> Decimal:
    """Return a cell's number as a spreadsheet shows it: to 15 digits, without float error.

    Raises WrongCell for an infinity.
    """
    if not math.isfinite(number):
        raise WrongCell(f"{number} is not a number.", "Correct the formula or the value first.")
    return Decimal(number) if isinstance(number, int) else Decimal(format(number, ".15g"))


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def text(value: Value) -> str:
    """Return text; a whole number becomes its digits (an invoice number, a phone)."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return format(decimal_of(value).normalize(), "f")
    if not isinstance(value, str):
        raise WrongCell(
            f"The spreadsheet program changed this to the date or time {value}.",
            "Format the column as text and type the value again.",
        )
    if value.startswith("="):
        raise WrongCell(
            f"{quoted(value)} begins with “=”, like a formula.",
            "Type the value without the “=”.",
        )
    return value


def pence(value: Value) -> int:
    """Return an amount of pounds ("£27,000", "4050.00", a cell's 28000) in whole pence."""
    if _is_number(value):
        amount = decimal_of(value)  # type: ignore[arg-type]
    else:
        amount = _pounds_in(_plain(value, "an amount of money"))
    if amount < 0:
        raise WrongCell(f"{quoted(value)} is below zero.", "Write the amount without a sign.")
    if amount > MOST_POUNDS:
        raise WrongCell(f"{quoted(value)} is more than £{MOST_POUNDS:,}.", "Check the figure.")
    if amount != amount.quantize(Decimal("0.01")):
        raise WrongCell(f"{quoted(value)} has fractions of a penny.", "Round it to whole pence.")
    return int(amount * 100)


def _pounds_in(typed: str) -> Decimal:
    match = _MONEY.match(typed)
    if match:
        return Decimal(match[1].replace(",", "") + (match[2] or ""))
    if re.search(r"[€$]|EUR|USD", typed):
        raise WrongCell(f"{quoted(typed)} is not in pounds.", "Write the amount in pounds.")
    if re.match(r"[-(\u2212]\s*£?\d", typed) or re.match(r"£\s*[-\u2212]", typed):
        raise WrongCell(f"{quoted(typed)} is below zero.", "Write the amount without a sign.")
    if re.search(r"\d\s*[kKmM]\b", typed):
        raise WrongCell(f"{quoted(typed)} is abbreviated.", "Write it in full: 27000 or £27,000.")
    if re.search(r"\d\s*(-|\u2013|to)\s*£?\d", typed):
        raise WrongCell(f"{quoted(typed)} is a range.", "Write the one amount that was agreed.")
    if re.search(r"[A-Za-z]", typed) and re.search(r"\d", typed):
        raise WrongCell(
            f"{quoted(typed)} has words in the amount.",
            "Write only the amount. For a part-time salary, write the pay that was agreed "
            "for the hours worked.",
        )
    raise WrongCell(
        f"{quoted(typed)} is not an amount of money.", "Write it as 27000, £27,000 or £4,050.00."
    )


def rate(value: Value) -> Decimal:
    """Return a share from 0 to 1: "15%", "0.15" and a cell's 0.15 are all Decimal("0.15")."""
    if _is_number(value):
        share, percent = decimal_of(value), False  # type: ignore[arg-type]
    else:
        match = _RATE.match(_plain(value, "a percentage"))
        if not match:
            raise WrongCell(f"{quoted(value)} is not a percentage.", "Write it as 15% or 0.15.")
        share, percent = Decimal(match[1]), bool(match[2])
    if percent:
        share /= 100
    elif share > 1:
        raise WrongCell(
            f"{quoted(value)} could be {share.normalize():f}% or {share.normalize():f} times.",
            "Write a percentage (15%) or a fraction (0.15).",
        )
    if not 0 <= share <= 1:
        raise WrongCell(f"{quoted(value)} is not between 0% and 100%.", "Check the figure.")
    if share != share.quantize(Decimal("0.000001")):
        raise WrongCell(f"{quoted(value)} has more than six decimal places.", "Round it.")
    return share.normalize() if share else Decimal(0)


def whole(value: Value) -> int:
    """Return a whole number that is not negative."""
    number = decimal_of(value) if _is_number(value) else None  # type: ignore[arg-type]
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value):
        number = Decimal(value)
    if number is None or number != number.to_integral_value() or not 0 <= number < 10**9:
        raise WrongCell(f"{quoted(value)} is not a whole number.", "Write only digits, as in 16.")
    return int(number)


def decimal(value: Value) -> Decimal:
    """Return a plain decimal number such as 0.6."""
    if _is_number(value):
        return decimal_of(value)  # type: ignore[arg-type]
    typed = _plain(value, "a number")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", typed):
        raise WrongCell(f"{quoted(value)} is not a number.", "Write it as 0.6.")
    return Decimal(typed)


def yes_or_no(value: Value) -> bool:
    """Return a boolean: a cell's TRUE, or yes, no, y, n, true, false, 1, 0."""
    if isinstance(value, bool):
        return value
    answer = _YES_NO.get(text(value).casefold())
    if answer is None:
        raise WrongCell(f"{quoted(value)} is neither yes nor no.", "Write yes or no.")
    return answer


def choice(value: Value, allowed: Mapping[str, str]) -> str:
    """Return one of the ``allowed`` values; capitals, spaces and hyphens do not matter."""
    wanted = normal(text(value))
    for ours, label in allowed.items():
        if wanted in {normal(ours), normal(label)}:
            return ours
    listed = ", ".join(ours.replace("_", " ") for ours in allowed)
    raise WrongCell(f"{quoted(value)} is not one of the choices.", f"Write one of: {listed}.")


def listed(value: Value) -> list[str]:
    """Return the parts of a list ("JS; Node.js, React"), each once, in order."""
    parts = [" ".join(part.split()) for part in re.split(r"[;,\n]", text(value))]
    return list({part.casefold(): part for part in reversed(parts) if part}.values())[::-1]


def _plain(value: Value, wanted: str) -> str:
    if not isinstance(value, str):
        kind = "a date" if isinstance(value, date | datetime) else "not text or a number"
        raise WrongCell(
            f"{quoted(value)} is {kind}, not {wanted}.", "Check that the columns are in place."
        )
    return value.replace("\xa0", " ").strip()
