"""Whether a graduate agrees to a position: they answer yes or no to each one themselves."""

from datetime import date

from employers.choices import RequestState
from employers.domain.terms import versions as terms_of_business
from employers.models import Contact, HiringRequest
from foundation import history, rate_limits
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.models import Limited
from foundation.periods import format_date
from foundation.transactions import atomic
from placements import notices
from placements.choices import IntroductionMove, IntroductionState, Visibility
from placements.models import Graduate, Introduction

from .introduction_checks import (
    AlreadyIntroduced,
    EmployerOnStop,
    GraduateNotPublished,
    RequestClosed,
    TermsNotAgreed,
)


class AlreadyAnswered(DomainError):
    """The graduate has said yes or no to this position."""

    code = "already_answered"


@atomic
def ask_to_meet(
    graduate: Graduate,
    contact: Contact,
    *,
    by: User,
    on: date,
    hiring_request: HiringRequest | None = None,
) -> Introduction:
    """Return the draft of an introduction that an employer's contact asks for.

    It waits for the graduate's answer, and then for the office to send it; both get an email. The
    employer reads the refusals, so they do not name the graduate: TermsNotAgreed, EmployerOnStop,
    RequestClosed, GraduateNotPublished, AlreadyIntroduced; BadValue for a role of another employer;
    LimitReached, where the firm's own limit does not bind the office.
    """
    rate_limits.count(Limited.MEETING, **rate_limits.of_firm(contact.employer_id, by=by))
    # Two contacts who ask for the same person wait for each other; the second sees the first.
    person = Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate.pk)
    _refuse_employer(contact, hiring_request, on=on)
    if person.visibility != Visibility.PUBLISHED:
        raise GraduateNotPublished("This graduate is no longer shown to employers.")
    live = Introduction.objects.live().filter(
        graduate=person, employer=contact.employer, hiring_request=hiring_request
    )
    if live.exists():
        raise AlreadyIntroduced(
            "You have already asked to meet this graduate, or we have introduced you."
        )
    introduction = Introduction.objects.create(
        graduate=person,
        employer=contact.employer,
        hiring_request=hiring_request,
        contact=contact,
        asked_by=contact,
        asked_on=on,
        moved_on=on,
    )
    history.record(Verb.ASKED_TO_MEET, introduction, by=by, on=on, after=introduction.state)
    notices.meeting_requested(introduction)
    return introduction


@atomic
def agree_to_meet(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the draft with the graduate's yes to this position, given ``on`` that day.

    No details are passed on until the office sends it. Raises AlreadyAnswered.
    """
    introduction = _unanswered(introduction_id)
    introduction.willing_on = introduction.moved_on = on
    introduction.save(update_fields=["willing_on", "moved_on"])
    state = introduction.state
    history.record(Verb.AGREED_TO_MEET, introduction, by=by, on=on, before=state, after=state)
    notices.graduate_answered(introduction, by=by)
    return introduction


@atomic
def decline_to_meet(introduction_id: int, *, by: User, on: date, reason: str = "") -> Introduction:
    """Return the draft, withdrawn: the graduate said no and stays anonymous.

    Raises AlreadyAnswered.
    """
    introduction = _unanswered(introduction_id)
    before, introduction.state = introduction.state, IntroductionState.WITHDRAWN
    introduction.moved_on = on
    introduction.reason = reason.strip() or "The graduate said no to this position."
    introduction.save(update_fields=["state", "reason", "moved_on"])
    history.record(
        Verb.DECLINED_TO_MEET,
        introduction,
        by=by,
        on=on,
        before=before,
        after=introduction.state,
        reason=introduction.reason,
    )
    notices.graduate_answered(introduction, by=by)
    return introduction


def _refuse_employer(contact: Contact, role: HiringRequest | None, *, on: date) -> None:
    employer = contact.employer
    if role and role.employer_id != employer.pk:
        raise BadValue("hiring_request", f"This role does not belong to {employer}.")
    if role and role.state in (RequestState.CLOSED, RequestState.FILLED):
        raise RequestClosed(f"{role} is {role.get_state_display().lower()}. Reopen it first.")
    if terms_of_business.in_force(employer, on=on) is None:
        raise TermsNotAgreed("Accept our terms of business first. Then you can ask to meet.")
    if employer.on_stop:
        raise EmployerOnStop(
            f"{employer} is on stop. Contact us before you ask to meet a graduate."
        )


def _unanswered(introduction_id: int) -> Introduction:
    """Return the locked draft that waits for the graduate. Raises AlreadyAnswered."""
    introduction = (
        Introduction.objects.select_for_update(of=("self",), no_key=True)
        .select_related("graduate", "employer")
        .get(pk=introduction_id)
    )
    if introduction.willing_on:
        raise AlreadyAnswered(f"The answer was yes, on {format_date(introduction.willing_on)}.")
    if not IntroductionMove.ANSWER.is_open_to(introduction):
        state = introduction.get_state_display().lower()
        raise AlreadyAnswered(f"This position is {state} and no longer needs an answer.")
    return introduction
