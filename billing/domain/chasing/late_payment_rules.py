"""Statutory interest and the fixed sum on a late debt, as exact sums with their working.

Source: Late Payment of Commercial Debts (Interest) Act 1998, s. 4 and 5A; SI 2002/1675, art. 4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from foundation.errors import BadValue, DomainError
from foundation.money import half_up, percent, pounds
from foundation.periods import format_date

ABOVE_REFERENCE: Final = Decimal("0.08")
YEAR: Final = 365
FIXED_SUMS: Final = ((1_000_00, 40_00), (10_000_00, 70_00))  # a debt below the first has the second
HIGHEST_FIXED_SUM: Final = 100_00
PUBLIC_BODY_DAYS, COMPANY_DAYS, NOTHING_AGREED_DAYS = 30, 60, 30


class NoReferenceRate(DomainError):
    """The half-year has no reference rate: it is never guessed."""

    code = "no_reference_rate"


@dataclass(frozen=True, slots=True)
class LateClaim:
    """What a late debt may be charged, in pence; no VAT is due on either sum."""

    interest_pence: int
    fixed_sum_pence: int
    rate: Decimal
    starts_on: date
    days: int
    working: list[str]

    @property
    def total_pence(self) -> int:
        """Interest and fixed sum together."""
        return self.interest_pence + self.fixed_sum_pence


@dataclass(frozen=True, slots=True)
class Repayment:
    """Something that lowered the debt: a payment or a credit, on a day, in pence."""

    on: date
    pence: int


def half_year_of(day: date) -> date:
    """Return the first day of the half-year, 1 January or 1 July, whose rate holds on a day."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def rate_from(starts_on: date, references: Mapping[date, Decimal]) -> Decimal:
    """Return the yearly rate of interest that starts to run on a day, frozen from then on.

    ``references`` holds the Bank of England rate in force on the day before each half-year, by
    its first day. Raises NoReferenceRate for a half-year that has none.
    """
    half = half_year_of(starts_on)
    if half not in references:
        eve = format_date(half - timedelta(days=1))
        raise NoReferenceRate(
            f"The Bank of England rate of {eve} is not on file. Look it up and add it "
            f"as the reference rate from {format_date(half)}."
        )
    return references[half] + ABOVE_REFERENCE


def fixed_sum(debt_pence: int) -> int:
    """Return the compensation for one late debt, in pence: £40, £70 or £100 by its size."""
    return next((pence for below, pence in FIXED_SUMS if debt_pence < below), HIGHEST_FIXED_SUM)


def relevant_day(
    later_of: date, agreed: date | None, *, public_body: bool = False, fair: bool = False
) -> date:
    """Return the last day to pay: interest starts the day after.

    ``later_of`` is the later of performance and notice of the amount; nothing agreed means 30
    days beginning with it. A public body has 30 days at the most, a company 60 unless a longer
    time is ``fair`` (not grossly unfair to us). Source: the Act, s. 4(2C) to (2G).
    """
    if agreed is None:
        return later_of + timedelta(days=NOTHING_AGREED_DAYS - 1)
    if fair and not public_body:
        return agreed
    longest = PUBLIC_BODY_DAYS if public_body else COMPANY_DAYS
    return min(agreed, later_of + timedelta(days=longest - 1))


def late_claim(
    debt_pence: int,
    *,
    due_on: date,
    on: date,
    references: Mapping[date, Decimal],
    repayments: Sequence[Repayment] = (),
    daily_penny: bool = False,
) -> LateClaim | None:
    """Return what may be charged on a debt up to a day; None while it is not late.

    ``debt_pence`` includes VAT. Simple interest of 365 days a year at one rate, frozen when it
    starts, on the unpaid amount of each day, rounded once at the end; with ``daily_penny`` each
    day's interest is rounded first, as in the government's own example.
    Raises NoReferenceRate, and BadValue for more repaid than owed.
    """
    left = debt_pence - sum(part.pence for part in repayments if part.on <= due_on)
    if left <= 0 or on <= due_on:
        return None
    starts_on = due_on + timedelta(days=1)
    rate = rate_from(starts_on, references)
    claim, since, exact, days = left, due_on, Fraction(0), 0
    words = [f"{percent(rate)} a year: 8 % above the reference rate when it starts to run, "]
    words[0] += f"on {format_date(starts_on)}"
    later = sorted((part for part in repayments if due_on < part.on <= on), key=lambda p: p.on)
    for part in [*later, Repayment(on, 0)]:
        span = (part.on - since).days
        if left and span:
            exact += _interest(left, rate, span, daily_penny=daily_penny)
            days += span
            words.append(f"{pounds(left)} for {span} days to {format_date(part.on)}")
        left, since = left - part.pence, part.on
        if left < 0:
            raise BadValue("repayments", "More was repaid than was owed.")
    interest = half_up(exact)
    words.append(f"Interest: {pounds(interest)}")
    words.append(f"Fixed sum for a debt of {pounds(claim)}: {pounds(fixed_sum(claim))}")
    return LateClaim(interest, fixed_sum(claim), rate, starts_on, days, words)


def _interest(pence: int, rate: Decimal, days: int, *, daily_penny: bool) -> Fraction:
    a_day = Fraction(rate) * pence / YEAR
    return Fraction(half_up(a_day) * days) if daily_penny else a_day * days
