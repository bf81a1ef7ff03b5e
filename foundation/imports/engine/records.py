"""Saving plain records from rows: only what a row sets changes, and history lists each change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb

from .kinds import Outcome
from .watch import fill, set_changed


def save(
    record: Model,
    values: Mapping[str, Any],
    *,
    by: User,
    on: date,
    sets: Mapping[str, Iterable[Model]] | None = None,
) -> Outcome:
    """Save a record, and return whether it was created, changed or left as it was.

    ``sets`` are its many-to-many relations, each replaced as a whole. Writes history.
    Raises ValidationError naming the field; the database checks the rest.
    """
    is_new = record.pk is None
    changes = {
        name: _plain(value) for name, value in values.items() if _differs(record, name, value)
    }
    for name, value in values.items():
        setattr(record, name, value)
    if is_new or changes:
        # Foreign keys were just looked up; checking them again would cost a query each.
        record.clean_fields(exclude={one.name for one in record._meta.fields if one.is_relation})
        record.save()
    for name, members in (sets or {}).items():
        if is_new:
            fill(record, name, members)
        elif _replace(record, name, members):
            changes[name] = [str(member) for member in members]
    if is_new:
        history.record(Verb.IMPORTED, record, by=by, on=on)
        return Outcome.CREATED
    if not changes:
        return Outcome.UNCHANGED
    history.record(Verb.CHANGED_BY_IMPORT, record, by=by, on=on, changes=changes)
    return Outcome.CHANGED


def _differs(record: Model, name: str, value: Any) -> bool:
    if isinstance(value, Model):
        return bool(getattr(record, f"{name}_id") != value.pk)
    return bool(getattr(record, name) != value)


def _replace(record: Model, name: str, members: Iterable[Model]) -> bool:
    """Make a relation hold these records; return whether that changed it."""
    relation = getattr(record, name)
    wanted = {member.pk for member in members}
    before = {member.pk for member in relation.all()}
    if before == wanted:
        return False
    set_changed(record, name, before)
    relation.set(wanted)
    return True


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold."""
    if isinstance(value, Model):
        return str(value)
    return str(value) if isinstance(value, date | datetime | Decimal) else value
