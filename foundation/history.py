"""The history: one line for every verb, written in the verb's own transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Final

from django.db.models import Model, QuerySet

from . import seals
from .accounts.models import User
from .accounts.security_events import SecurityEventKind
from .accounts.security_log import record as record_security_event
from .choices import Verb
from .models import HistoryEntry

AT_A_TIME: Final = 500
# Verbs that change who may do what: they have a line in the security log as well.
RIGHTS: Final = {
    Verb.LET_IN: SecurityEventKind.RIGHTS_GIVEN,
    Verb.INVITED: SecurityEventKind.RIGHTS_GIVEN,
    Verb.SHUT_OUT: SecurityEventKind.RIGHTS_TAKEN,
    Verb.LEFT: SecurityEventKind.RIGHTS_TAKEN,
}
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
    """Return the new entry: ``by`` did ``verb`` to ``subject`` on a day, between two states.

    ``by`` is None if no person did it (a nightly run). ``detail`` has JSON values only.
    Raises TypeError for a verb that is a plain string: a typo in it would go unnoticed.
    """
    if not isinstance(verb, Verb):
        raise TypeError(f"{verb!r} is not a verb of the history: add it to choices.Verb.")
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
    if kind := RIGHTS.get(verb):
        about = f"{entry.subject_type}/{entry.subject_id}"
        record_security_event(kind, user=by, subject=about, verb=entry.verb)
    if (deferred := _held.get()) is None:
        entry.save(force_insert=True)
    else:
        deferred.append(entry)
    return entry


@contextmanager
def deferred() -> Iterator[list[HistoryEntry]]:
    """Yield a list that collects the block's entries instead of writing them: call ``write``.

    For thousands of entries in one transaction. Drop the entries of what is rolled back.
    """
    outer = _held.get()
    entries: list[HistoryEntry] = []
    _held.set(entries)
    try:
        yield entries
    finally:
        _held.set(outer)


def write(entries: list[HistoryEntry]) -> None:
    """Write deferred entries, in their order."""
    HistoryEntry.objects.bulk_create(entries, batch_size=AT_A_TIME)
    for entry in entries:
        seals.seal(entry)


def empty(entries: QuerySet[HistoryEntry]) -> None:
    """Empty the detail of some entries, because it names a person who is forgotten.

    Who did what and when stays; that the detail was emptied is sealed as well.
    """
    keys = list(entries.values_list("pk", flat=True))
    HistoryEntry.objects.filter(pk__in=keys).update(detail={})
    for key in keys:
        seals.seal_row(HistoryEntry, key)


def of(subject: Model) -> QuerySet[HistoryEntry]:
    """Return the history of a record, oldest first."""
    return HistoryEntry.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk
    ).order_by("id")
