"""Undoing an import: new records are deleted, changed records get their earlier values back."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import ForeignObjectRel, ManyToManyRel, Model

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.imports.models import ImportedRecord
from foundation.models import HistoryEntry

from .traces import by_model, left_as, model_of, records_of

NAMED = 5


class CannotUndo(DomainError):
    """Something the import did is final, or other work has built on it since."""

    code = "cannot_undo"


def take_back(records: Sequence[ImportedRecord]) -> list[ImportedRecord]:
    """Undo what the import did, and return what was undone: shared records in use are left out.

    Raises CannotUndo.
    """
    lock(records)
    changed = changed_since(records)
    if real := [(one, None) for one in changed if not one.is_shared]:
        raise CannotUndo(_named("has changed since", real))
    put_back([one for one in records if not one.is_new])
    used = list(used_since(records))
    if in_use := [(one, other) for one, other in used if not one.is_shared]:
        raise CannotUndo(_named("is in use", in_use))
    stays = {one.pk for one in changed} | {one.pk for one, _ in used}
    taken = [one for one in records if one.pk not in stays]
    remove([one for one in taken if one.is_new])
    return taken


def _named(what: str, pairs: Sequence[tuple[ImportedRecord, Any]]) -> str:
    """Return a sentence that names the records that prevent the undo, with their rows."""
    instances = records_of([one for one, _ in pairs])
    parts = []
    for one, other in pairs[:NAMED]:
        instance = instances.get((one.model, one.object_id))
        name = f"{instance._meta.verbose_name} {instance}" if instance else f"{one.model} (deleted)"
        by_what = f" (by {other._meta.verbose_name} {other})" if other else ""
        parts.append(f"{f'row {one.row}, ' if one.row else ''}{name} {what}{by_what}")
    more = f"; and {len(pairs) - NAMED} more" if len(pairs) > NAMED else ""
    return f"Nothing was undone: {'; '.join(parts)}{more}."


def lock(records: Sequence[ImportedRecord]) -> None:
    """Lock what the import touched: other writers wait."""
    for model, pks in by_model(sorted_keys(records)):
        # Evaluated, because only rows that are fetched are locked.
        list(model._base_manager.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))


def sorted_keys(records: Sequence[ImportedRecord]) -> list[tuple[type[Model], int]]:
    """Return the keys in an order that is always the same, so that locks cannot deadlock."""
    ordered = sorted(records, key=lambda one: (one.model, one.object_id))
    return [(model_of(one), one.object_id) for one in ordered]


def changed_since(records: Sequence[ImportedRecord]) -> list[ImportedRecord]:
    """Return the records that differ from what the import left, or were deleted."""
    now: dict[tuple[str, int], str] = {}
    for model, pks in by_model((model_of(one), one.object_id) for one in records):
        now |= {(model._meta.label_lower, pk): left for pk, left in left_as(model, pks)}
    return [one for one in records if now.get((one.model, one.object_id)) != one.left_as]


def used_since(records: Sequence[ImportedRecord]) -> Iterator[tuple[ImportedRecord, Model]]:
    """Yield each new record that others refer to, with one that does."""
    new = {(one.model, one.object_id): one for one in records if one.is_new}
    for model, pks in by_model((model_of(one), one.object_id) for one in new.values()):
        for theirs, used, owner in _references(model, pks):
            if (theirs._meta.label_lower, owner) not in new:
                other = theirs._base_manager.get(pk=owner)
                yield new[model._meta.label_lower, used], other


def _references(model: type[Model], pks: list[int]) -> Iterator[tuple[type[Model], int, int]]:
    """Yield references to some records: the referring model, the record, the one that refers."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.related_model._meta.auto_created:
            continue  # the pairs of a relation are read with the relation
        theirs: Any = relation.related_model
        rows, column, owner = theirs, relation.field.name, "pk"
        if isinstance(relation, ManyToManyRel):
            rows, column = relation.through, relation.field.m2m_reverse_field_name()
            owner = f"{relation.field.m2m_field_name()}_id"
        pairs = rows._base_manager.filter(**{f"{column}__in": pks})
        for used, by in pairs.values_list(f"{column}_id", owner):
            yield theirs, used, by


def remove(records: Sequence[ImportedRecord]) -> None:
    """Delete what the import created, with its sets. The database's guards may refuse."""
    for model, pks in by_model((model_of(one), one.object_id) for one in records):
        for relation in model._meta.many_to_many:
            through: Any = relation.remote_field.through
            pairs = through._base_manager.filter(**{f"{relation.m2m_field_name()}__in": pks})
            pairs._raw_delete(pairs.db)
        rows: Any = model._base_manager.filter(pk__in=pks)
        # Not delete(), which would cascade: only what the import created may go.
        rows._raw_delete(rows.db)


def put_back(records: Sequence[ImportedRecord]) -> None:
    """Give the changed records the values they had before the import."""
    instances = records_of(records)
    for one in records:
        instance = instances[one.model, one.object_id]
        names = []
        for field in instance._meta.concrete_fields:
            if field.attname in one.before["fields"] and not field.primary_key:
                before = field.to_python(one.before["fields"][field.attname])
                if getattr(instance, field.attname) != before:
                    setattr(instance, field.attname, before)
                    names.append(field.name)
        if names:
            instance.save(update_fields=names)
        for name, members in one.before["sets"].items():
            getattr(instance, name).set(members)


def write_down(records: Sequence[ImportedRecord], *, by: User, on: date, batch: int) -> None:
    """Write a line of history for each record that was deleted or put back."""
    entries = [
        HistoryEntry(
            verb=Verb.REMOVED_WITH_ITS_IMPORT if one.is_new else Verb.PUT_BACK_WITH_ITS_IMPORT,
            subject_type=one.model,
            subject_id=one.object_id,
            by=by,
            on=on,
            detail={"import": batch},
        )
        for one in records
    ]
    history.write(entries)
