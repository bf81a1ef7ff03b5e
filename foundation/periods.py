"""Days and calendar months."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from .errors import BadValue

EARLIEST: Final = date(1970, 1, 1)
LATEST: Final = date(2199, 12, 31)


def plausible_date(field: str, day: date) -> date:
    """Return the day, if it is plausible: 1970 to 2199, so that calculations stay in range.

    Raises BadValue naming ``field`` otherwise.
    """
    if not EARLIEST <= day <= LATEST:
        raise BadValue(field, f"{day.isoformat()} is not between 1970 and 2199. Check the year.")
    return day


def day_of(moment: datetime) -> date:
    """Return the day of a moment in our time zone."""
    return timezone.localdate(moment)


def add_months(day: date, months: int) -> date:
    """Return the same day a number of calendar months later, or the last day of a shorter month.

    31 January + 1 month is 28 or 29 February. Count from the first day each time: adding twice
    can give another day than adding once.
    """
    later: date = day + relativedelta(months=months)
    return later


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of the week of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def format_date(day: date) -> str:
    """Return a day for a sentence: "2 March 2026"."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def format_moment(moment: datetime) -> str:
    """Return a moment in our time zone, for a sentence: "2 March 2026, 14:00"."""
    return f"{format_date(day_of(moment))}, {timezone.localtime(moment):%H:%M}"


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, written "2018-09"; months sort in time."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month written as "2018-09". Raises BadValue("month") for anything else."""
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
        if match is None or not EARLIEST.year <= int(match[1]) <= LATEST.year:
            raise BadValue("month", "Write the month as year and month, for example 2018-09.")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month of a day."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def next(self) -> Self:
        """Return the month after."""
        return self.plus(1)

    def previous(self) -> Self:
        """Return the month before."""
        return self.plus(-1)

    def plus(self, months: int) -> Self:
        """Return the month a number of months later, or earlier if negative."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return type(self)(year, month + 1)


def months_between(first: Month, last: Month) -> list[Month]:
    """Return every month from ``first`` to ``last``, both included; [] if they are reversed."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [first.plus(step) for step in range(count)]
