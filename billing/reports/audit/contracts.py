"""Hires against the calendar: starts that nobody confirmed, and fixed terms that went on."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from billing.models import Fee
from foundation.money import pounds
from foundation.periods import add_months, format_date
from placements.choices import Contract, HireState
from placements.models import Hire

from .engagements import fee_under
from .findings import Row

# News of a start or an end takes a few days.
PATIENCE: Final = timedelta(days=7)
WHOLE_YEAR: Final = 12


def start_overdue(on: date) -> Iterator[Row]:
    """Yield the agreed hires whose first day has passed: no fee is raised before the start."""
    rows = Hire.objects.filter(state=HireState.AGREED, fee_due=True, start_on__lt=on - PATIENCE)
    for hire in rows.select_related("graduate", "employer", "terms").order_by("pk").iterator():
        assert hire.terms is not None
        worth = fee_under(hire.terms, hire)
        yield Row(
            "start_overdue",
            worth,
            f"{hire} was to start on {format_date(hire.start_on)}, and nobody has confirmed it or "
            f"said that it fell through. Its fee of {pounds(worth)} is not raised.",
            {"hire": hire.pk, "employer": hire.employer_id},
        )


def fixed_terms(on: date) -> Iterator[Row]:
    """Yield the fixed terms that went on beyond their months, or that nobody has ended.

    Worth: what the months so far, or to the last day, would owe more.
    """
    rows = Fee.objects.live().filter(
        hire__contract=Contract.FIXED_TERM,
        hire__months__lt=WHOLE_YEAR,
        hire__state__in=(HireState.STARTED, HireState.ENDED),
        override_reason="",
    )
    rows = rows.select_related("hire__graduate", "hire__employer", "terms").order_by("pk")
    for fee in rows.iterator(chunk_size=500):
        hire = fee.hire
        until = min(hire.last_day or on, on)
        months = months_held(hire, until)
        if until <= planned_end(hire) + PATIENCE or months <= (hire.months or 0):
            continue
        worth = fee_under(fee.terms, hire, months=months) - fee.computed_net_pence
        if worth > 0:
            yield _gone_on(fee, worth, months)


def _gone_on(fee: Fee, worth: int, months: int) -> Row:
    hire = fee.hire
    ended = format_date(planned_end(hire))
    if hire.last_day:
        kind = "contract_extended"
        went_on = f"went on to {format_date(hire.last_day)}"
        owed = f"{months} months owe {pounds(worth)} more."
    else:
        kind = "fixed_term_not_ended"
        went_on = "and nobody has said that they left"
        owed = f"If they are still there, {months} months owe {pounds(worth)} more."
    return Row(
        kind,
        worth,
        f"The fixed term of {hire}, {hire.months} months to {ended}, {went_on}. {owed}",
        {"hire": hire.pk, "fee": fee.pk, "employer": hire.employer_id},
        f"months {hire.pk}",
    )


def planned_end(hire: Hire) -> date:
    """Return the last day of a fixed term as it was agreed."""
    return add_months(hire.start_on, hire.months or 0) - timedelta(days=1)


def months_held(hire: Hire, until: date) -> int:
    """Return the calendar months that an engagement up to a day takes, begun ones counted."""
    months = max(1, 12 * (until.year - hire.start_on.year) + until.month - hire.start_on.month)
    while until >= add_months(hire.start_on, months):
        months += 1
    return min(months, WHOLE_YEAR)
