"""Invoices. Issued ones never change; credit notes correct them."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from billing.api.chasing.chasing import ChasingMixin
from billing.api.chasing.late_payment import LateChargeSerializer
from billing.choices import InvoiceState, Remedy
from billing.domain.chasing import late_payment
from billing.domain.ledger import credit_notes, credit_requests, invoices, write_offs
from billing.models import Invoice, InvoiceLine
from billing.models.ledger.invoice import InvoiceQuerySet
from foundation.accounts.rules import is_office
from foundation.api.approvals import ApprovalSerializer
from foundation.api.fields import PenceField, StrictChoiceField, StrictDateField, StrictTextField
from foundation.api.filters import DayFilter, IdFilter, from_until
from foundation.api.permissions import CanBill, CanBillOrReadOnly
from foundation.api.serializers import EmptySerializer, StrictModelSerializer, StrictSerializer
from foundation.api.viewsets import ScopedViewSet, UpdateMixin, post_action
from foundation.models import Approval

from .credit_notes import CreditNoteSerializer

CREDIT_REMEDIES = [
    (remedy.value, remedy.label) for remedy in Remedy if remedy != Remedy.REPLACEMENT
]


class InvoiceLineSerializer(StrictModelSerializer):
    """One line."""

    class Meta:
        model = InvoiceLine
        fields = ["description", "net_pence", "vat_rate", "vat_pence"]
        read_only_fields = fields


class InvoiceSerializer(StrictModelSerializer):
    """Amounts in pence. Only the purchase order of a draft can be written."""

    lines = InvoiceLineSerializer(many=True, read_only=True)
    outstanding_pence = serializers.IntegerField(read_only=True)
    buyer = serializers.DictField(read_only=True)
    seller = serializers.DictField(read_only=True)
    withheld: ClassVar[tuple[str, ...]] = ("fee",)

    class Meta:
        model = Invoice
        fields = [
            "id",
            "number",
            "state",
            "employer",
            "fee",
            "instalment",
            "instalments",
            "bill_on",
            "issued_on",
            "due_on",
            "tax_point",
            "lines",
            "net_pence",
            "vat_kind",
            "vat_rate",
            "vat_note",
            "vat_pence",
            "gross_pence",
            "paid_pence",
            "credited_pence",
            "written_off_pence",
            "outstanding_pence",
            "purchase_order",
            "buyer",
            "seller",
            "created_at",
        ]
        read_only_fields = [name for name in fields if name != "purchase_order"]

    def to_representation(self, instance: Invoice) -> dict[str, Any]:
        values = super().to_representation(instance)
        if not is_office(self.context["request"].user):
            values.update(dict.fromkeys(self.withheld))
        return values


class InvoiceFilters(filters.FilterSet):
    number = filters.CharFilter(lookup_expr="iexact")
    state = filters.ChoiceFilter(choices=InvoiceState.choices)
    employer = IdFilter()
    fee = IdFilter()
    hire = IdFilter("fee__hire")
    issued_on_from, issued_on_until = from_until("issued_on").values()
    due_on_from, due_on_until = from_until("due_on").values()
    bill_on_from, bill_on_until = from_until("bill_on").values()
    overdue_on = DayFilter(method="keep_overdue")

    def keep_overdue(self, rows: InvoiceQuerySet, _name: str, on: Any) -> InvoiceQuerySet:
        return rows.overdue(on=on)


class IssueSerializer(StrictSerializer):
    """The date of the invoice; defaults to today."""

    issued_on = StrictDateField(required=False, default=timezone.localdate)

    def validate_issued_on(self, day: date) -> date:
        """Refuse a mistyped year: every later invoice would have to be dated after it."""
        if day > timezone.localdate() + timedelta(days=366):
            raise serializers.ValidationError("This is more than a year ahead. Check the year.")
        return day


class VoidSerializer(StrictSerializer):
    """Why it is void."""

    reason = StrictTextField(max_length=2000, required=False, allow_blank=True)


class WriteOffSerializer(StrictSerializer):
    """Why no more payment is expected."""

    reason = StrictTextField(max_length=2000)


class CreditSerializer(StrictSerializer):
    """What to take off, net of VAT, and why.

    The credit is taken off what is unpaid first. The remedy is for the rest, which was paid
    already: it is kept as credit unless it is refunded.
    """

    net_pence = PenceField(min_value=1)
    reason = StrictTextField(max_length=2000)
    remedy = StrictChoiceField(choices=CREDIT_REMEDIES, required=False)
    refunded_on = StrictDateField(required=False, allow_null=True)


class InvoiceViewSet(ChasingMixin, UpdateMixin, ScopedViewSet):
    """The invoices you may see: all for the office, its own issued ones for an employer."""

    queryset = Invoice.objects.prefetch_related("lines")
    serializer_class = InvoiceSerializer
    filterset_class = InvoiceFilters
    permission_classes = [CanBillOrReadOnly]
    search_fields = ["number", "purchase_order", "employer__name"]
    ordering = ["-issued_on", "-id"]
    ordering_fields = {
        "number": "number",
        "issued_on": "issued_on",
        "due_on": "due_on",
        "bill_on": "bill_on",
        "gross_pence": "gross_pence",
        "created_at": "created_at",
    }

    @post_action(CanBill, body=IssueSerializer, money=True)
    def issue(self, request: Request, pk: str) -> Response:
        """Number a draft and start its payment period. It cannot change afterwards."""
        issued_on = self.validated(IssueSerializer)["issued_on"]
        return self.respond(
            invoices.issue(self.get_object().pk, by=self.request.user, on=issued_on)
        )

    @post_action(CanBill, body=VoidSerializer, money=True)
    def void(self, request: Request, pk: str) -> Response:
        """Make an unpaid invoice void. It keeps its number, and its instalment gets a new draft."""
        today, validated = timezone.localdate(), self.validated(VoidSerializer)
        return self.respond(
            invoices.void(self.get_object().pk, by=self.request.user, on=today, **validated)
        )

    @post_action(CanBill, responses={201: LateChargeSerializer}, money=True)
    def charge_late_payment(self, request: Request, pk: str) -> Response:
        """Charge the interest up to today and the fixed sum, once for each invoice."""
        self.validated(EmptySerializer)
        today, invoice = timezone.localdate(), self.get_object()
        made = late_payment.charge(invoice.pk, by=self.request.user, on=today)
        return Response(LateChargeSerializer(made).data, status.HTTP_201_CREATED)

    @extend_schema(responses={201: CreditNoteSerializer, 202: ApprovalSerializer})
    @post_action(CanBill, body=CreditSerializer, money=True)
    def credit(self, request: Request, pk: str) -> Response:
        """Issue a credit note on it.

        Where two people are needed it answers 202 with an approval, which a second one decides:
        with a refund, for all that is left of the invoice, and above £2,500 without VAT.
        """
        validated = self.validated(CreditSerializer)
        today, invoice = timezone.localdate(), self.get_object()
        refunded_on = validated.pop("refunded_on", None)
        made = credit_requests.issue_or_ask(
            invoice.pk,
            credit_notes.Credit(**validated),
            by=self.request.user,
            on=today,
            refunded_on=refunded_on,
        )
        if isinstance(made, Approval):
            return Response(ApprovalSerializer(made).data, status.HTTP_202_ACCEPTED)
        return Response(CreditNoteSerializer(made).data, status.HTTP_201_CREATED)

    @post_action(CanBill, body=WriteOffSerializer, responses={202: ApprovalSerializer}, money=True)
    def write_off(self, request: Request, pk: str) -> Response:
        """Ask to write off what is outstanding: a second person decides."""
        validated, invoice = self.validated(WriteOffSerializer), self.get_object()
        waits = write_offs.ask(
            invoice.pk, by=self.request.user, on=timezone.localdate(), **validated
        )
        return Response(ApprovalSerializer(waits).data, status.HTTP_202_ACCEPTED)
