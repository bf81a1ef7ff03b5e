"""Dates as people in the UK write them: the day first, and never guessed."""

import re
from datetime import date, datetime, timedelta

from foundation.values import Value, WrongCell, quoted

FIRST = date(2000, 1, 1)
LAST = date(2100, 12, 31)
_WAY_OUT = "Write it as 03/07/2017 (day first), 2017-07-03 or 3 Jul 2017."
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_CLOCK = r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_CLOCK}\Z")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_CLOCK}\Z")
_IN_WORDS = re.compile(
    r"(?:[a-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[- ]([a-z]{3,9})\.?,?[- ](\d{4})\Z"
)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ](\d{1,2}|[a-z]{3,9})[-/. ]\d{2}\Z")
_MONTH_ONLY = re.compile(r"(\d{4})-(\d{1,2})\Z")
_MONTH_IN_WORDS = re.compile(r"([a-z]{3,9})\.? (\d{4})\Z")
_EXCEL_FIRST, _EXCEL_LAST = 36_526, 73_415  # 1 January 2000 and 31 December 2100


def day(value: Value) -> date:
    """Return the date that a cell or a text names; a time of day after it is left out.

    Raises WrongCell for anything that is not a date, could be two dates, names only a month, or
    is outside 2000 to 2100.
    """
    if isinstance(value, datetime):
        return _within(value.date(), value)
    if isinstance(value, date):
        return _within(value, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise _number(value)
    if not isinstance(value, str):
        raise WrongCell(f"{quoted(value)} is not a date.", _WAY_OUT)
    text = " ".join(value.split()).casefold()
    if match := _YEAR_FIRST.match(text):
        return _within(_date(value, match[1], match[2], match[3]), value)
    if match := _DAY_FIRST.match(text):
        return _within(_date(value, match[3], match[2], match[1]), value)
    if (match := _IN_WORDS.match(text)) and (number := _month_number(match[2])):
        return _within(_date(value, match[3], str(number), match[1]), value)
    raise _refusal(value, text)


def month_of(value: Value) -> tuple[int, int] | None:
    """Return (year, month) of a month without a day ("2014-01", "June 2017"), else None."""
    if not isinstance(value, str):
        return None
    text = " ".join(value.split()).casefold()
    if match := _MONTH_ONLY.match(text):
        year, month = int(match[1]), int(match[2])
    elif match := _MONTH_IN_WORDS.match(text):
        year, month = int(match[2]), _month_number(match[1])
    else:
        return None
    return (year, month) if FIRST.year <= year <= LAST.year and 1 <= month <= 12 else None


def _month_number(word: str) -> int:
    """Return 1 to 12, or 0 if the word is not a month."""
    for number, (short, name) in enumerate(zip(_MONTHS, _NAMES, strict=True), start=1):
        if word in {short, name} or (word == "sept" and short == "sep"):
            return number
    return 0


def _date(value: Value, year: str, month: str, day_of_month: str) -> date:
    try:
        return date(int(year), int(month), int(day_of_month))
    except ValueError:
        if int(month) > 12 >= int(day_of_month):
            raise WrongCell(
                f"{quoted(value)} seems to have the month first: there is no month {int(month)}.",
                "Write the day before the month.",
            ) from None
        raise WrongCell(f"{quoted(value)} is not a real date.", _WAY_OUT) from None


def _within(parsed: date, value: Value) -> date:
    if not FIRST <= parsed <= LAST:
        raise WrongCell(f"{quoted(value)} is not between 2000 and 2100.", "Check the year.")
    return parsed


def _number(value: int | float) -> WrongCell:
    if _EXCEL_FIRST <= value <= _EXCEL_LAST:
        meant = date(1899, 12, 30) + timedelta(days=int(value))
        return WrongCell(
            f"{value} is a number. It may be a spreadsheet's number for {meant.day} {meant:%B %Y}.",
            "Format the column as dates and save the file again.",
        )
    return WrongCell(f"{value} is a number, not a date.", _WAY_OUT)


def _refusal(value: str, text: str) -> WrongCell:
    if month_of(value):
        return WrongCell(f"{quoted(value)} names a month, not a day.", _WAY_OUT)
    if _SHORT_YEAR.match(text):
        return WrongCell(f"{quoted(value)} has a two-digit year.", "Write the year in full: 2017.")
    if text in {"tbc", "tba", "tbd", "n/a", "na", "?", "-", "pending", "unknown"}:
        return WrongCell(
            f"{quoted(value)} is not a date.",
            "Give the date, or leave the row out until you know it.",
        )
    return WrongCell(f"{quoted(value)} is not a date.", _WAY_OUT)
