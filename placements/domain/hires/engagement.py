"""Whether a hire owes us a fee: the engagement, and the entitlement that follows from it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from employers.domain.terms.fee_terms import fee_is_due
from employers.models import Employer, Terms
from foundation.errors import BadValue, DomainError
from foundation.limits import FTE_PLACES, MOST_MONTHS, is_fte, is_salary
from foundation.periods import format_date, plausible_date
from placements.choices import HireState, IntroductionMove
from placements.domain.introductions.introduction_checks import IntroductionExpired
from placements.models import Graduate, Hire, Introduction
from placements.models.hire import FIRST_DAY, LAST_DAY


class NotIntroduced(DomainError):
    """The introduction was never sent, or has already led to a hire."""

    code = "not_introduced"


class HiredBeforeIntroduction(DomainError):
    """The start is before the introduction."""

    code = "hired_before_introduction"


REASON_LENGTH = 10


def salary_in_range(field: str, pence: int) -> int:
    """Return a first year's pay in pence. Raises BadValue naming the field."""
    if not is_salary(pence):
        raise BadValue(field, "The first-year salary must be above £0 and below £100 million.")
    return pence


def starts_in_range(field: str, day: date) -> date:
    """Return the day, if a hire can start on it. Raises BadValue naming ``field`` otherwise."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadValue(field, f"{day.isoformat()} is not between 2000 and 2100. Check the year.")
    return day


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """The facts of a hire. ``salary_pence`` is the first year's, for the hours worked.

    Either names its introduction, or says in at least 10 characters why there is none.
    Raises BadValue naming the field that is wrong.
    """

    graduate: Graduate
    employer: Employer
    start_on: date
    agreed_on: date
    salary_pence: int
    introduction: Introduction | None = None
    no_introduction_reason: str = ""
    replaces: Hire | None = None
    fte: Decimal = field(default=Decimal(1))
    contract: str = "permanent"
    months: int | None = None
    job_title: str = ""

    def __post_init__(self) -> None:
        starts_in_range("start_on", self.start_on)
        plausible_date("agreed_on", self.agreed_on)
        salary_in_range("salary_pence", self.salary_pence)
        if not is_fte(self.fte) or self.fte != round(self.fte, FTE_PLACES):
            raise BadValue("fte", "Full time is 1. Three days out of five is 0.6.")
        if (self.contract == "fixed_term") != (self.months is not None):
            raise BadValue("months", "Give the months for a fixed-term contract only.")
        if self.months is not None and not 1 <= self.months <= MOST_MONTHS:
            raise BadValue("months", f"A fixed-term contract must last 1 to {MOST_MONTHS} months.")
        if self.replaces:
            self._check_replaced(self.replaces)
        if self.introduction:
            self._check_introduction(self.introduction)
        elif len(self.no_introduction_reason.strip()) < REASON_LENGTH:
            raise BadValue(
                "no_introduction_reason",
                "Choose the introduction, or say in at least 10 characters why there is none.",
            )

    def _check_replaced(self, leaver: Hire) -> None:
        if leaver.employer_id != self.employer.pk or leaver.state != HireState.ENDED:
            raise BadValue("replaces", "Choose a hire by the same employer that has ended.")
        if leaver.graduate_id == self.graduate.pk:
            raise BadValue("replaces", "This is the same person. Re-engage the hire instead.")

    def _check_introduction(self, introduction: Introduction) -> None:
        if self.no_introduction_reason:
            raise BadValue(
                "no_introduction_reason", "Leave this empty when there is an introduction."
            )
        pair = (introduction.graduate_id, introduction.employer_id)
        if pair != (self.graduate.pk, self.employer.pk):
            raise BadValue(
                "introduction", "This introduction belongs to another graduate or employer."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeEntitlement:
    """Whether a fee is due, under which terms, and why, in one sentence."""

    fee_due: bool
    note: str
    terms: Terms | None = None
    late_conversion_of: Introduction | None = None


NOT_ENTITLED = FeeEntitlement(
    fee_due=False, note="No introduction of ours was running, so no fee is due."
)


def entitlement_for(engagement: Engagement) -> FeeEntitlement:
    """Return our entitlement to a fee for a hire.

    With an introduction, it must have been sent, and the start must lie in its period: raises
    NotIntroduced, HiredBeforeIntroduction or IntroductionExpired. Without one, a running
    introduction to the same employer or its group makes it a late conversion, and the fee is due.
    """
    if introduction := engagement.introduction:
        _refuse_outside_period(introduction, engagement.start_on)
    if engagement.replaces:
        return in_place_of(engagement.replaces)
    if introduction:
        return entitlement_from(introduction, start_on=engagement.start_on)
    return _late_conversion(engagement.graduate, engagement.employer, engagement.start_on)


def in_place_of(leaver: Hire) -> FeeEntitlement:
    """Return the entitlement for a hire in place of a leaver's rebate: no further fee."""
    return FeeEntitlement(
        fee_due=False, note=f"In place of {leaver.graduate}, so no further fee is due."
    )


