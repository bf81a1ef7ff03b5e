"""What the office may do with an introduction: one action for each move."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate, localtime

from foundation.accounts.models import User
from foundation.periods import format_moment
from foundation.web.actions import Action, by_name
from placements.choices import IntroductionMove as Move
from placements.domain.hires import undo
from placements.domain.introductions import interviews, introductions, reminding, willingness
from placements.models import Introduction

from .introduction_forms import InterviewForm, PerhapsReasonForm, ReasonForm, WillingForm

OUTLINE = "btn-outline-secondary"


def _agree(introduction_id: int, *, willing_on: date, by: User, **_today: date) -> Introduction:
    return willingness.agree_to_meet(introduction_id, by=by, on=willing_on)


def _waits_for_an_answer(introduction: Introduction) -> bool:
    return Move.ANSWER.is_open_to(introduction) and not introduction.willing_on


def _has_a_date(introduction: Introduction) -> bool:
    return Move.CALL_OFF.is_open_to(introduction) and introduction.interview_at is not None


def _date_so_far(introduction: Introduction) -> dict[str, Any]:
    at = introduction.interview_at and localtime(introduction.interview_at)
    return {"day": at.date(), "time": at.time()} if at else {}


def _arranged(_before: Introduction, introduction: Introduction) -> str:
    assert introduction.interview_at is not None
    return f"The interview is on {format_moment(introduction.interview_at)}."


def _undoable(
    move: Move, label: str, verb: Callable[..., Introduction], words: str, **how: Any
) -> Action:
    """Return a move that can be undone; its message names the introduction."""
    return Action.of(
        move,
        label,
        verb,
        lambda introduction, _moved: f"{introduction}: {words}",
        undo=Move.TAKE_BACK.slug,
        style=OUTLINE,
        **how,
    )


ANSWERS = (
    Action.of(
        Move.ANSWER,
        "Record the yes",
        _agree,
        "Noted: the graduate agreed to this position.",
        form=WillingForm,
        initial=lambda _introduction: {"willing_on": localdate()},
        offered=_waits_for_an_answer,
        style=OUTLINE,
        unfolded=True,
    ),
    Action.of(
        Move.ARRANGE,
        "Arrange",
        interviews.arrange,
        _arranged,
        form=InterviewForm,
        initial=_date_so_far,
        title=lambda introduction: (
            "Interview on another date…" if introduction.interview_at else "Interview on…"
        ),
        style=OUTLINE,
    ),
    Action.of(
        Move.CALL_OFF,
        "Call off the interview",
        interviews.call_off,
        "Called off. They are still interviewing, without a date.",
        offered=_has_a_date,
        style=OUTLINE,
    ),
)
MOVES = (
    Action.of(Move.SEND, "Send", introductions.send, "Sent: the introduction period has begun."),
    _undoable(Move.INTERVIEW, "Interviewing", introductions.interview, "now interviewing."),
    _undoable(Move.OFFER, "Offered", introductions.offer, "offer made."),
    _undoable(
        Move.DECLINE,
        "Declined",
        introductions.decline,
        "declined.",
        form=ReasonForm,
        title="Declined…",
    ),
    _undoable(
        Move.WITHDRAW,
        "Withdrawn",
        introductions.withdraw,
        "withdrawn by the graduate.",
        form=PerhapsReasonForm,
        title="Withdrawn…",
    ),
    _undoable(Move.LAPSE, "Lapsed", introductions.lapse, "lapsed without a reply."),
    Action.of(Move.REOPEN, "Reopen", introductions.reopen, "Reopened.", style=OUTLINE),
)
# Their buttons are on Today, on the board, or beside the last action.
ELSEWHERE = (
    Action.of(
        Move.TAKE_BACK,
        "Back",
        undo.take_back_move,
        lambda introduction, _moved: f"Undone: {introduction} is back where it was.",
        elsewhere=True,
    ),
    Action(
        "ask-again",
        "Asked again",
        reminding.ask_again,
        lambda introduction, _noted: f"Noted: you asked {introduction.employer} again.",
        undo="not-asked",
        elsewhere=True,
    ),
    Action(
        "not-asked",
        "Undo",
        reminding.undo_ask_again,
        "Undone: the follow-up is removed.",
        then=lambda _introduction: reverse("home"),
        elsewhere=True,
    ),
)
ACTIONS = by_name(*ANSWERS, *MOVES, *ELSEWHERE)
