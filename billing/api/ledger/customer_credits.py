"""Customer credit: money we hold for an employer, applied to an invoice or paid back."""

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from billing.domain.ledger import customer_credit
from billing.models import CustomerCredit, Invoice
from foundation.api.approvals import ApprovalSerializer
from foundation.api.fields import PenceField, StrictTextField
from foundation.api.filters import FlagFilter, IdFilter
from foundation.api.permissions import CanBill, IsSignedIn
from foundation.api.serializers import StrictModelSerializer, StrictSerializer, VisibleRelatedField
from foundation.api.viewsets import ScopedViewSet, post_action


@extend_schema_serializer(component_name="KeptCredit")
class CustomerCreditSerializer(StrictModelSerializer):
    """Amounts in pence; `left_pence` is what is still unused."""

    left_pence = serializers.IntegerField(read_only=True)

    class Meta:
        model = CustomerCredit
        fields = ["id", "employer", "credit_note", "kept_on", "amount_pence", "left_pence"]
        read_only_fields = fields


class CustomerCreditFilters(filters.FilterSet):
    employer = IdFilter()
    available = FlagFilter(method="is_available", help_text="Whether any of it is left.")

    def is_available(self, rows: Any, name: str, wanted: bool) -> Any:  # noqa: FBT001
        return rows.filter(left_pence__gt=0) if wanted else rows.filter(left_pence=0)


class ApplySerializer(StrictSerializer):
    """The invoice to pay. Leave out the amount to use as much as possible."""

    invoice = VisibleRelatedField(queryset=Invoice.objects.all())
    amount_pence = PenceField(min_value=1, required=False)


class PayBackSerializer(StrictSerializer):
    """Why the money is paid back."""

    reason = StrictTextField(max_length=2000)


class CustomerCreditViewSet(ScopedViewSet):
    """The credits you may see: all for the office, its own for an employer."""

    queryset = CustomerCredit.objects.all()
    serializer_class = CustomerCreditSerializer
    filterset_class = CustomerCreditFilters
    changes_with = ("uses",)
    permission_classes = [IsSignedIn]
    ordering = ["-id"]
    ordering_fields = {"kept_on": "kept_on", "amount_pence": "amount_pence"}

    def get_queryset(self) -> Any:
        return super().get_queryset().with_left()

    @post_action(CanBill, body=ApplySerializer, money=True)
    def apply(self, request: Request, pk: str) -> Response:
        """Pay an invoice of the same employer with it."""
        validated = self.validated(ApplySerializer)
        credit, today = self.get_object(), timezone.localdate()
        customer_credit.apply(
            credit.pk,
            validated["invoice"].pk,
            amount_pence=validated.get("amount_pence"),
            by=self.request.user,
            on=today,
        )
        return self.respond(credit)

    @post_action(CanBill, body=PayBackSerializer, responses={202: ApprovalSerializer}, money=True)
    def pay_back(self, request: Request, pk: str) -> Response:
        """Ask to pay back what is left of it: a second person decides."""
        validated, credit = self.validated(PayBackSerializer), self.get_object()
        today = timezone.localdate()
        waits = customer_credit.request_refund(
            credit.pk, by=self.request.user, on=today, **validated
        )
        return Response(ApprovalSerializer(waits).data, status.HTTP_202_ACCEPTED)
