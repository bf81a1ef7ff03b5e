"""Follow-ups with employers, recorded so that nobody asks twice."""

from datetime import date
from typing import TypeVar

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.transactions import atomic
from placements.choices import FollowupKind
from placements.models import Hire, Introduction

Subject = TypeVar("Subject", Introduction, Hire)


def ask_again(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction, with a note that we asked the employer again. Its state stays."""
    return _note(Verb.ASKED_AGAIN, Introduction, introduction_id, by=by, on=on)


def undo_ask_again(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction without the last follow-up: the undo."""
    return _undo(Verb.NOT_ASKED_AFTER_ALL, Introduction, introduction_id, by=by, on=on)


def spoke(hire_id: int, *, by: User, on: date) -> Hire:
    """Return the hire, with a note that we asked how it is going. Its state stays."""
    return _note(Verb.ASKED_HOW_IT_GOES, Hire, hire_id, by=by, on=on)


def did_not_speak(hire_id: int, *, by: User, on: date) -> Hire:
    """Return the hire without the last follow-up: the undo."""
    return _undo(Verb.NOT_ASKED_HOW_IT_GOES_AFTER_ALL, Hire, hire_id, by=by, on=on)


@atomic
def _note(verb: Verb, model: type[Subject], pk: int, *, by: User, on: date) -> Subject:
    row = _locked(model, pk)
    kind = FollowupKind.HOW_IT_GOES if model is Hire else FollowupKind.ASKED_AGAIN
    # Pressed twice on one day, it is one follow-up, so one undo removes it.
    if not row.followups.standing().filter(on=on).exists():
        row.followups.create(kind=kind, by=by, on=on)
    history.record(verb, row, by=by, on=on, before=row.state, after=row.state)
    return row


@atomic
def _undo(verb: Verb, model: type[Subject], pk: int, *, by: User, on: date) -> Subject:
    row = _locked(model, pk)
    if last := row.followups.standing().order_by("on", "pk").last():
        last.undone = True
        last.save(update_fields=["undone"])
    history.record(verb, row, by=by, on=on, before=row.state, after=row.state)
    return row


def _locked(model: type[Subject], pk: int) -> Subject:
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=pk)
