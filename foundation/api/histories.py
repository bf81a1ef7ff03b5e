"""The history of many rows, read at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from foundation.models import HistoryEntry

from .fields import UTCDateTimeField


class HistorySerializer(serializers.ModelSerializer[HistoryEntry]):
    """One deed: which verb, on which business day, by whom, from which state to which."""

    at = UTCDateTimeField()
    by = serializers.CharField(
        source="by.full_name", default=None, allow_null=True, help_text="Who; null if nobody."
    )

    class Meta:
        model = HistoryEntry
        fields = ["at", "on", "verb", "by", "from_state", "to_state"]


def with_history(rows: Sequence[Any]) -> Sequence[Any]:
    """Return the rows, each with its ``history`` as a list, oldest first: one query for all."""
    if not rows:
        return rows
    label = type(rows[0])._meta.label_lower
    entries: dict[int, list[HistoryEntry]] = defaultdict(list)
    for entry in (
        HistoryEntry.objects.filter(subject_type=label, subject_id__in=[row.pk for row in rows])
        .select_related("by")
        .order_by("id")
    ):
        entries[entry.subject_id].append(entry)
    for row in rows:
        row.history = entries[row.pk]
    return rows
