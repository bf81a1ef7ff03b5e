"""Late payment: what may be charged for a late invoice, and the interest rates."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.domain.chasing.late_payment import claim_on
from billing.domain.ledger import reference_rates
from billing.models import Invoice, LateCharge, ReferenceRate
from foundation.api.fields import RateField
from foundation.api.permissions import CanBill, IsSignedIn
from foundation.api.serializers import StrictModelSerializer
from foundation.api.views import ON_A_DAY, ScopedAPIView, read_day
from foundation.api.viewsets import CreateMixin, OfficeViewSet


class LatePaymentSerializer(serializers.Serializer[Any]):
    """Interest and fixed sum in pence; all 0 while the invoice is not late."""

    as_of = serializers.DateField()
    interest_pence = serializers.IntegerField()
    fixed_sum_pence = serializers.IntegerField()
    total_pence = serializers.IntegerField()
    rate = RateField(allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    days = serializers.IntegerField()
    working = serializers.ListField(child=serializers.CharField())
    charged_on = serializers.DateField(
        allow_null=True, help_text="Set once finance has charged it."
    )


class LatePayment(ScopedAPIView):
    """What may be charged for a late invoice. Reading it charges nothing."""

    serializer_class = LatePaymentSerializer
    permission_classes = [IsSignedIn]
    queryset = Invoice.objects.select_related("fee", "employer", "late_charge")
    parameters = {"on"}

    @extend_schema(operation_id="invoices_late_payment", parameters=[ON_A_DAY])
    def get(self, request: Request, pk: str) -> Response:
        """Return the interest and the fixed sum up to a day, with their working."""
        invoice, on = self.get_object(), read_day(request)
        claim = claim_on(invoice, on=on)
        charged: LateCharge | None = getattr(invoice, "late_charge", None)
        interest, fixed = (claim.interest_pence, claim.fixed_sum_pence) if claim else (0, 0)
        report = {
            "as_of": on,
            "interest_pence": interest,
            "fixed_sum_pence": fixed,
            "total_pence": interest + fixed,
            "rate": claim and claim.rate,
            "starts_on": claim and claim.starts_on,
            "days": claim.days if claim else 0,
            "working": claim.working if claim else ["The invoice is not late."],
            "charged_on": charged and charged.charged_on,
        }
        return Response(LatePaymentSerializer(report).data)


class LateChargeSerializer(StrictModelSerializer):
    """A charge for paying late, without VAT."""

    working = serializers.ListField(child=serializers.CharField(), read_only=True)
    outstanding_pence = serializers.IntegerField(
        read_only=True, help_text="What is neither paid nor waived."
    )

    class Meta:
        model = LateCharge
        fields = [
            "id",
            "invoice",
            "charged_on",
            "interest_pence",
            "fixed_sum_pence",
            "total_pence",
            "outstanding_pence",
            "working",
        ]
        read_only_fields = fields


class ReferenceRateSerializer(StrictModelSerializer):
    """The Bank of England rate in force on the day before a half-year begins."""

    rate = RateField(help_text="A fraction: 3.75% is 0.0375.")

    class Meta:
        model = ReferenceRate
        fields = ["id", "effective_from", "rate", "checked_on", "source"]
        read_only_fields = ["checked_on"]
        extra_kwargs: ClassVar[dict[str, Any]] = {"effective_from": {"validators": []}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the row, checked today. Refuses a half-year that has a rate already."""
        reference_rates.half_year_is_open(attrs["effective_from"])
        return {**attrs, "checked_on": timezone.localdate()}


class ReferenceRateViewSet(CreateMixin, OfficeViewSet):
    """The rates that late interest is worked out from, newest first."""

    queryset = ReferenceRate.objects.all()
    serializer_class = ReferenceRateSerializer
    ordering = ["-effective_from"]
    ordering_fields = {"effective_from": "effective_from"}

    def get_permissions(self) -> Any:
        return [CanBill()] if self.action == "create" else super().get_permissions()
