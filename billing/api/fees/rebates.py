"""Rebates: what early leavers cost us, proposed when a hire ends and settled by finance."""

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from billing.choices import RebateState, Remedy
from billing.domain.fees import leavers, rebates
from billing.models import Rebate
from foundation.api.approvals import ApprovalSerializer
from foundation.api.fields import RateField, StrictChoiceField, StrictDateField
from foundation.api.filters import IdFilter, from_until
from foundation.api.permissions import CanBill, IsOffice
from foundation.api.serializers import EmptySerializer, StrictModelSerializer, StrictSerializer
from foundation.api.viewsets import ScopedViewSet, post_action


class RebateSerializer(StrictModelSerializer):
    """`barred` says that there is no rebate, `why_barred` why."""

    share = RateField(read_only=True)
    working = serializers.ListField(child=serializers.CharField(), read_only=True)
    barred = serializers.SerializerMethodField()
    why_barred = serializers.CharField(source="barred", read_only=True)
    remedy = StrictChoiceField(choices=Remedy.choices, allow_blank=True, read_only=True)

    class Meta:
        model = Rebate
        fields = [
            "id",
            "hire",
            "fee",
            "share",
            "net_pence",
            "working",
            "barred",
            "why_barred",
            "fell_due_on",
            "state",
            "remedy",
            "replacement_until",
            "taken_back_pence",
        ]
        read_only_fields = fields

    def get_barred(self, rebate: Rebate) -> bool:
        return bool(rebate.barred)


class RebateFilters(filters.FilterSet):
    hire = IdFilter()
    fee = IdFilter()
    employer = IdFilter("hire__employer")
    state = filters.ChoiceFilter(choices=RebateState.choices)
    fell_due_on_from, fell_due_on_until = from_until("fell_due_on").values()


class ConfirmSerializer(StrictSerializer):
    """How the rebate is settled. `refunded_on` defaults to the day of approval."""

    remedy = StrictChoiceField(choices=Remedy.choices)
    refunded_on = StrictDateField(required=False, allow_null=True)


class RebateViewSet(ScopedViewSet):
    """Every rebate, for the office."""

    queryset = Rebate.objects.all()
    serializer_class = RebateSerializer
    filterset_class = RebateFilters
    permission_classes = [IsOffice]
    search_fields = ["hire__graduate__full_name", "hire__employer__name"]
    ordering = ["-id"]
    ordering_fields = {"fell_due_on": "fell_due_on", "net_pence": "net_pence"}

    @extend_schema(responses={200: RebateSerializer, 202: ApprovalSerializer})
    @post_action(CanBill, body=ConfirmSerializer, money=True)
    def confirm(self, request: Request, pk: str) -> Response:
        """Settle it: credit notes are issued, or a replacement takes its place.

        A refund answers 202 with an approval, which a second person decides.
        """
        validated = self.validated(ConfirmSerializer)
        today, rebate = timezone.localdate(), self.get_object()
        if validated["remedy"] == Remedy.REFUND:
            day = validated.get("refunded_on")
            waits = rebates.ask_refund(rebate.pk, refunded_on=day, by=self.request.user, on=today)
            return Response(ApprovalSerializer(waits).data, status.HTTP_202_ACCEPTED)
        made = rebates.confirm(
            rebate.pk, remedy=validated["remedy"], by=self.request.user, on=today
        )
        return self.respond(made)

    @post_action(CanBill)
    def nobody_found(self, request: Request, pk: str) -> Response:
        """End the search for a replacement, so that the rebate is settled in money."""
        self.validated(EmptySerializer)
        today, rebate = timezone.localdate(), self.get_object()
        return self.respond(leavers.give_up_replacement(rebate.pk, by=self.request.user, on=today))
