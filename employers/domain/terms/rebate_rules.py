"""What is given back when a hire ends early, and what is at risk until then."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from foundation.errors import BadValue
from foundation.money import amount, half_up, percent, pounds
from foundation.periods import add_months, format_date

from .fee_terms import Rebate

SHARE_PLACES: Final = 8


@dataclass(frozen=True, slots=True)
class Debt:
    """An invoice of the fee: when it fell due, and when it was paid in full, None if it was not."""

    due_on: date
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class RebateAssessment:
    """What an early leaver gives back: ``net_pence`` of the fee, net of VAT.

    ``share`` is what the schedule gives. If ``barred``, a condition was broken: ``why_barred``
    says which, and nothing is given back.
    """

    share: Fraction
    net_pence: int
    barred: bool = False
    why_barred: str = ""
    working: list[str] = field(default_factory=list)

    @property
    def share_decimal(self) -> Decimal:
        """The share as stored and sent: with eight decimals, a third being 0.33333333."""
        return Decimal(half_up(self.share * 10**SHARE_PLACES)).scaleb(-SHARE_PLACES)


def rebate_share(rebate: Rebate, start_on: date, last_day: date) -> Fraction:
    """Return the share of the fee that the schedule gives back, from 0 to 1.

    ``last_day`` is the last day of employment; leaving on the first day is allowed.
    Raises BadValue("last_day") if it lies before the start.
    """
    position = _position(rebate, start_on, last_day)
    if rebate.mode == "steps":
        reached = (step.share for step in rebate.steps if position <= step.through)
        return Fraction(next(reached, 0))
    if position < rebate.full_until:
        return Fraction(1)
    length = rebate.length or 0
    return Fraction(length - position, length) if position < length else Fraction(0)


def at_risk_pence(fee_net_pence: int, rebate: Rebate | None, start_on: date, on: date) -> int:
    """Return what would be given back, in pence, if the person's last day were ``on``.

    Nothing before the start: a fee not yet earned is not at risk.
    """
    if rebate is None or on < start_on:
        return 0
    return half_up(fee_net_pence * rebate_share(rebate, start_on, on))


def assess(
    rebate: Rebate,
    *,
    fee_net_pence: int,
    start_on: date,
    last_day: date,
    reason: str = "",
    notified_on: date | None = None,
    debts: Sequence[Debt] | None = None,
) -> RebateAssessment:
    """Return the rebate for a hire that ended, its conditions judged, its steps in words.

    ``debts`` are the fee's invoices; payment is not judged if they are None. Notice is in time if
    ``notified_on`` is None. What fell due on or after the day of leaving or notice bars nothing.
    Raises BadValue("last_day") if it lies before the start.
    """
    share = rebate_share(rebate, start_on, last_day)
    working = [_where(rebate, start_on, last_day, share)]
    if not share:
        return RebateAssessment(share, 0, working=working)
    broken = [
        *_excluded(rebate, reason),
        *_late_notice(rebate, last_day, notified_on),
        *_late_payment(rebate, max(last_day, notified_on or last_day), debts or ()),
    ]
    if broken:
        return RebateAssessment(
            share, 0, barred=True, why_barred=" ".join(broken), working=[*working, *broken]
        )
    exact = fee_net_pence * share
    net_pence = half_up(exact)
    working.append(f"{percent(share)} of {pounds(fee_net_pence)} = {amount(exact)}")
    if net_pence != exact:
        working.append(f"Rounded half up to {pounds(net_pence)}")
    working += _assumptions(rebate, notified_on, debts)
    return RebateAssessment(share, net_pence, working=working)


def _position(rebate: Rebate, start_on: date, last_day: date) -> int:
    """Return the ordinal of the last day's unit by steps (from 1), or linear its complete weeks."""
    if last_day < start_on:
        raise BadValue("last_day", f"The last day is before the start on {format_date(start_on)}.")
    day = (last_day - start_on).days + 1
    if rebate.mode == "linear":
        return day // 7
    if rebate.unit == "days":
        return day
    if rebate.unit == "weeks":
        return -(-day // 7)
    # Counted from the start each time: 31 January + 2 months is 31 March, not 28 February + 1.
    months = max(1, 12 * (last_day.year - start_on.year) + last_day.month - start_on.month)
    while last_day >= add_months(start_on, months):
        months += 1
    return months


def _where(rebate: Rebate, start_on: date, last_day: date, share: Fraction) -> str:
    """Return where in the schedule the last day lies, in words."""
    position = _position(rebate, start_on, last_day)
    if rebate.mode == "linear":
        weeks = "1 complete week" if position == 1 else f"{position} complete weeks"
        stood = f"comes after {weeks} of {rebate.length}"
    elif rebate.unit == "days":
        stood = f"is day {position}"
    else:
        stood = f"is in {rebate.unit.removesuffix('s')} {position}"
    gives = f"{percent(share)} is given back" if share else "nothing is given back"
    return f"The last day, {format_date(last_day)}, {stood} from {format_date(start_on)}: {gives}"


def _excluded(rebate: Rebate, reason: str) -> list[str]:
    """Return why the reason for leaving bars the rebate, if it does."""
    if reason not in rebate.excluded_reasons:
        return []
    return [f"No rebate: the terms exclude leaving for {reason.replace('_', ' ')}."]


def _late_notice(rebate: Rebate, last_day: date, notified_on: date | None) -> list[str]:
    """Return why the day of notice bars the rebate, if it does."""
    if rebate.notify_within_days is None or notified_on is None:
        return []
    latest = last_day + timedelta(days=rebate.notify_within_days)
    if notified_on <= latest:
        return []
    return [f"No rebate: notice came on {format_date(notified_on)}, after {format_date(latest)}."]


def _assumptions(
    rebate: Rebate, notified_on: date | None, debts: Sequence[Debt] | None
) -> list[str]:
    """Return the conditions that could not be checked, so that no reader assumes they are met."""
    taken = []
    if rebate.requires_payment_by_due and debts is None:
        taken.append("Taken as paid by its due date: payment was not judged")
    if rebate.notify_within_days is not None and notified_on is None:
        taken.append("Taken as notified in time: no day of notice was given")
    return taken


def _late_payment(rebate: Rebate, judged_on: date, debts: Sequence[Debt]) -> list[str]:
    """Return why the days of payment bar the rebate, if they do."""
    if not rebate.requires_payment_by_due:
        return []
    late = []
    for debt in debts:
        in_time = debt.paid_on is not None and debt.paid_on <= debt.due_on
        if debt.due_on < judged_on and not in_time:
            paid = f"was paid on {format_date(debt.paid_on)}" if debt.paid_on else "was not paid"
            late.append(f"No rebate: the invoice due on {format_date(debt.due_on)} {paid}.")
    return late
