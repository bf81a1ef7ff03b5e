"""The days of the story: fixed ones, and those counted back from today."""

from dataclasses import dataclass
from datetime import date, timedelta

from foundation.periods import Month

SATURDAY = 5
# Before it the months counted back from today would run into the years that are fixed.
EARLIEST_TODAY = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Ago:
    """A day of the month that many months before today's; of next month, with -1."""

    months: int
    day: int


Day = date | Ago


def workday(day: date) -> date:
    """Return the day, or the Monday after it."""
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def on_calendar(day: Day, today: date) -> date:
    """Return the working day that is meant, seen from today."""
    if isinstance(day, Ago):
        month = Month.of(today).plus(-day.months)
        day = month.first + timedelta(days=day.day - 1)
    return workday(day)
