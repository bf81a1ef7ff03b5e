"""The reference rates of late interest: one a half-year, each added once."""

from datetime import date
from decimal import Decimal

from billing.models import ReferenceRate
from foundation.errors import BadValue, require
from foundation.transactions import atomic

HALF_YEARS = ((1, 1), (7, 1))


@atomic
def add_rate(half_year: date, rate: Decimal, *, source: str, on: date) -> ReferenceRate:
    """Return the Bank of England rate (a fraction) for interest that starts in a half-year.

    It is the official rate of the day before the half-year begins. Source: the Late Payment of
    Commercial Debts (Rate of Interest) (No. 3) Order 2002. Raises BadValue.
    """
    half_year_is_open(half_year)
    if not 0 <= rate <= 1:
        raise BadValue("rate", "The rate must be between 0 % and 100 %.")
    require("source", source, "Say where you found it, such as the Bank of England's website.")
    return ReferenceRate.objects.create(
        effective_from=half_year, rate=rate, source=source.strip(), checked_on=on
    )


def half_year_is_open(day: date) -> None:
    """Raise BadValue unless a half-year begins on the day and its rate is not on file."""
    if (day.month, day.day) not in HALF_YEARS:
        raise BadValue("effective_from", "A half-year begins on 1 January or 1 July.")
    if ReferenceRate.objects.filter(effective_from=day).exists():
        raise BadValue("effective_from", "The rate of this half-year is already on file.")


def half_years_missing(*, on: date) -> list[date]:
    """Return the half-years up to a day whose rate is not on file, the newest first."""
    held = set(ReferenceRate.objects.values_list("effective_from", flat=True))
    first = min(held, default=date(on.year, 1, 1))
    begun = [date(year, *half) for year in range(first.year, on.year + 1) for half in HALF_YEARS]
    return [day for day in reversed(begun) if first <= day <= on and day not in held]
