"""Asking an employer again about somebody it was told of: noted, so that nobody asks twice."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from placements.models import Introduction
from project.accounts.models import User
from project.foundation import history
from project.foundation.models import HistoryEntry

ASKED, NOT_ASKED = "asked again", "not asked after all"
# So long an answer is waited for before the introduction counts as silent again.
PATIENCE: Final = timedelta(days=7)


@transaction.atomic
def ask_again(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction, about which the employer was asked again. Its state stays."""
    return _note(ASKED, introduction_id, by=by, on=on)


@transaction.atomic
def not_asked(introduction_id: int, *, by: User, on: date) -> Introduction:
    """Return the introduction, about which nobody was asked after all: the undo."""
    return _note(NOT_ASKED, introduction_id, by=by, on=on)


def asked_lately(*, on: date) -> set[int]:
    """Return the ids of the introductions asked about in the last 7 days."""
    notes = HistoryEntry.objects.filter(
        subject_type="placements.introduction",
        verb__in=[ASKED, NOT_ASKED],
        on__gt=on - PATIENCE,
    )
    last = dict(notes.order_by("id").values_list("subject_id", "verb"))
    return {subject for subject, verb in last.items() if verb == ASKED}


def _note(verb: str, introduction_id: int, *, by: User, on: date) -> Introduction:
    introduction = Introduction.objects.select_for_update(of=("self",), no_key=True).get(
        pk=introduction_id
    )
    state = introduction.state
    history.record(verb, introduction, by=by, on=on, before=state, after=state)
    return introduction
