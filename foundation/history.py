"""The deeds: one line for every verb, written in the transaction of the deed itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Final

from django.db.models import Model, QuerySet

from .accounts.models import User
from .choices import Verb
from .models import HistoryEntry

AT_A_TIME: Final = 500
_held: ContextVar[list[HistoryEntry] | None] = ContextVar("held", default=None)


def record(
    verb: Verb,
    subject: Model,
    *,
    by: User | None,
    on: date,
    before: str = "",
    after: str = "",
    **detail: object,
) -> HistoryEntry:
    """Return the new entry: ``by`` did ``verb`` to ``thing`` on a day, from one state to another.

    ``by`` is None when no person did it (a nightly sweep). ``detail`` holds JSON values only.
    Raises TypeError for a verb that is only a string: a slip in it would be found by nobody.
    """
    if not isinstance(verb, Verb):
        raise TypeError(f"{verb!r} is no verb of the history: add it to foundation.choices.Verb.")
    entry = HistoryEntry(
        verb=verb.value,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        by=by,
        on=on,
        from_state=before,
        to_state=after,
        detail=detail,
    )
    if (deferred := _held.get()) is None:
        entry.save(force_insert=True)
    else:
        deferred.append(entry)
    return entry


@contextmanager
def deferred() -> Iterator[list[HistoryEntry]]:
    """Yield the deeds of the block, which are not written: ``write`` those that came to stay.

    For thousands of deeds in one transaction. What is taken back is to be dropped from the list.
    """
    outer = _held.get()
    entries: list[HistoryEntry] = []
    _held.set(entries)
    try:
        yield entries
    finally:
        _held.set(outer)


def write(entries: list[HistoryEntry]) -> None:
    """Write deeds that were held, in their order."""
    HistoryEntry.objects.bulk_create(entries, batch_size=AT_A_TIME)


def of(subject: Model) -> QuerySet[HistoryEntry]:
    """Return what was done to a thing, oldest first."""
    return HistoryEntry.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk
    ).order_by("id")
