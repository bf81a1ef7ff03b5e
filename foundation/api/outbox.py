"""The outbox: tasks decided here and done elsewhere, at Stripe or by email."""

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
from .permissions import CanBill
from .serializers import EmptySerializer, StrictModelSerializer, StrictSerializer
from .viewsets import OfficeViewSet, post_action


class OutboxRowSerializer(StrictModelSerializer):
    """The payload is left out: an email is private to its recipient."""

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
    """Why the task is no longer needed."""

    reason = StrictTextField(max_length=2000)


class OutboxViewSet(OfficeViewSet):
    """Tasks that wait, that are done, and that the worker gave up."""

    queryset = OutboxRow.objects.all()
    serializer_class = OutboxRowSerializer
    filterset_class = OutboxFilters
    ordering = ["-id"]
    ordering_fields = {"created_at": "created_at"}

    @post_action(CanBill)
    def retry(self, request: Request, pk: str) -> Response:
        """Retry a task that was given up, from the start."""
        self.validated(EmptySerializer)
        today, row = timezone.localdate(), self.get_object()
        return self.respond(outbox.retry(row.pk, by=self.request.user, on=today))

    @post_action(CanBill, body=DropRowSerializer)
    def drop(self, request: Request, pk: str) -> Response:
        """Drop a task that was given up and is no longer needed."""
        today, validated = timezone.localdate(), self.validated(DropRowSerializer)
        return self.respond(
            outbox.drop(self.get_object().pk, by=self.request.user, on=today, **validated)
        )
