"""The feed of events: each entry of the history gets its place in it once, and keeps it.

The ids of the history do not tell the order in which transactions commit: on PostgreSQL, a reader
who has seen id 8 may miss id 7, which commits later. A position is given to what has committed,
by one process at a time, so that nothing ever appears behind a reader.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import QuerySet

from . import nouns
from .accounts.models import User
from .accounts.rules import is_office
from .models import Event, HistoryEntry, ReferenceCounter
from .transactions import atomic

# How many entries get their place in one transaction.
AT_A_TIME: Final = 500
# The counter that is locked while positions are given; its number is the last one.
COUNTER: Final = "EVENT"


def place_all(*, now: datetime) -> int:
    """Give every entry that has committed its place in the feed; return how many."""
    placed = 0
    while batch := place(now=now):
        placed += batch
    return placed


def place(*, now: datetime) -> int:
    """Give the oldest entries without a place theirs; return how many, at most AT_A_TIME."""
    if not _waiting().exists():
        return 0
    return _place(now)


@atomic
def _place(now: datetime) -> int:
    ReferenceCounter.objects.get_or_create(prefix=COUNTER)
    counter = ReferenceCounter.objects.select_for_update(no_key=True).get(prefix=COUNTER)
    # Read after the lock is ours, so that what its last holder placed is not placed again.
    entries = list(_waiting().order_by("pk")[:AT_A_TIME])
    for position, entry in enumerate(entries, counter.last_number + 1):
        entry.position, entry.placed_at = position, now
    HistoryEntry.objects.bulk_update(entries, ["position", "placed_at"], batch_size=100)
    counter.last_number += len(entries)
    counter.save(update_fields=["last_number"])
    return len(entries)


def last_position() -> int:
    """Return the position of the newest event, 0 if there is none."""
    counter = ReferenceCounter.objects.filter(prefix=COUNTER).first()
    return counter.last_number if counter else 0


def described(events: Sequence[Event], *, to: User) -> list[dict[str, Any]]:
    """Return events as the feed and the webhooks give them to a user, in the same order.

    ``object`` is the record as its own endpoint gives it to this user now, not as it was then;
    None if it is gone or has no endpoint. Select ``by`` with the events.
    """
    ids: dict[str, set[int]] = defaultdict(set)
    for event in events:
        ids[event.subject_type].add(event.subject_id)
    known = nouns.by_label()
    objects = {
        label: known[label].serialised(to, wanted)
        for label, wanted in ids.items()
        if label in known
    }
    return [
        _described(event, known[event.subject_type], objects[event.subject_type], to=to)
        for event in events
        if event.subject_type in known
    ]


def _described(
    event: Event, noun: nouns.Noun, objects: dict[int, Any], *, to: User
) -> dict[str, Any]:
    return {
        "id": event.position,
        "type": event.type,
        "at": _utc(event.at),
        "on": event.on.isoformat(),
        # Who did it is for the office to know.
        "by": str(event.by) if event.by and is_office(to) else None,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "noun": noun.name,
        "object_id": event.subject_id,
        "object_url": f"/api/v1/{noun.path}/{event.subject_id}/" if noun.path else None,
        "object": objects.get(event.subject_id),
        "updated_at": _utc(event.placed_at or event.at),
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _waiting() -> QuerySet[HistoryEntry]:
    return HistoryEntry.objects.filter(position=None).only("pk", "position", "placed_at")
