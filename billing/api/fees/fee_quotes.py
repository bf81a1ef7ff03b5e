"""Fee quotes: what a hire would cost, and what leaving early would give back. Stores nothing."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.choices import VatKind
from billing.domain.fees.quotes import Quote, quote
from billing.domain.ledger.vat_rules import VatTreatment, vat_treatment
from billing.models import Seller, VatRate
from employers.api.fee_terms import FeeTermsSerializer, read_terms
from employers.choices import Contract, VatScope
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.versions import fee_terms_of
from employers.models import Terms
from foundation.api.fields import (
    PenceField,
    RateField,
    StrictChoiceField,
    StrictDateField,
    StrictIntegerField,
    StrictTextField,
)
from foundation.api.permissions import IsSignedIn
from foundation.api.serializers import StrictSerializer, VisibleRelatedField, named
from foundation.api.views import ScopedAPIView
from foundation.errors import BadValue

VAT_WORDS = [*VatScope.choices, (VatKind.NOT_REGISTERED, VatKind.NOT_REGISTERED.label)]


class FeeQuoteRequestSerializer(StrictSerializer):
    """The terms, inline or by the id of stored ones, and the details of the hire."""

    terms = FeeTermsSerializer(required=False)
    terms_id = VisibleRelatedField(queryset=Terms.objects.all(), required=False)
    salary_pence = PenceField(min_value=1, help_text="First-year gross pay, for the hours worked.")
    fte = RateField(above_least=True, places=4, required=False, default=Decimal(1))
    contract = StrictChoiceField(choices=Contract.choices, required=False)
    months = StrictIntegerField(required=False, allow_null=True)
    start_on = StrictDateField()
    vat_treatment = StrictChoiceField(choices=VAT_WORDS, required=False)
    last_day = StrictDateField(required=False, allow_null=True)
    reason = StrictTextField(max_length=200, required=False, allow_blank=True)
    notified_on = StrictDateField(required=False, allow_null=True)
    paid_on = StrictDateField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("terms" in attrs) == ("terms_id" in attrs):
            raise named("terms", "Give either terms or the terms_id of stored ones, not both.")
        return attrs


class QuotedInstalmentSerializer(serializers.Serializer[Any]):
    """One part of the fee, in pence."""

    net_pence = serializers.IntegerField()
    vat_pence = serializers.IntegerField()
    gross_pence = serializers.IntegerField()
    bill_on = serializers.DateField()
    due_on = serializers.DateField()


class QuotedRebateSerializer(serializers.Serializer[Any]):
    """The rebate for leaving on the last day, net of VAT."""

    share = RateField(source="share_decimal")
    net_pence = serializers.IntegerField()
    barred = serializers.BooleanField()
    why_barred = serializers.CharField()


class FeeQuoteSerializer(serializers.Serializer[Any]):
    """The fee in pence with its working; a rebate only if a last day is given."""

    net_pence = serializers.IntegerField()
    vat_pence = serializers.IntegerField()
    gross_pence = serializers.IntegerField()
    working = serializers.ListField(child=serializers.CharField())
    instalments = QuotedInstalmentSerializer(many=True)
    rebate = QuotedRebateSerializer(allow_null=True)


class FeeQuotes(ScopedAPIView):
    """What a hire would cost under given terms."""

    serializer_class = FeeQuoteRequestSerializer
    permission_classes = [IsSignedIn]
    stores = False

    @extend_schema(operation_id="fee_quotes_create", responses={200: FeeQuoteSerializer})
    def post(self, request: Request) -> Response:
        """Work out the fee, its instalments, VAT and rebate. Stores nothing."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response(FeeQuoteSerializer(quoted(serializer.validated_data)).data)


def quoted(validated: dict[str, Any]) -> Quote:
    """Return the quote of a validated request. Raises BadValue naming the field."""
    start_on = validated["start_on"]
    facts = {
        name: validated[name]
        for name in ("salary_pence", "fte", "contract", "months", "last_day", "reason")
        if name in validated
    }
    return quote(
        terms_in(validated),
        start_on=start_on,
        vat=vat_for(validated.get("vat_treatment", VatScope.STANDARD), start_on),
        notified_on=validated.get("notified_on"),
        paid_on=validated.get("paid_on"),
        **facts,
    )


def terms_in(validated: dict[str, Any]) -> FeeTerms:
    """Return the terms of a request. Raises BadValue naming a field of the inline ones."""
    if "terms_id" in validated:
        return fee_terms_of(validated["terms_id"])
    try:
        return read_terms(validated["terms"])
    except BadValue as fault:
        raise fault.under("terms") from None


def vat_for(word: str, start_on: Any) -> VatTreatment:
    """Return the VAT treatment of a choice, at the rate of the day."""
    registered = word != VatKind.NOT_REGISTERED and Seller.objects.on(start_on).vat_registered
    return vat_treatment(
        registered=registered,
        outside_scope=word == VatScope.OUTSIDE_SCOPE,
        has_business_evidence=True,
        rate=VatRate.objects.on(start_on).rate,
    )
