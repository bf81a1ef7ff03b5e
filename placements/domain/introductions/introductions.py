"""The moves of an introduction: one function for each arrow of its state diagram."""

from datetime import date

from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_terms import valid_until
from employers.models import Contact, Employer, HiringRequest, Terms
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError, require
from foundation.periods import format_date, plausible_date
from foundation.transactions import atomic
from placements import notices
from placements.choices import IntroductionMove as Move
from placements.choices import IntroductionState as State
from placements.models import Graduate, Introduction
from placements.models.introduction import LAPSES_AFTER

from . import introduction_checks as checks


class CannotMove(DomainError):
    """The state does not allow this move."""

    code = "introduction_cannot_move"


class NotSilent(DomainError):
    """There was a move in the last 60 days."""

    code = "not_silent"


@atomic
def propose(
    graduate: Graduate,
    employer: Employer,
    *,
    by: User,
    on: date,
    hiring_request: HiringRequest | None = None,
    contact: Contact | None = None,
    willing_on: date | None = None,
) -> Introduction:
    """Return a draft, about which nobody has been notified.

    Raises BadValue if the role or the contact belongs to another employer, RequestClosed for a
    closed role and AlreadyIntroduced if the pair has an open introduction for the same role.
    """
    for field, chosen in (("hiring_request", hiring_request), ("contact", contact)):
        if chosen is not None and chosen.employer_id != employer.pk:
            raise BadValue(field, f"This does not belong to {employer}.")
    introduction = Introduction(
        graduate=graduate,
        employer=employer,
        hiring_request=hiring_request,
        contact=contact,
        willing_on=willing_on,
        moved_on=on,
    )
    # Two users who propose the same person wait for each other; the second sees the first.
    Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate.pk)
    checks.role_is_open(introduction)
    checks.not_introduced_already(introduction)
    introduction.save()
    history.record(Verb.DRAFTED, introduction, by=by, on=on, after=introduction.state)
    return introduction


