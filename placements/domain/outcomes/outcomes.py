"""Outcomes of graduates: a CIRR code, true from a day, with its evidence."""

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

# A contract of fewer months counts as short.
SHORT_MONTHS: Final = 3
CODE_OF_WORK: Final = {
    Work.FULL_TIME: OutcomeCode.FULL_TIME,
    Work.CONTRACT: OutcomeCode.CONTRACT,
    Work.SHORT: OutcomeCode.SHORT,
    Work.VENTURE: OutcomeCode.VENTURE,
    Work.ELSEWHERE: OutcomeCode.ELSEWHERE,
}


class NoEvidence(DomainError):
    """Every code except *seeking* needs evidence."""

    code = "outcome_needs_evidence"


class TooLateToExclude(DomainError):
    """Exclusions are decided on the first day of the course."""

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
    """Return a graduate's outcome, true since a day and decided ``on`` another.

    ``salary_pence`` is the yearly base pay, without bonus or shares. A later decision replaces
    an earlier one. Raises NoEvidence, TooLateToExclude, and BadValue for an unknown code or a
    day in the future. Source: cirr.org, tracking job outcomes.
    """
    if code not in OutcomeCode.values:
        raise BadValue("code", f"The codes are {', '.join(OutcomeCode.values)}.")
    if plausible_date("since_on", since_on) > on:
        raise BadValue("since_on", "The date cannot be in the future.")
    graduate = Graduate.objects.select_related("cohort").get(pk=graduate_id)
    if code != OutcomeCode.SEEKING and not evidence.strip():
        raise NoEvidence("Give evidence: a letter, a web page, or who told us and when.")
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
    """Return the outcome code of a hire through us, from its contract and hours."""
    if hire.fte < 1 or (hire.months or SHORT_MONTHS) < SHORT_MONTHS:
        return OutcomeCode.SHORT
    permanent = hire.contract == Contract.PERMANENT
    return OutcomeCode.FULL_TIME if permanent else OutcomeCode.CONTRACT


def proposals(*, on: date) -> list[tuple[Hire, OutcomeCode]]:
    """Return the started hires without an outcome, each with its proposed code."""
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
    """Return the outcome of a hire, with the hire itself as evidence."""
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
        raise TooLateToExclude(
            f"You can only exclude a graduate on the first day of the course{day}."
        )
