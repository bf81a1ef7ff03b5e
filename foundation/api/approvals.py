"""Approvals: actions that take two people, and wait for the second."""

from typing import Any

from django.apps import apps
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation import approvals
from foundation.models import Approval, ApprovalState

from .fields import StrictTextField
from .permissions import CanBill
from .serializers import EmptySerializer, StrictModelSerializer, StrictSerializer
from .viewsets import OfficeViewSet, post_action


class SubjectSerializer(serializers.Serializer[Any]):
    """The record it is about."""

    type = serializers.CharField(help_text="Such as billing.fee.")
    id = serializers.IntegerField()


class ApprovalSerializer(StrictModelSerializer):
    subject = serializers.SerializerMethodField()
    asked_by = serializers.CharField(read_only=True)
    decided_by = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Approval
        fields = [
            "id",
            "kind",
            "subject",
            "reason",
            "detail",
            "state",
            "asked_by",
            "asked_on",
            "decided_by",
            "decided_on",
            "refusal_reason",
        ]
        read_only_fields = fields

    @extend_schema_field(SubjectSerializer)
    def get_subject(self, approval: Approval) -> dict[str, Any]:
        model = apps.get_model(approval.subject_type)
        # A renamed model keeps the name that clients of the API know.
        label = getattr(model, "api_label", approval.subject_type)
        return {"type": label, "id": approval.subject_id}


class ApprovalFilters(filters.FilterSet):
    kind = filters.CharFilter()
    state = filters.ChoiceFilter(choices=ApprovalState.choices)


class RefuseSerializer(StrictSerializer):
    """The reason for a refusal."""

    reason = StrictTextField(max_length=2000)


class ApprovalViewSet(OfficeViewSet):
    """Requests by one person of the office that another person must approve."""

    queryset = Approval.objects.select_related("asked_by", "decided_by")
    serializer_class = ApprovalSerializer
    filterset_class = ApprovalFilters
    ordering = ["-id"]
    ordering_fields = {"asked_on": "asked_on"}

    @post_action(CanBill, money=True)
    def approve(self, request: Request, pk: str) -> Response:
        """Approve, as the second person: the requested action is done at once."""
        self.validated(EmptySerializer)
        today = timezone.localdate()
        return self.respond(approvals.approve(self.get_object().pk, by=self.request.user, on=today))

    @post_action(CanBill, body=RefuseSerializer)
    def refuse(self, request: Request, pk: str) -> Response:
        """Refuse, as the second person: nothing else changes."""
        today, validated = timezone.localdate(), self.validated(RefuseSerializer)
        return self.respond(
            approvals.refuse(self.get_object().pk, by=self.request.user, on=today, **validated)
        )
