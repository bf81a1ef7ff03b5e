"""Whether a hire owes us a fee: the engagement as told, and the claim that follows from it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from employers.domain.fee_terms import fee_is_due
from employers.models import Employer, Terms
from placements.choices import HireState, IntroductionState
from placements.models import Graduate, Introduction
from project.foundation.errors import BadValue, DomainError
from project.foundation.periods import believable, written

from .introduction_checks import IntroductionExpired


class NotIntroduced(DomainError):
    code = "not_introduced"


class HiredBeforeIntroduction(DomainError):
    code = "hired_before_introduction"


REASON_LENGTH = 10


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """A hire as somebody tells it. ``salary_pence`` is the first year's, for the hours worked.

    It names either its introduction, or in at least 10 characters why there is none.
    Raises BadValue naming the field that cannot be.
    """

    graduate: Graduate
    employer: Employer
    start_on: date
    agreed_on: date
    salary_pence: int
    introduction: Introduction | None = None
    no_introduction_reason: str = ""
    fte: Decimal = field(default=Decimal(1))
    contract: str = "permanent"
    months: int | None = None
    job_title: str = ""

    def __post_init__(self) -> None:
        believable("start_on", self.start_on)
        if self.salary_pence <= 0:
            raise BadValue("salary_pence", "The first-year salary is above £0.")
        if not 0 < self.fte <= 1:
            raise BadValue("fte", "Full time is 1; three days of five are 0.6.")
        if (self.contract == "fixed_term") != (self.months is not None):
            raise BadValue("months", "A fixed-term contract has months, a permanent one has none.")
        if self.months is not None and self.months < 1:
            raise BadValue("months", "A fixed-term contract lasts at least 1 month.")
        if self.introduction:
            self._check_introduction(self.introduction)
        elif len(self.no_introduction_reason.strip()) < REASON_LENGTH:
            raise BadValue(
                "no_introduction_reason",
                "Name the introduction, or say in at least 10 characters why there is none.",
            )

    def _check_introduction(self, introduction: Introduction) -> None:
        if self.no_introduction_reason:
            raise BadValue(
                "no_introduction_reason", "There is an introduction, so leave this empty."
            )
        pair = (introduction.graduate_id, introduction.employer_id)
        if pair != (self.graduate.pk, self.employer.pk):
            raise BadValue("introduction", "It is of another graduate or another employer.")


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether a fee is due, under which terms, and why, in one sentence."""

    fee_due: bool
    terms: Terms | None
    note: str
    late_conversion_of: Introduction | None = None


def find_claim(engagement: Engagement) -> Claim:
    """Return our claim on a hire.

    With an introduction, it must have been sent, and the start must lie in its period: raises
    NotIntroduced, HiredBeforeIntroduction or IntroductionExpired. Without one, a running
    introduction to the same employer or its group makes it a late conversion, and the fee is due.
    """
    if introduction := engagement.introduction:
        _refuse_outside_period(introduction, engagement.start_on)
        return make_claim(introduction, start_on=engagement.start_on)
    running = _running_introduction(engagement)
    if running is None:
        return Claim(False, None, "No introduction of ours was running, so no fee is due.")
    note = (
        f"Late conversion: introduced to {running.employer} on {written(_sent(running))}, "
        f"so a start up to {written(_last(running))} owes the fee."
    )
    return Claim(True, running.terms, note, late_conversion_of=running)


def make_claim(introduction: Introduction | None, *, start_on: date) -> Claim:
    """Return the claim that an introduction gives on a start day, due or not; none without one."""
    if introduction is None or introduction.terms is None:
        return Claim(False, None, "No introduction of ours was running, so no fee is due.")
    days = f"introduced on {written(_sent(introduction))}, valid to {written(_last(introduction))}"
    if fee_is_due(
        introduced_on=_sent(introduction),
        starts_on=start_on,
        months=introduction.terms.introduction_months,
    ):
        return Claim(True, introduction.terms, f"A fee is due: {days}.")
    return Claim(False, introduction.terms, f"No fee is due on {written(start_on)}: {days}.")


def _refuse_outside_period(introduction: Introduction, start_on: date) -> None:
    if introduction.sent_on is None:
        raise NotIntroduced(f"The introduction of {introduction} was never sent.")
    if introduction.state == IntroductionState.HIRED:
        raise NotIntroduced(f"The introduction of {introduction} has led to a hire already.")
    way_out = "log the hire without it, and say why"
    if start_on < introduction.sent_on:
        raise HiredBeforeIntroduction(
            f"The start is before the introduction on {written(introduction.sent_on)}: {way_out}."
        )
    if start_on > _last(introduction):
        raise IntroductionExpired(
            f"The introduction period ended on {written(_last(introduction))}: {way_out}."
        )


def _running_introduction(engagement: Engagement) -> Introduction | None:
    """Return the earliest running introduction to the employer's group without a hire of its own."""
    return (
        Introduction.objects.protecting(on=engagement.start_on)
        .filter(
            graduate=engagement.graduate,
            employer__in=Employer.objects.of_group(engagement.employer),
        )
        .exclude(hires__state__in=[HireState.AGREED, HireState.STARTED, HireState.ENDED])
        .exclude(late_conversions__state__in=[HireState.STARTED, HireState.ENDED])
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
