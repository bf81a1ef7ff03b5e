"""The fee terms of an agreement as the API takes and shows them.

The fields name faults of type one by one; the domain's own parser then has the last word, so
that terms from a request, a form and a spreadsheet are held to the same rules.
"""

from typing import Any

from rest_framework import serializers

from employers.choices import FeeBasis, PaymentFrom
from employers.domain.terms.fee_terms import KNOWN, FeeTerms
from employers.domain.terms.rebate_terms import MODES, UNITS
from foundation.api.fields import (
    PenceField,
    RateField,
    StrictBooleanField,
    StrictCharField,
    StrictChoiceField,
    StrictIntegerField,
)
from foundation.api.serializers import StrictSerializer


class BandSerializer(StrictSerializer):
    """From this full-time salary on, up to the next band, this rate holds."""

    from_pence = PenceField()
    rate = RateField()


class FixedTermSerializer(StrictSerializer):
    """A contract of at most so many months pays this share of the fee."""

    short_months = StrictIntegerField(min_value=1, max_value=12)
    short_share = RateField()


class InstalmentSerializer(StrictSerializer):
    """A part of the fee, in proportion to its weight, billed so many days after the start."""

    weight = StrictIntegerField(min_value=1, max_value=1_000_000)
    days_after = StrictIntegerField(max_value=3650, required=False)


class RebateStepSerializer(StrictSerializer):
    """Leaving in the unit of this number, or before, gives back this share."""

    through = StrictIntegerField(min_value=1, max_value=3650)
    share = RateField()


class RebateScheduleSerializer(StrictSerializer):
    """What is given back when a hire ends early."""

    unit = StrictChoiceField(choices=UNITS)
    mode = StrictChoiceField(choices=MODES)
    steps = RebateStepSerializer(many=True, required=False)
    length = StrictIntegerField(required=False, allow_null=True, help_text="Linear: in weeks.")
    full_until = StrictIntegerField(required=False, allow_null=True)
    requires_payment_by_due = StrictBooleanField(required=False)
    notify_within_days = StrictIntegerField(required=False, allow_null=True)
    excluded_reasons = serializers.ListField(
        child=StrictCharField(max_length=40), required=False, max_length=100
    )
    replacement = StrictBooleanField(required=False)
    replacement_days = StrictIntegerField(required=False)


class FeeTermsSerializer(StrictSerializer):
    """What an employer agreed to pay for a hire. Money in pence, rates as decimal text.

    Null and absent mean the same.
    """

    fee_basis = StrictChoiceField(choices=FeeBasis.choices)
    rate = RateField(required=False, allow_null=True)
    fixed_pence = PenceField(required=False, allow_null=True)
    bands = BandSerializer(many=True, required=False, allow_null=True)
    discount_rate = RateField(required=False, allow_null=True)
    discount_reason = StrictCharField(
        max_length=200, required=False, allow_blank=True, allow_null=True
    )
    minimum_pence = PenceField(required=False, allow_null=True)
    maximum_pence = PenceField(required=False, allow_null=True)
    fixed_term = FixedTermSerializer(required=False, allow_null=True)
    payment_days = StrictIntegerField(max_value=365, required=False)
    payment_from = StrictChoiceField(choices=PaymentFrom.choices, required=False)
    instalments = InstalmentSerializer(many=True, required=False, allow_null=True)
    rebate = RebateScheduleSerializer(required=False, allow_null=True)
    introduction_months = StrictIntegerField(min_value=1, max_value=120, required=False)


def read_terms(given: dict[str, Any]) -> FeeTerms:
    """Return the terms that the fields of this name describe. Raises BadValue."""
    return FeeTerms.parse({name: value for name, value in given.items() if name in KNOWN})
