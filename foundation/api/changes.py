"""`updated_at` and `?updated_since=`: what changed since a program last looked."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from .fields import EARLIEST, LATEST

UPDATED_SINCE: Final = "updated_since"
# As `updated_at` is written, and as people write a moment; always with what it is counted from.
INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
DESCRIPTION: Final = (
    "Only rows whose `updated_at` is at or after this moment, such as 2026-03-02T14:00:00Z. "
    "Ask with a few minutes of overlap: a row that is being written shows when it is done."
)


class UpdatedSince(BaseFilterBackend):
    """`?updated_since=` on every list of dated rows."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """Return the rows that changed at or after the moment; all of them without one."""
        text = request.query_params.get(UPDATED_SINCE)
        if not text:
            return queryset
        return queryset.filter(**{f"{view.updated_path()}__gte": instant(text)})

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameter as OpenAPI describes it, for rows that are dated."""
        if not view.is_dated():
            return []
        return [
            {
                "name": UPDATED_SINCE,
                "in": "query",
                "required": False,
                "description": DESCRIPTION,
                "schema": {"type": "string", "format": "date-time"},
            }
        ]


def instant(text: str) -> datetime:
    """Return the moment of a parameter, in UTC. Raises ValidationError naming the parameter."""
    try:
        if not INSTANT.fullmatch(text):
            raise ValueError(text)
        moment = datetime.fromisoformat(text).astimezone(UTC)
        if not EARLIEST <= moment.date() <= LATEST:
            raise ValueError(text)
    except (ValueError, OverflowError):
        sentence = "Write the moment in UTC, for example 2026-03-02T14:00:00Z."
        raise ValidationError({UPDATED_SINCE: [ErrorDetail(sentence, "invalid")]}) from None
    return moment


def with_changed_at(rows: Any, relations: Sequence[str]) -> Any:
    """Return the rows with ``changed_at``: the last change of a row or of what it is shown with.

    ``relations`` name the rows that refer to it and appear in its answer, such as the payments of
    a late charge, which itself never changes.
    """
    moments = []
    for name in relations:
        relation = rows.model._meta.get_field(name)
        foreign_key = relation.remote_field.name
        theirs = relation.related_model._base_manager.filter(**{foreign_key: OuterRef("pk")})
        last = theirs.order_by().values(foreign_key).annotate(last=Max("updated_at"))
        moments.append(Coalesce(Subquery(last.values("last")), F("updated_at")))
    return rows.annotate(changed_at=Greatest(F("updated_at"), *moments))
