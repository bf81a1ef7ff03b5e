"""The moves of a hire: agreed, started, ended, or fallen through."""

from dataclasses import replace
from datetime import date

from employers.choices import EndReason
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.periods import format_date, plausible_date
from foundation.transactions import atomic
from placements.choices import HireMove, HireState, IntroductionState
from placements.domain.introductions import introductions
from placements.models import Graduate, Hire, Introduction
from placements.signals import hire_ended, hire_started

from .engagement import Engagement, entitlement_for, reassess, starts_in_range


class HireCannotMove(DomainError):
    """The hire is not in a state that allows the move."""

    code = "hire_cannot_move"


class AlreadyHired(DomainError):
    """The pair already has a hire from that day."""

    code = "already_hired"


@atomic
def agree(engagement: Engagement, *, by: User, on: date, brought_over: bool = False) -> Hire:
    """Return the agreed hire, with whether a fee is due and why.

    The introduction becomes hired, and the person's other open introductions obsolete.
    Raises what ``entitlement_for`` refuses, and AlreadyHired when the pair has a hire from that
    day.
    """
    engagement = _as_it_stands(engagement)
    _refuse_twice(engagement.graduate.pk, engagement.employer.pk, engagement.start_on)
    entitlement = entitlement_for(engagement)
    hire = Hire.objects.create(
        introduction=engagement.introduction,
        graduate=engagement.graduate,
        employer=engagement.employer,
        no_introduction_reason=engagement.no_introduction_reason,
        late_conversion_of=entitlement.late_conversion_of,
        replaces=engagement.replaces,
        terms=entitlement.terms,
        fee_due=entitlement.fee_due,
        fee_note=entitlement.note,
        job_title=engagement.job_title,
        start_on=engagement.start_on,
        salary_pence=engagement.salary_pence,
        fte=engagement.fte,
        contract=engagement.contract,
        months=engagement.months,
        agreed_on=engagement.agreed_on,
        brought_over=brought_over,
    )
    _settle_introductions(hire, by=by, on=on)
    history.record(
        Verb.AGREED, hire, by=by, on=on, after=hire.state, fee_due=hire.fee_due, note=hire.fee_note
    )
    return hire


@atomic
def start(hire_id: int, *, by: User, on: date) -> Hire:
    """Return the hire, started ``on`` its actual first day, its fee and draft invoices raised.

    On another day than agreed, whether a fee is due is decided again.
    Announces ``hire_started``; if the fee fails, so does the start. Raises HireCannotMove, and
    AlreadyHired when the pair has another hire from that day.
    """
    hire = locked(hire_id, HireMove.START)
    starts_in_range("on", on)
    if on != hire.start_on:
        _lock_person(hire.graduate_id)
        _refuse_twice(hire.graduate_id, hire.employer_id, on)
        entitlement = reassess(hire, start_on=on)
        hire.start_on, hire.terms = on, entitlement.terms
        hire.fee_due, hire.fee_note = entitlement.fee_due, entitlement.note
        if (
            entitlement.late_conversion_of
            and entitlement.late_conversion_of != hire.late_conversion_of
        ):
            _set_state(entitlement.late_conversion_of, IntroductionState.HIRED, by=by, on=on)
        hire.late_conversion_of = entitlement.late_conversion_of
    hire.state = HireState.STARTED
    hire.save()
    history.record(Verb.STARTED, hire, by=by, on=on, before=HireState.AGREED, after=hire.state)
    hire_started.send(sender=Hire, hire=hire, by=by, on=on)
    return hire