@atomic
def send(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction, sent: the period in which a hire owes the fee has begun.

    The terms in force on that day apply, whatever is agreed later.
    Raises CannotMove unless it is a draft, or the refusal of the first check that fails.
    """
    plausible_date("on", on)
    introduction = _locked(introduction_id)
    if not Move.SEND.is_open_to(introduction):
        raise CannotMove(f"{introduction} is already {introduction.get_state_display().lower()}.")
    terms = checks.may_be_sent(introduction, on=on)
    _date(introduction, terms, on)
    introduction.state = State.SENT
    introduction.save()
    history.record(
        Verb.SENT, introduction, by=by, on=on, before=State.DRAFT, after=State.SENT, terms=terms.pk
    )
    # Sent from here rather than from views, so that both sides hear whichever way it was sent.
    notices.introduced(introduction)
    return introduction


def interview(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction, now interviewing. Raises CannotMove unless it is sent."""
    return _answer(introduction_id, Move.INTERVIEW, by=by, on=on)


def offer(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction with an offer made. Raises CannotMove unless it is in progress."""
    return _answer(introduction_id, Move.OFFER, by=by, on=on)


def decline(introduction_id: int, *, reason: str, by: User, on: date) -> Introduction:
    """Return the introduction, declined for a reason. A hire in its period still owes the fee.

    Raises BadValue without a reason.
    """
    require("reason", reason, "Say why the employer declined.")
    return _answer(introduction_id, Move.DECLINE, by=by, on=on, reason=reason)


def withdraw(introduction_id: int, *, by: User, on: date, reason: str = "") -> Introduction:
    """Return the introduction, withdrawn by the graduate."""
    return _move(introduction_id, Move.WITHDRAW, by=by, on=on, reason=reason)


@atomic
def lapse(introduction_id: int, *, by: User | None, on: date) -> Introduction:
    """Return the introduction, lapsed after 60 days without a reply. Raises NotSilent before."""
    introduction = _locked(introduction_id)
    waits = Move.LAPSE.is_open_to(introduction)
    if waits and introduction.moved_on and not introduction.may_lapse(on=on):
        raise NotSilent(
            f"{introduction} last moved on {format_date(introduction.moved_on)}. "
            f"It can lapse after {LAPSES_AFTER.days} days without a reply."
        )
    return _move(introduction_id, Move.LAPSE, by=by, on=on)


@atomic
def make_obsolete(
    introduction_id: int, *, by: User, on: date, by_hire: int | None = None
) -> Introduction:
    """Return the introduction, obsolete because of the graduate's hire elsewhere, ``by_hire``.

    Undoing that hire restores it. ``by_hire`` is None for a hire we have no record of.
    """
    introduction = _move(introduction_id, Move.MAKE_OBSOLETE, by=by, on=on)
    introduction.obsoleted_by_id = by_hire
    introduction.save(update_fields=["obsoleted_by"])
    return introduction


@atomic
def reopen(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction, reopened: sent, or a draft if it never was.

    Its period still runs from the day it was first sent. Raises CannotMove for an open one,
    IntroductionExpired after the period, AlreadyIntroduced if the pair has another open one.
    """
    introduction = _locked(introduction_id)
    before = introduction.state
    if not Move.REOPEN.is_open_to(introduction):
        raise CannotMove(
            f"{introduction} is {introduction.get_state_display().lower()}, so it is not closed."
        )
    checks.role_is_open(introduction)
    checks.not_introduced_already(introduction)
    if introduction.sent_on:
        checks.not_expired(introduction, on=on)
    introduction.state = State.SENT if introduction.sent_on else State.DRAFT
    introduction.reason, introduction.moved_on = "", on
    introduction.interview_at = introduction.obsoleted_by = None
    introduction.save()
    history.record(
        Verb.REOPENED, introduction, by=by, on=on, before=before, after=introduction.state
    )
    return introduction


@atomic
def bring_over(
    graduate: Graduate, employer: Employer, terms: Terms, *, sent_on: date, by: User, on: date
) -> Introduction:
    """Return an introduction from before this system, marked as brought over.

    Its consents and checks are in older records; only the terms must be in force on its day.
    Raises TermsNotAgreed otherwise.
    """
    in_force = terms_of_business.in_force(employer, on=sent_on)
    if in_force != terms:
        raise checks.TermsNotAgreed(
            f"{employer} had no accepted terms on {format_date(sent_on)}, "
            f"the day of the introduction."
        )
    introduction = Introduction(
        graduate=graduate, employer=employer, state=State.SENT, brought_over=True
    )
    checks.not_introduced_already(introduction)
    _date(introduction, terms, sent_on)
    introduction.save()
    history.record(Verb.BROUGHT_OVER, introduction, by=by, on=on, after=State.SENT)
    return introduction


def _locked(introduction_id: int) -> Introduction:
    return (
        Introduction.objects.select_for_update(of=("self",), no_key=True)
        .select_related("graduate", "employer", "hiring_request")
        .get(pk=introduction_id)
    )


def _date(introduction: Introduction, terms: Terms, on: date) -> None:
    introduction.terms, introduction.sent_on, introduction.moved_on = terms, on, on
    introduction.valid_until = valid_until(on, terms.introduction_months)


@atomic
def _answer(
    introduction_id: int, move: Move, *, by: User, on: date, reason: str = ""
) -> Introduction:
    """Return the introduction as the employer answers it; the office is told unless it did so."""
    introduction = _move(introduction_id, move, by=by, on=on, reason=reason)
    label = introduction.get_state_display().lower()
    notices.employer_answered(introduction, f"is now {label}", by=by)
    return introduction


@atomic
def _move(
    introduction_id: int, move: Move, *, by: User | None, on: date, reason: str = ""
) -> Introduction:
    introduction = _locked(introduction_id)
    before, to = introduction.state, State(move.target)
    if not move.is_open_to(introduction):
        raise CannotMove(
            f"{introduction} is {introduction.get_state_display().lower()}, "
            f"so it cannot become {to.label.lower()}."
        )
    introduction.state, introduction.reason, introduction.moved_on = to, reason, on
    introduction.save()
    history.record(Verb(to), introduction, by=by, on=on, before=before, after=to, reason=reason)
    return introduction
