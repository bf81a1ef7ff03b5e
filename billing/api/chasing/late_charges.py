"""Late charges: the charges for paying late, their payments and their waivers."""

from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from billing.choices import PaymentMethod
from billing.domain.chasing import late_charges
from billing.models import LateCharge, LateChargePayment
from foundation.api.approvals import ApprovalSerializer
from foundation.api.fields import (
    PenceField,
    StrictBooleanField,
    StrictChoiceField,
    StrictDateField,
    StrictTextField,
)
from foundation.api.filters import IdFilter, from_until
from foundation.api.permissions import CanBill, IsSignedIn
from foundation.api.serializers import StrictModelSerializer, StrictSerializer
from foundation.api.viewsets import ScopedViewSet, post_action

from .late_payment import LateChargeSerializer


class LateChargePaymentSerializer(StrictModelSerializer):
    """A payment of a late charge."""

    class Meta:
        model = LateChargePayment
        fields = ["id", "charge", "amount_pence", "received_on", "method", "reference"]
        read_only_fields = fields


class PayingSerializer(StrictSerializer):
    """The payment received for a late charge."""

    amount_pence = PenceField(min_value=1)
    received_on = StrictDateField()
    method = StrictChoiceField(choices=PaymentMethod.choices)
    reference = StrictTextField(max_length=100, required=False, allow_blank=True)
    confirmed = StrictBooleanField(
        required=False,
        help_text="True if it is a second payment of the same sum, day and payer, not one twice.",
    )


class WaivingSerializer(StrictSerializer):
    """Why it is waived."""

    reason = StrictTextField(max_length=2000)


class LateChargeFilters(filters.FilterSet):
    invoice = IdFilter()
    employer = IdFilter("invoice__employer")
    charged_on_from, charged_on_until = from_until("charged_on").values()


class LateChargeViewSet(ScopedViewSet):
    """The late charges you may see: all for the office, its own for an employer."""

    queryset = LateCharge.objects.select_related("waiver").prefetch_related("payments")
    serializer_class = LateChargeSerializer
    filterset_class = LateChargeFilters
    changes_with = ("payments", "waiver")
    permission_classes = [IsSignedIn]
    search_fields = ["invoice__number", "invoice__employer__name"]
    ordering = ["-id"]
    ordering_fields = {"charged_on": "charged_on", "total_pence": "total_pence"}

    @post_action(
        CanBill, body=PayingSerializer, responses={201: LateChargePaymentSerializer}, money=True
    )
    def pay(self, request: Request, pk: str) -> Response:
        """Record a payment for it, in part or in full."""
        validated, charge = self.validated(PayingSerializer), self.get_object()
        now = timezone.now()
        paid = late_charges.record_payment(
            charge.pk, by=self.request.user, on=timezone.localdate(now), at=now, **validated
        )
        return Response(LateChargePaymentSerializer(paid).data, status.HTTP_201_CREATED)

    @post_action(CanBill, body=WaivingSerializer, responses={202: ApprovalSerializer}, money=True)
    def waive(self, request: Request, pk: str) -> Response:
        """Ask to waive what is unpaid: a second person decides."""
        validated, charge = self.validated(WaivingSerializer), self.get_object()
        today = timezone.localdate()
        waits = late_charges.ask_waiver(charge.pk, by=self.request.user, on=today, **validated)
        return Response(ApprovalSerializer(waits).data, status.HTTP_202_ACCEPTED)