def reassess(hire: Hire, *, start_on: date) -> FeeEntitlement:
    """Return our entitlement for a hire that starts on another day than agreed.

    Never refuses: without a running introduction on that day, no fee is due.
    """
    if hire.replaces:
        return in_place_of(hire.replaces)
    if hire.introduction:
        return entitlement_from(hire.introduction, start_on=start_on)
    return _late_conversion(hire.graduate, hire.employer, start_on, beside=hire.pk)


def _late_conversion(
    graduate: Graduate, employer: Employer, start_on: date, *, beside: int | None = None
) -> FeeEntitlement:
    """Return the entitlement from a running introduction that nobody named, if there is one."""
    running = running_introduction(graduate, employer, start_on, beside=beside)
    if running is None:
        return NOT_ENTITLED
    note = (
        f"Late conversion: introduced to {running.employer} on {format_date(_sent(running))}, "
        f"so a start up to {format_date(_last(running))} owes the fee."
    )
    return FeeEntitlement(fee_due=True, note=note, terms=running.terms, late_conversion_of=running)


def entitlement_from(introduction: Introduction | None, *, start_on: date) -> FeeEntitlement:
    """Return the entitlement an introduction gives on a start day, if there is one."""
    if introduction is None or introduction.terms is None:
        return NOT_ENTITLED
    sent, last = format_date(_sent(introduction)), format_date(_last(introduction))
    days = f"introduced on {sent}, valid to {last}"
    if fee_is_due(
        introduced_on=_sent(introduction),
        starts_on=start_on,
        months=introduction.terms.introduction_months,
    ):
        return FeeEntitlement(fee_due=True, note=f"A fee is due: {days}.", terms=introduction.terms)
    note = f"No fee is due on {format_date(start_on)}: {days}."
    return FeeEntitlement(fee_due=False, note=note, terms=introduction.terms)


def _refuse_outside_period(introduction: Introduction, start_on: date) -> None:
    if introduction.sent_on is None:
        raise NotIntroduced(f"The introduction of {introduction} was never sent.")
    if not IntroductionMove.HIRE.is_open_to(introduction):
        raise NotIntroduced(f"The introduction of {introduction} has already led to a hire.")
    way_out = "log the hire without it, and say why"
    if start_on < introduction.sent_on:
        raise HiredBeforeIntroduction(
            f"The start is before the introduction on {format_date(introduction.sent_on)}: "
            f"{way_out}."
        )
    if start_on > _last(introduction):
        raise IntroductionExpired(
            f"The introduction period ended on {format_date(_last(introduction))}: {way_out}."
        )


def running_introduction(
    graduate: Graduate, employer: Employer, start_on: date, *, beside: int | None = None
) -> Introduction | None:
    """Return the first running introduction to the employer's group that led to no other hire.

    ``beside`` is the id of a hire to disregard: the one being assessed.
    """
    others = Hire.objects.exclude(state=HireState.FELL_THROUGH).exclude(pk=beside or 0)
    others = others.filter(graduate=graduate)
    return (
        Introduction.objects.protecting(on=start_on)
        .filter(graduate=graduate, employer__in=Employer.objects.of_group(employer))
        .exclude(pk__in=others.filter(introduction__isnull=False).values("introduction"))
        .exclude(
            pk__in=others.filter(late_conversion_of__isnull=False).values("late_conversion_of")
        )
        .select_related("employer", "terms")
        .order_by("sent_on", "pk")
        .first()
    )


def _sent(introduction: Introduction) -> date:
    assert introduction.sent_on is not None
    return introduction.sent_on


def _last(introduction: Introduction) -> date:
    assert introduction.valid_until is not None
    return introduction.valid_until
