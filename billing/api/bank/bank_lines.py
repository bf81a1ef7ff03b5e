"""Bank lines: money in and out, with the invoices each line is proposed to pay."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from billing.choices import BankLineState
from billing.domain.bank import bank_lines
from billing.domain.bank.matching import of_all_open
from billing.domain.bank.matching_ledger import Proposal
from billing.domain.ledger import payments
from billing.models import BankLine, Invoice
from employers.models import Employer
from foundation.api.fields import PenceField, StrictBooleanField, StrictTextField
from foundation.api.filters import IdFilter, from_until
from foundation.api.idempotency import for_money, idempotent
from foundation.api.permissions import CanBill, IsOffice
from foundation.api.serializers import (
    EmptySerializer,
    StrictModelSerializer,
    StrictSerializer,
    VisibleRelatedField,
)
from foundation.api.viewsets import ScopedViewSet, post_action
from foundation.errors import BadValue

LONGEST_SPLIT = 100


class AllocationSerializer(StrictSerializer):
    """The part of the line that goes to one invoice."""

    invoice = VisibleRelatedField(queryset=Invoice.objects.all())
    amount_pence = PenceField(min_value=1)


class ProposalSerializer(serializers.Serializer[Proposal]):
    """What a line probably is, and why. Only what is `sure` is accepted by `accept-sure/`."""

    kind = serializers.ChoiceField(choices=["payment", "refund", "set_aside"])
    confidence = serializers.ChoiceField(choices=["sure", "likely", "possible"])
    reasons = serializers.ListField(child=serializers.CharField())
    allocations = serializers.SerializerMethodField()
    kept_pence = serializers.IntegerField()
    employer = serializers.IntegerField(allow_null=True)
    refund = serializers.IntegerField(allow_null=True)

    @extend_schema_field(AllocationSerializer(many=True))
    def get_allocations(self, proposal: Proposal) -> list[dict[str, int]]:
        return [{"invoice": key, "amount_pence": pence} for key, pence in proposal.allocations]


class BankLineSerializer(StrictModelSerializer):
    """Amounts in pence; below 0 the money went out. `payments` are their ids."""

    proposal = serializers.SerializerMethodField()
    payments: Any = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    kept_pence = serializers.IntegerField(source="customer_credit.amount_pence", default=0)

    class Meta:
        model = BankLine
        fields = [
            *("id", "statement", "booked_on", "amount_pence", "balance_pence", "payer"),
            *("reference", "description", "state", "ignored_reason", "payments", "kept_pence"),
            *("refund", "proposal"),
        ]
        read_only_fields = fields

    @extend_schema_field(ProposalSerializer(allow_null=True))
    def get_proposal(self, line: BankLine) -> Any:
        proposal = getattr(line, "proposal", None)
        return ProposalSerializer(proposal).data if proposal else None


class BankLineFilters(filters.FilterSet):
    state = filters.ChoiceFilter(choices=BankLineState.choices)
    statement = IdFilter()
    booked_on_from, booked_on_until = from_until("booked_on").values()


class MatchSerializer(StrictSerializer):
    """One invoice, or several with their amounts; the rest of the line may be kept as credit."""

    invoice = VisibleRelatedField(queryset=Invoice.objects.all(), required=False)
    allocations = AllocationSerializer(many=True, required=False, max_length=LONGEST_SPLIT)  # type: ignore[call-arg]
    keep_rest = StrictBooleanField(required=False, default=False)
    employer = VisibleRelatedField(
        queryset=Employer.objects.all(),
        required=False,
        help_text="Whose credit the rest becomes, if there is no invoice to show it.",
    )


class IgnoreSerializer(StrictSerializer):
    """Why the line is not ours."""

    reason = StrictTextField(max_length=200)


class AcceptedSerializer(serializers.Serializer[bank_lines.Accepted]):
    """How many sure lines were matched, their total, and how many are left to a person."""

    lines = serializers.IntegerField()
    pence = serializers.IntegerField()
    left = serializers.IntegerField()


class BankLineViewSet(ScopedViewSet):
    """The lines of the bank's statements, for the office."""

    queryset = BankLine.objects.select_related("customer_credit").prefetch_related("payments")
    serializer_class = BankLineSerializer
    filterset_class = BankLineFilters
    changes_with = ("payments", "customer_credit")
    permission_classes = [IsOffice]
    search_fields = ["payer", "reference", "description"]
    ordering = ["-booked_on", "-id"]
    ordering_fields = {"booked_on": "booked_on", "amount_pence": "amount_pence"}

    def with_related(self, rows: Sequence[Any]) -> Sequence[Any]:
        proposals = of_all_open(rows)
        for line in rows:
            line.proposal = proposals.get(line.pk)
        return rows

    @post_action(CanBill, body=MatchSerializer, money=True)
    def match(self, request: Request, pk: str) -> Response:
        """Book it as payments. The whole amount goes to invoices, or becomes credit."""
        validated = self.validated(MatchSerializer)
        line, today = self.get_object(), timezone.localdate()
        made = bank_lines.match(
            line.pk,
            allocations_of(validated, line),
            keep_rest=validated["keep_rest"],
            employer_id=validated["employer"].pk if "employer" in validated else None,
            by=self.request.user,
            on=today,
        )
        return self.respond(made)

    @post_action(CanBill, money=True)
    def accept(self, request: Request, pk: str) -> Response:
        """Accept its current proposal."""
        self.validated(EmptySerializer)
        line, today = self.get_object(), timezone.localdate()
        return self.respond(bank_lines.accept(line.pk, by=self.request.user, on=today))

    @post_action(CanBill, body=IgnoreSerializer)
    def ignore(self, request: Request, pk: str) -> Response:
        """Set it aside: it is not a customer's payment."""
        validated = self.validated(IgnoreSerializer)
        line, today = self.get_object(), timezone.localdate()
        return self.respond(bank_lines.ignore(line.pk, by=self.request.user, on=today, **validated))

    @post_action(CanBill)
    def reopen(self, request: Request, pk: str) -> Response:
        """Reopen a line that was ignored."""
        self.validated(EmptySerializer)
        line, today = self.get_object(), timezone.localdate()
        return self.respond(bank_lines.reopen(line.pk, by=self.request.user, on=today))

    @extend_schema(request=None, responses={200: AcceptedSerializer})
    @action(detail=False, methods=["post"], permission_classes=[CanBill], url_path="accept-sure")
    @for_money
    @idempotent
    def accept_sure(self, request: Request) -> Response:
        """Match every line whose proposal is sure."""
        self.validated(EmptySerializer)
        done = bank_lines.accept_all_sure(by=self.request.user, on=timezone.localdate())
        return Response(AcceptedSerializer(done).data)


def allocations_of(validated: dict[str, Any], line: BankLine) -> list[tuple[int, int]]:
    """Return the requested pence by invoice; a single invoice takes as much as it owes."""
    if ("invoice" in validated) == ("allocations" in validated):
        raise BadValue("invoice", "Give either invoice or allocations, not both.")
    if "invoice" in validated:
        invoice = validated["invoice"]
        if refusal := payments.why_not_record(invoice):
            raise refusal
        return [(invoice.pk, max(min(line.amount_pence, invoice.payable_pence), 0))]
    return [(part["invoice"].pk, part["amount_pence"]) for part in validated["allocations"]]
