"""Undo: a move made by mistake is reversed, and the history keeps both."""

from datetime import date

from django.db.models import F, Q, QuerySet

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.models import HistoryEntry
from foundation.transactions import atomic
from placements.choices import LIVE, HireMove, HireState, IntroductionMove, IntroductionState
from placements.domain.introductions import introduction_checks as checks
from placements.models import Hire, Introduction

from .hires import locked

State = IntroductionState
REASONED = (State.DECLINED, State.WITHDRAWN, State.LAPSED)
BY_MISTAKE = "Logged by mistake and undone."


class NothingToTakeBack(DomainError):
    """The last action cannot be undone."""

    code = "nothing_to_take_back"


@atomic
def take_back_move(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction as it was before its last move, with the date of the move before.

    Raises NothingToTakeBack if it was sent (the employer has the details: withdraw it) or hired,
    or if the last action was not a move; RequestClosed and AlreadyIntroduced as for reopening.
    """
    introduction = (
        Introduction.objects.select_for_update(of=("self",), no_key=True)
        .select_related("graduate", "employer", "hiring_request")
        .get(pk=introduction_id)
    )
    move = _last_move(introduction)
    if (
        move is None
        or not IntroductionMove.TAKE_BACK.starts_from(move.to_state)
        or move.from_state not in LIVE
    ):
        raise NothingToTakeBack(f"You cannot undo the last move of {introduction}.")
    _put_back(introduction, move, by=by, on=on)
    return introduction


@atomic
def take_back_hire(hire_id: int, *, by: User, on: date) -> Hire:
    """Return the agreed hire, fallen through as if it had never been logged.

    Its introduction, and those it made obsolete, go back to where they were. Raises
    HireCannotMove once it has started, since its fee is raised.
    """
    hire = locked(hire_id, HireMove.TAKE_BACK)
    hire.state, hire.fell_through_on = HireState.FELL_THROUGH, max(on, hire.agreed_on)
    hire.reason = BY_MISTAKE
    hire.save(update_fields=["state", "fell_through_on", "reason"])
    for introduction in _moved_by(hire):
        if move := _last_move(introduction):
            _put_back(introduction, move, by=by, on=on)
    history.record(Verb.TAKEN_BACK, hire, by=by, on=on, before=HireState.AGREED, after=hire.state)
    return hire


def _moved_by(hire: Hire) -> list[Introduction]:
    """Return what logging a hire moved: its introduction, and those it made obsolete.

    If the person has another current hire, the others stay obsolete because of that one.
    """
    settled = Introduction.objects.select_for_update(of=("self",), no_key=True)
    settled = settled.select_related("graduate", "employer", "hiring_request")
    won = Q(pk__in=[hire.introduction_id or 0, hire.late_conversion_of_id or 0])
    standing = Hire.objects.filter(
        graduate=hire.graduate_id, state__in=[HireState.AGREED, HireState.STARTED]
    )
    if other := standing.order_by("pk").first():
        hire.made_obsolete.filter(state=State.OBSOLETE).update(obsoleted_by=other)
        return list(settled.filter(won))
    overtaken = Q(obsoleted_by=hire, state=State.OBSOLETE)
    return list(settled.filter(won | overtaken).order_by("pk"))


def _last_move(introduction: Introduction) -> HistoryEntry | None:
    """Return the move that led to its current state, or None if it cannot be undone."""
    last = _moves_of(introduction).order_by("-id").first()
    moved = last is not None and last.to_state == introduction.state
    return last if moved and last and last.verb != Verb.TAKEN_BACK else None


def _moves_of(introduction: Introduction) -> QuerySet[HistoryEntry]:
    return history.of(introduction).exclude(from_state=F("to_state"))


def _put_back(introduction: Introduction, move: HistoryEntry, *, by: User, on: date) -> None:
    before = introduction.state
    introduction.state = move.from_state
    if before in REASONED:
        introduction.reason = ""
    if before == State.OBSOLETE:
        introduction.obsoleted_by = None
    if before not in LIVE and introduction.state in LIVE:
        checks.role_is_open(introduction)
        checks.not_introduced_already(introduction)
    earlier = _moves_of(introduction).filter(id__lt=move.pk).order_by("-id").first()
    introduction.moved_on = earlier.on if earlier else introduction.moved_on
    if introduction.state in (State.DRAFT, State.SENT):
        introduction.interview_at = None
    introduction.save(update_fields=["state", "reason", "moved_on", "interview_at", "obsoleted_by"])
    history.record(
        Verb.TAKEN_BACK, introduction, by=by, on=on, before=before, after=introduction.state
    )
