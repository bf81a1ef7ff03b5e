"""Stripe: whether it is connected, and the items there that need a person."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.choices import UnallocatedKind, UnallocatedState
from billing.domain.stripe import unallocated as stripe_unallocated
from billing.models import Invoice, StripeUnallocated
from billing.reports.stripe_standing import standing
from foundation.api.fields import PenceField, StrictTextField
from foundation.api.filters import IdFilter
from foundation.api.permissions import CanBill, IsOffice
from foundation.api.serializers import StrictModelSerializer, StrictSerializer, VisibleRelatedField
from foundation.api.views import Report
from foundation.api.viewsets import ScopedViewSet, post_action


class StandingSerializer(serializers.Serializer[Any]):
    """Whether we are connected, and how many items wait for a person or for the worker."""

    connected = serializers.BooleanField()
    says = serializers.CharField()
    parked = serializers.IntegerField(help_text="Found at Stripe and not dealt with yet.")
    given_up = serializers.IntegerField(help_text="Given up by the worker: /outbox/?state=given_up")
    failing = serializers.IntegerField(help_text="Failed and to be tried again.")
    waiting = serializers.IntegerField(help_text="Everything still to be sent.")


class StripeStanding(Report):
    """Our standing with Stripe."""

    serializer_class = StandingSerializer

    @extend_schema(operation_id="stripe")
    def get(self, request: Request) -> Response:
        return Response(asdict(standing()))


class StripeParkedSerializer(StrictModelSerializer):
    """`says` is why it needs a person; `currency` is that of `amount_pence`."""

    received_on = serializers.DateField(
        source="receipt.received_on", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = StripeUnallocated
        fields = [
            "id",
            "kind",
            "stripe_id",
            "invoice",
            "amount_pence",
            "currency",
            "received_on",
            "says",
            "found_on",
            "state",
            "reason",
            "decided_on",
        ]
        read_only_fields = fields


class StripeParkedFilters(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=UnallocatedKind.choices)
    state = filters.ChoiceFilter(choices=UnallocatedState.choices)
    invoice = IdFilter()


class BookParkedSerializer(StrictSerializer):
    """The invoice it is for. Leave out the amount to book all of it."""

    invoice = VisibleRelatedField(queryset=Invoice.objects.all())
    amount_pence = PenceField(min_value=1, required=False)


class PlacedSerializer(StrictSerializer):
    """What was done about it."""

    reason = StrictTextField(max_length=2000)


class StripeParkedViewSet(ScopedViewSet):
    """Items at Stripe that match nothing here: unknown invoices, other sums, refunds."""

    queryset = StripeUnallocated.objects.select_related("receipt")
    serializer_class = StripeParkedSerializer
    filterset_class = StripeParkedFilters
    permission_classes = [IsOffice]
    search_fields = ["stripe_id", "says", "invoice__number"]
    ordering = ["-id"]
    ordering_fields = {"found_on": "found_on", "amount_pence": "amount_pence"}

    @post_action(CanBill, body=BookParkedSerializer, money=True)
    def book(self, request: Request, pk: str) -> Response:
        """Book the money on the invoice it is for: a payment, with Stripe's date and method."""
        parked, validated = self.get_object(), self.validated(BookParkedSerializer)
        stripe_unallocated.book(
            parked.pk,
            invoice_id=validated["invoice"].pk,
            amount_pence=validated.get("amount_pence"),
            by=self.request.user,
            on=timezone.localdate(),
        )
        return self.respond(parked)

    @post_action(CanBill, body=PlacedSerializer)
    def dismiss(self, request: Request, pk: str) -> Response:
        """Set it aside with what was done about it. Nothing is booked."""
        today, validated = timezone.localdate(), self.validated(PlacedSerializer)
        parked = stripe_unallocated.dismiss(
            self.get_object().pk, by=self.request.user, on=today, **validated
        )
        return self.respond(parked)
