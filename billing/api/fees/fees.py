"""Fees: what we earn from hires, each with its working."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from billing.choices import REBATE_COUNTS, FeeState
from billing.domain.fees import fees
from billing.domain.fees.at_risk import at_risk_of
from billing.models import CreditNote, Fee, Invoice, Rebate
from foundation.api.approvals import ApprovalSerializer
from foundation.api.fields import PenceField, StrictTextField
from foundation.api.filters import FlagFilter, IdFilter, from_until
from foundation.api.permissions import CanBill, IsOffice
from foundation.api.serializers import StrictModelSerializer, StrictSerializer
from foundation.api.views import ON_A_DAY, read_day
from foundation.api.viewsets import ScopedViewSet, post_action


class FeeSerializer(StrictModelSerializer):
    """Amounts in pence, net of VAT unless named otherwise; the last three are as of a day."""

    employer = serializers.IntegerField(source="hire.employer_id", read_only=True)
    graduate = serializers.IntegerField(source="hire.graduate_id", read_only=True)
    working = serializers.ListField(child=serializers.CharField(), read_only=True)
    terms_snapshot = serializers.DictField(read_only=True)
    invoiced_pence = serializers.IntegerField(
        read_only=True, help_text="The net of the issued invoices, less credits."
    )
    at_risk_pence = serializers.SerializerMethodField()
    secured_pence = serializers.SerializerMethodField()

    class Meta:
        model = Fee
        fields = [
            "id",
            "hire",
            "employer",
            "graduate",
            "terms",
            "terms_snapshot",
            "state",
            "computed_net_pence",
            "net_pence",
            "vat_pence",
            "gross_pence",
            "working",
            "override_reason",
            "waive_reason",
            "earned_on",
            "protected_until",
            "invoiced_pence",
            "at_risk_pence",
            "secured_pence",
            "brought_over",
        ]
        read_only_fields = fields

    def get_at_risk_pence(self, fee: Fee) -> int:
        """Return what would be given back if the person left that day."""
        return at_risk_of(fee, on=self.context["on"])

    def get_secured_pence(self, fee: Fee) -> int:
        """Return what is earned by the day, less rebates and less what is at risk."""
        on: date = self.context["on"]
        if fee.state != FeeState.LIVE or fee.earned_on > on:
            return 0
        rebate: Rebate | None = getattr(fee, "rebate", None)
        earned = fee.net_pence
        if rebate and rebate.state in REBATE_COUNTS and rebate.fell_due_on <= on:
            earned -= rebate.net_pence
        return earned - at_risk_of(fee, on=on)


class FeeFilters(filters.FilterSet):
    hire = IdFilter()
    employer = IdFilter("hire__employer")
    graduate = IdFilter("hire__graduate")
    terms = IdFilter()
    state = filters.ChoiceFilter(choices=FeeState.choices)
    brought_over = FlagFilter()
    earned_on_from, earned_on_until = from_until("earned_on").values()


class OverrideSerializer(StrictSerializer):
    """The amount to charge instead, net of VAT, and why."""

    net_pence = PenceField()
    reason = StrictTextField(max_length=2000)


class WaiveSerializer(StrictSerializer):
    """Why nothing is charged."""

    reason = StrictTextField(max_length=2000)


def total_net(model: Any, **where: Any) -> Coalesce:
    """Return SQL for the net of the rows that match, 0 if there are none."""
    rows = model.objects.filter(**where).order_by().values(*where).annotate(n=Sum("net_pence"))
    return Coalesce(Subquery(rows.values("n")), Value(0))


@extend_schema_view(
    list=extend_schema(parameters=[ON_A_DAY]), retrieve=extend_schema(parameters=[ON_A_DAY])
)
class FeeViewSet(ScopedViewSet):
    """Every fee, for the office only."""

    queryset = Fee.objects.select_related("hire", "rebate")
    serializer_class = FeeSerializer
    filterset_class = FeeFilters
    permission_classes = [IsOffice]
    query_parameters = {"list": {"on"}, "retrieve": {"on"}}
    changes_with = ("invoices",)
    search_fields = ["hire__graduate__full_name", "hire__employer__name"]
    ordering = ["-id"]
    ordering_fields = {
        "net_pence": "net_pence",
        "earned_on": "earned_on",
        "protected_until": "protected_until",
    }

    def get_queryset(self) -> Any:
        documents = Invoice.objects.documents().filter(fee=OuterRef("pk")).order_by()
        net = documents.values("fee").annotate(n=Sum("net_pence")).values("n")
        credited = total_net(CreditNote, invoice__fee=OuterRef("pk"))
        return (
            super()
            .get_queryset()
            .annotate(invoiced_pence=Coalesce(Subquery(net), Value(0)) - credited)
        )

    def get_serializer_context(self) -> dict[str, Any]:
        on = timezone.localdate()
        if self.action in self.query_parameters and not getattr(self, "swagger_fake_view", False):
            on = read_day(self.request)
        return {**super().get_serializer_context(), "on": on}

    @post_action(CanBill, body=OverrideSerializer, responses={202: ApprovalSerializer}, money=True)
    def override(self, request: Request, pk: str) -> Response:
        """Ask to change the amount; a second person in finance has to approve."""
        today, validated = timezone.localdate(), self.validated(OverrideSerializer)
        return waiting(
            fees.ask_override(self.get_object().pk, by=self.request.user, on=today, **validated)
        )

    @post_action(CanBill, body=WaiveSerializer, responses={202: ApprovalSerializer}, money=True)
    def waive(self, request: Request, pk: str) -> Response:
        """Ask to charge nothing; a second person in finance has to approve."""
        today, validated = timezone.localdate(), self.validated(WaiveSerializer)
        return waiting(
            fees.ask_waiver(self.get_object().pk, by=self.request.user, on=today, **validated)
        )


def waiting(approval: Any) -> Response:
    """Return the requested approval: 202, because nothing has changed yet."""
    return Response(ApprovalSerializer(approval).data, status.HTTP_202_ACCEPTED)
