"""Payments: money received for an invoice."""

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from billing.choices import PaymentMethod
from billing.domain.ledger import payments, refunds
from billing.models import Payment
from foundation.api.approvals import ApprovalSerializer
from foundation.api.fields import (
    PenceField,
    StrictBooleanField,
    StrictDateField,
    StrictTextField,
)
from foundation.api.filters import IdFilter, from_until
from foundation.api.idempotency import for_money, idempotent
from foundation.api.permissions import CanBill, CanBillOrReadOnly
from foundation.api.serializers import StrictModelSerializer, StrictSerializer
from foundation.api.viewsets import CreateMixin, ScopedViewSet, post_action


class PaymentSerializer(StrictModelSerializer):
    confirmed = StrictBooleanField(
        required=False,
        write_only=True,
        help_text="True if it is a second payment of the same sum, day and payer, not one twice.",
    )

    class Meta:
        model = Payment
        fields = [
            "id",
            "invoice",
            "amount_pence",
            "net_pence",
            "received_on",
            "method",
            "reference",
            "created_at",
            "confirmed",
        ]
        read_only_fields = ["net_pence"]
        extra_kwargs = {
            "amount_pence": {"min_value": 1, "help_text": "VAT included."},
            "net_pence": {"help_text": "Its share without VAT."},
        }


class RefundSerializer(StrictSerializer):
    """The amount to pay back, VAT included, and why. `refunded_on` defaults to the approval day."""

    amount_pence = PenceField(min_value=1)
    reason = StrictTextField(max_length=2000)
    refunded_on = StrictDateField(required=False, allow_null=True)


class PaymentFilters(filters.FilterSet):
    invoice = IdFilter()
    employer = IdFilter("invoice__employer")
    method = filters.ChoiceFilter(choices=PaymentMethod.choices)
    reference = filters.CharFilter(lookup_expr="iexact")
    received_on_from, received_on_until = from_until("received_on").values()


class PaymentViewSet(CreateMixin, ScopedViewSet):
    """The payments you may see: all for the office, its own for an employer."""

    queryset = Payment.objects.all()
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilters
    permission_classes = [CanBillOrReadOnly]
    search_fields = ["reference", "invoice__number", "invoice__employer__name"]
    ordering = ["-id"]
    ordering_fields = {
        "received_on": "received_on",
        "amount_pence": "amount_pence",
        "created_at": "created_at",
    }

    @for_money
    @idempotent
    def create(self, request: Request) -> Response:
        """Record a payment. One that looks like the last one is asked about: 409."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        self.perform_create(serializer)
        return self.respond(serializer.instance, status.HTTP_201_CREATED)  # type: ignore[arg-type]

    def perform_create(self, serializer: Any) -> None:
        validated = dict(serializer.validated_data)
        invoice, today = validated.pop("invoice"), timezone.localdate()
        serializer.instance = payments.record(
            invoice.pk, by=self.request.user, on=today, at=timezone.now(), **validated
        )

    @post_action(CanBill, body=RefundSerializer, responses={202: ApprovalSerializer}, money=True)
    def refund(self, request: Request, pk: str) -> Response:
        """Ask to pay back part or all of it. A second person's approval issues a credit note."""
        validated, payment = self.validated(RefundSerializer), self.get_object()
        waits = refunds.ask_on_payment(
            payment.pk, by=self.request.user, on=timezone.localdate(), **validated
        )
        return Response(ApprovalSerializer(waits).data, status.HTTP_202_ACCEPTED)
