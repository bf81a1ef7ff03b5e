"""What is stored to undo an import: which records it touched, and how it left them."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from foundation.imports.models import ImportBatch, ImportedRecord

from .watch import Touched

AT_A_TIME = 500


def leave(batch: ImportBatch, touched: Sequence[Touched], *, shared: Iterable[str]) -> None:
    """Store which records an import touched, each changed one with its earlier values."""
    shared = frozenset(shared)
    digests: dict[tuple[str, int], str] = {}
    for model, some in by_model((type(one.record), one.record.pk) for one in touched):
        digests |= {(model._meta.label_lower, pk): left for pk, left in left_as(model, some)}
    records = []
    for one in touched:
        label, pk = one.record._meta.label_lower, one.record.pk
        records.append(
            ImportedRecord(
                batch=batch,
                row=one.row,
                model=label,
                object_id=pk,
                is_new=one.is_new,
                is_shared=one.is_new and label in shared,
                before={} if one.is_new else {"fields": one.before, "sets": one.sets},
                left_as=digests[label, pk],
            )
        )
    ImportedRecord.objects.bulk_create(records, batch_size=AT_A_TIME)


def left_as(model: type[Model], pks: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield a digest of each record's values, for those that still exist."""
    sets: dict[int, dict[str, list[int]]] = defaultdict(dict)
    for relation in model._meta.many_to_many:
        through: Any = relation.remote_field.through
        own, other = relation.m2m_column_name(), relation.m2m_reverse_name()
        pairs = through._default_manager.filter(**{f"{own}__in": pks}).values_list(own, other)
        for pk, member in pairs.order_by(other):
            sets[pk].setdefault(relation.name, []).append(member)
    for values in model._base_manager.filter(pk__in=pks).values():
        values.pop("updated_at", None)  # a save that changes nothing moves it
        pk = values[model._meta.pk.attname]
        content = json.dumps([values, sets[pk]], cls=DjangoJSONEncoder, sort_keys=True)
        yield pk, hashlib.sha256(content.encode()).hexdigest()


def by_model(
    keys: Iterable[tuple[type[Model], int]],
) -> Iterator[tuple[type[Model], list[int]]]:
    """Yield the ids of each model in batches, in the order in which they first came."""
    grouped: dict[type[Model], list[int]] = defaultdict(list)
    for model, pk in keys:
        grouped[model].append(pk)
    for model, pks in grouped.items():
        for start in range(0, len(pks), AT_A_TIME):
            yield model, pks[start : start + AT_A_TIME]


def model_of(record: ImportedRecord) -> type[Model]:
    """Return the model of a record that was touched."""
    return apps.get_model(record.model)


def records_of(traces: Iterable[ImportedRecord]) -> dict[tuple[str, int], Model]:
    """Return the records as they are now by model and id, those that still exist."""
    records: dict[tuple[str, int], Model] = {}
    for model, pks in by_model((model_of(one), one.object_id) for one in traces):
        rows: QuerySet[Any] = model._base_manager.filter(pk__in=pks)
        if any(one.is_relation for one in model._meta.concrete_fields):
            # With every required relation, at any depth: a fee is named after its hire.
            rows = rows.select_related()
        records |= {(model._meta.label_lower, record.pk): record for record in rows}
    return records
