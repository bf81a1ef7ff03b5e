"""Deciding what became of a graduate: a code of CIRR, from a day on, with its evidence."""

from datetime import date
from typing import Final

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.periods import format_date, plausible_date
from foundation.transactions import atomic
from placements.choices import Contract, HireState, OutcomeCode, Work
from placements.models import Graduate, Hire, Outcome

# A contract of fewer months is a short one.
SHORT_MONTHS: Final = 3
CODE_OF_WORK: Final = {
    Work.FULL_TIME: OutcomeCode.FULL_TIME,
    Work.CONTRACT: OutcomeCode.CONTRACT,
    Work.SHORT: OutcomeCode.SHORT,
    Work.VENTURE: OutcomeCode.VENTURE,
    Work.ELSEWHERE: OutcomeCode.ELSEWHERE,
}


class NoEvidence(DomainError):
    """No code but *seeking* without evidence."""

    code = "outcome_needs_evidence"


class TooLateToExclude(DomainError):
    """Who is left out of the count is decided on day one."""

    code = "too_late_to_exclude"


@atomic
def decide(
    graduate_id: int,
    code: str,
    *,
    since_on: date,
    by: User,
    on: date,
    evidence: str = "",
    salary_pence: int | None = None,
) -> Outcome:
    """Return what became of a graduate, true since a day and decided ``on`` another.

    ``salary_pence`` is the yearly base pay, without bonus or shares. A later decision counts in
    place of an earlier one. Raises NoEvidence, TooLateToExclude, and BadValue for an unknown
    code or a day that is still to come. Source: cirr.org, tracking job outcomes.
    """
    if code not in OutcomeCode.values:
        raise BadValue("code", f"The codes are {', '.join(OutcomeCode.values)}.")
    if plausible_date("since_on", since_on) > on:
        raise BadValue("since_on", "An outcome is noted once it is true.")
    graduate = Graduate.objects.select_related("cohort").get(pk=graduate_id)
    if code != OutcomeCode.SEEKING and not evidence.strip():
        raise NoEvidence("Say what shows it: a letter, a page, who said so and when.")
    if code == OutcomeCode.EXCLUDED:
        _refuse_after_day_one(graduate, on=on)
    outcome = Outcome.objects.create(
        graduate=graduate,
        code=code,
        since_on=since_on,
        decided_on=on,
        decided_by=by,
        evidence=evidence.strip(),
        salary_pence=salary_pence,
    )
    history.record(Verb.DECIDED, outcome, by=by, on=on, after=code)
    return outcome


def code_of(hire: Hire) -> OutcomeCode:
    """Return the code that a hire through us stands for, by its contract and hours."""
    if hire.fte < 1 or (hire.months or SHORT_MONTHS) < SHORT_MONTHS:
        return OutcomeCode.SHORT
    permanent = hire.contract == Contract.PERMANENT
    return OutcomeCode.FULL_TIME if permanent else OutcomeCode.CONTRACT


def proposals(*, on: date) -> list[tuple[Hire, OutcomeCode]]:
    """Return the started hires that no outcome tells of yet, each with the code it stands for."""
    started = Hire.objects.filter(
        state__in=[HireState.STARTED, HireState.ENDED],
        start_on__lte=on,
        graduate__erased_on=None,
    ).select_related("graduate", "employer")
    decided = set(Outcome.objects.values_list("graduate", "since_on"))
    return [
        (hire, code_of(hire))
        for hire in started.order_by("start_on", "pk")
        if (hire.graduate_id, hire.start_on) not in decided
    ]


def confirm(hire_id: int, *, by: User, on: date) -> Outcome:
    """Return the outcome that a hire stands for, the hire itself being the evidence."""
    hire = Hire.objects.select_related("employer").get(pk=hire_id)
    return decide(
        hire.graduate_id,
        code_of(hire),
        since_on=hire.start_on,
        salary_pence=hire.salary_pence,
        evidence=f"Hire {hire.pk} by {hire.employer}, started on {format_date(hire.start_on)}.",
        by=by,
        on=on,
    )


def _refuse_after_day_one(graduate: Graduate, *, on: date) -> None:
    first_day = graduate.cohort.start_on if graduate.cohort else None
    if first_day is None or on != first_day:
        day = f", {format_date(first_day)}" if first_day else ""
        raise TooLateToExclude(f"Nobody is left out after the first day of the course{day}.")