@atomic
def end(
    hire_id: int,
    *,
    last_day: date,
    reason: str,
    by: User,
    on: date,
    notified_on: date | None = None,
) -> Hire:
    """Return the hire, ended; the receivers of ``hire_ended`` propose its rebate.

    ``reason`` is one of EndReason, or free text, which is stored as ``other``.
    Raises BadValue for a last day before the start.
    """
    hire = locked(hire_id, HireMove.END)
    if plausible_date("last_day", last_day) < hire.start_on:
        raise BadValue(
            "last_day", f"The last day cannot be before the start, {format_date(hire.start_on)}."
        )
    hire.end_reason = EndReason.of(reason)
    hire.reason = reason.strip()
    hire.state, hire.last_day, hire.notified_on = HireState.ENDED, last_day, notified_on
    hire.save()
    history.record(
        Verb.ENDED,
        hire,
        by=by,
        on=on,
        before=HireState.STARTED,
        after=hire.state,
        last_day=str(last_day),
        reason=hire.reason,
    )
    hire_ended.send(sender=Hire, hire=hire, by=by, on=on)
    return hire


@atomic
def fall_through(hire_id: int, *, reason: str, by: User, on: date) -> Hire:
    """Return the hire, which never starts and earns no fee; its introduction can be reopened."""
    hire = locked(hire_id, HireMove.FALL_THROUGH)
    hire.state, hire.fell_through_on = HireState.FELL_THROUGH, max(on, hire.agreed_on)
    hire.reason = reason
    hire.save()
    if won := hire.introduction or hire.late_conversion_of:
        _set_state(won, IntroductionState.DECLINED, by=by, on=on)
    history.record(
        Verb.FELL_THROUGH,
        hire,
        by=by,
        on=on,
        before=HireState.AGREED,
        after=hire.state,
        reason=reason,
    )
    return hire


def locked(hire_id: int, move: HireMove) -> Hire:
    """Return the locked hire. Raises HireCannotMove unless its state allows the move."""
    hire = (
        Hire.objects.select_for_update(of=("self",), no_key=True)
        .select_related("graduate", "employer", "terms", "introduction", "late_conversion_of")
        .get(pk=hire_id)
    )
    if not move.is_open_to(hire):
        needed = " or ".join(HireState(state).label.lower() for state in move.sources)
        raise HireCannotMove(
            f"The hire of {hire} is {hire.get_state_display().lower()}. "
            f"You can only do this while it is {needed}."
        )
    return hire


def _as_it_stands(engagement: Engagement) -> Engagement:
    """Return the engagement with its graduate locked and its introduction reloaded."""
    _lock_person(engagement.graduate.pk)
    if engagement.introduction is None:
        return engagement
    introductions_now = Introduction.objects.select_for_update(of=("self",), no_key=True)
    now = introductions_now.select_related("graduate", "employer", "terms")
    return replace(engagement, introduction=now.get(pk=engagement.introduction.pk))


def _lock_person(graduate_id: int) -> None:
    """Make concurrent hires of one person wait for each other."""
    Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate_id)


def _refuse_twice(graduate_id: int, employer_id: int, start_on: date) -> None:
    """Raise AlreadyHired if the pair already has a hire from that day."""
    twin = Hire.objects.exclude(state=HireState.FELL_THROUGH).filter(
        graduate=graduate_id, employer=employer_id, start_on=start_on
    )
    if known := twin.first():
        raise AlreadyHired(
            f"{known} from {format_date(known.start_on)} is already logged as hire {known.pk}."
        )


def _settle_introductions(hire: Hire, *, by: User, on: date) -> None:
    """Mark the introduction as hired, and the person's other open ones as obsolete."""
    won = hire.introduction or hire.late_conversion_of
    if won:
        _set_state(won, IntroductionState.HIRED, by=by, on=on)
    # Locked before any is moved, so that one declined in the meantime is left out.
    live = Introduction.objects.live().select_for_update(of=("self",), no_key=True)
    for other in live.filter(graduate=hire.graduate).order_by("pk"):
        introductions.make_obsolete(other.pk, by=by, on=on, by_hire=hire.pk)


def _set_state(introduction: Introduction, state: IntroductionState, *, by: User, on: date) -> None:
    before = introduction.state
    introduction.state, introduction.moved_on = state, on
    introduction.save(update_fields=["state", "moved_on"])
    history.record(Verb(state), introduction, by=by, on=on, before=before, after=state)
