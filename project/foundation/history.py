"""The deeds: one line for every verb, written in the transaction of the deed itself."""

from datetime import date

from django.db.models import Model, QuerySet

from project.accounts.models import User

from .models import HistoryEntry


def record(
    verb: str,
    thing: Model,
    *,
    by: User | None,
    on: date,
    before: str = "",
    after: str = "",
    **detail: object,
) -> HistoryEntry:
    """Return the new entry: ``by`` did ``verb`` to ``thing`` on a day, from one state to another.

    ``by`` is None when no person did it (a nightly sweep). ``detail`` holds JSON values only.
    """
    return HistoryEntry.objects.create(
        verb=verb,
        subject_type=thing._meta.label_lower,
        subject_id=thing.pk,
        by=by,
        on=on,
        from_state=before,
        to_state=after,
        detail=detail,
    )


def of(thing: Model) -> QuerySet[HistoryEntry]:
    """Return what was done to a thing, oldest first."""
    return HistoryEntry.objects.filter(
        subject_type=thing._meta.label_lower, subject_id=thing.pk
    ).order_by("id")
