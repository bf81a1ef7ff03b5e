"""Asking again, and asking how it goes: noted, so that nobody asks twice."""

from datetime import date, timedelta
from typing import Final, TypeVar

from django.db import transaction

from foundation import history
from foundation.accounts.models import User
from foundation.models import HistoryEntry
from placements.models import Hire, Introduction

Noted = TypeVar("Noted", Introduction, Hire)
ASKED, NOT_ASKED = "asked again", "not asked after all"
SPOKEN, NOT_SPOKEN = "asked how it goes", "not asked how it goes after all"
# So long an answer is waited for before the introduction counts as silent again.
PATIENCE: Final = timedelta(days=7)
# The last month of a rebate period is worth one call, and at most a second at its very end.
TRUST: Final = timedelta(days=21)


@transaction.atomic
def ask_again(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction, about which the employer was asked again. Its state stays."""
    return _note(ASKED, Introduction, introduction_id, by=by, on=on)


@transaction.atomic
def not_asked(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction, about which nobody was asked after all: the undo."""
    return _note(NOT_ASKED, Introduction, introduction_id, by=by, on=on)


def asked_lately(*, on: date) -> set[int]:
    """Return the ids of the introductions asked about in the last 7 days."""
    return _noted("placements.introduction", ASKED, NOT_ASKED, since=on - PATIENCE)


@transaction.atomic
def spoke(hire_id: int, *, by: User, on: date) -> Hire:
    """Return the hire, of which somebody asked the employer how it goes. Its state stays."""
    return _note(SPOKEN, Hire, hire_id, by=by, on=on)


@transaction.atomic
def did_not_speak(hire_id: int, *, by: User, on: date) -> Hire:
    """Return the hire, of which nobody was asked after all: the undo."""
    return _note(NOT_SPOKEN, Hire, hire_id, by=by, on=on)


def spoken_lately(*, on: date) -> set[int]:
    """Return the ids of the hires that were asked about in the last 21 days."""
    return _noted("placements.hire", SPOKEN, NOT_SPOKEN, since=on - TRUST)


def _note(verb: str, kind: type[Noted], pk: int, *, by: User, on: date) -> Noted:
    rows = kind._default_manager.select_for_update(of=("self",), no_key=True)
    row = rows.get(pk=pk)
    history.record(verb, row, by=by, on=on, before=row.state, after=row.state)
    return row


def _noted(subject_type: str, done: str, undone: str, *, since: date) -> set[int]:
    """Return the ids of the subjects of which something was done since, and not taken back."""
    notes = HistoryEntry.objects.filter(
        subject_type=subject_type, verb__in=[done, undone], on__gt=since
    )
    last = dict(notes.order_by("id").values_list("subject_id", "verb"))
    return {subject for subject, verb in last.items() if verb == done}
