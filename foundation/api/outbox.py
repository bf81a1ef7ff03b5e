"""The outbox: what was decided here and is to be done out there, at Stripe or by e-mail."""

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation import outbox
from foundation.models import OutboxRow, OutboxState

from .approvals import SubjectSerializer
from .fields import StrictTextField
from .permissions import HandlesMoney, Office
from .serializers import StrictModelSerializer, StrictSerializer
from .viewsets import Nothing, Noun, deed


class OutboxRowSerializer(StrictModelSerializer):
    """What is sent is not shown: a letter is between us and who gets it."""

    subject = serializers.SerializerMethodField()

    class Meta:
        model = OutboxRow
        fields = [
            "id",
            "kind",
            "subject",
            "state",
            "attempts",
            "next_try_at",
            "last_error",
            "created_at",
            "done_at",
        ]
        read_only_fields = fields

    @extend_schema_field(SubjectSerializer)
    def get_subject(self, row: OutboxRow) -> dict[str, Any]:
        return {"type": row.subject_type, "id": row.subject_id}


class OutboxFilters(filters.FilterSet):
    kind = filters.CharFilter()
    state = filters.ChoiceFilter(choices=OutboxState.choices)


class DropRowSerializer(StrictSerializer):
    """Why it need not be done any more."""

    reason = StrictTextField(max_length=2000)


class OutboxViewSet(Noun):
    """What waits, what was done, and what the worker gave up."""

    queryset = OutboxRow.objects.all()
    serializer_class = OutboxRowSerializer
    filterset_class = OutboxFilters
    permission_classes = [Office]
    ordering = ["-id"]
    ordering_fields = {"created_at": "created_at"}

    def scoped(self, rows: Any) -> Any:
        return rows  # the office sees all, and nobody else comes this far

    @deed(may=HandlesMoney)
    def retry(self, request: Request, pk: str) -> Response:
        """Have what was given up tried again, from the start."""
        self.asked(Nothing)
        today, row = timezone.localdate(), self.get_object()
        return self.answer(outbox.retry(row.pk, by=self.person, on=today))

    @deed(may=HandlesMoney, asks=DropRowSerializer)
    def drop(self, request: Request, pk: str) -> Response:
        """Leave undone what was given up."""
        today, asked = timezone.localdate(), self.asked(DropRowSerializer)
        return self.answer(outbox.drop(self.get_object().pk, by=self.person, on=today, **asked))
