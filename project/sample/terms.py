"""The terms of business of the sample: every fee basis, and every kind of rebate."""

from employers.domain.terms.fee_terms import FeeTerms

THREE_STEPS = {
    "unit": "weeks",
    "mode": "steps",
    "steps": [
        {"through": 4, "share": "0.75"},
        {"through": 8, "share": "0.5"},
        {"through": 12, "share": "0.25"},
    ],
}

TERMS = {
    # The first years: low, and nothing given back.
    "first": FeeTerms.parse(
        {
            "fee_basis": "percentage",
            "rate": "0.10",
            "payment_days": 14,
            "payment_from": "invoice",
        }
    ),
    "standard": FeeTerms.parse(
        {
            "fee_basis": "percentage",
            "rate": "0.15",
            "minimum_pence": 300_000,
            "fixed_term": {"short_months": 6, "short_share": "0.5"},
            "rebate": THREE_STEPS,
        }
    ),
    "strict": FeeTerms.parse(
        {
            "fee_basis": "percentage",
            "rate": "0.17",
            "maximum_pence": 800_000,
            "rebate": {
                **THREE_STEPS,
                "requires_payment_by_due": True,
                "notify_within_days": 7,
                "excluded_reasons": ["redundancy"],
            },
        }
    ),
    "replacement": FeeTerms.parse(
        {
            "fee_basis": "percentage",
            "rate": "0.15",
            "rebate": {**THREE_STEPS, "replacement": True},
        }
    ),
    "quick": FeeTerms.parse(
        {
            "fee_basis": "percentage",
            "rate": "0.16",
            "payment_days": 14,
            "payment_from": "invoice",
            "introduction_months": 6,
        }
    ),
    "overseas": FeeTerms.parse(
        {
            "fee_basis": "percentage",
            "rate": "0.12",
            "payment_days": 45,
            "payment_from": "invoice",
            "rebate": {
                "unit": "months",
                "mode": "steps",
                "steps": [{"through": 1, "share": "1"}, {"through": 3, "share": "0.5"}],
            },
        }
    ),
    "fixed": FeeTerms.parse(
        {
            "fee_basis": "fixed",
            "fixed_pence": 400_000,
            "payment_from": "invoice",
            "rebate": {
                "unit": "days",
                "mode": "steps",
                "steps": [{"through": 30, "share": "1"}, {"through": 60, "share": "0.5"}],
            },
        }
    ),
    "fixed_now": FeeTerms.parse(
        {
            "fee_basis": "fixed",
            "fixed_pence": 650_000,
            "rebate": {
                "unit": "days",
                "mode": "steps",
                "steps": [{"through": 30, "share": "0.8"}, {"through": 90, "share": "0.3"}],
            },
        }
    ),
    # The rate of its band on the whole salary; a rebate that shrinks week by week.
    "banded_linear": FeeTerms.parse(
        {
            "fee_basis": "bands_whole",
            "bands": [
                {"from_pence": 0, "rate": "0.12"},
                {"from_pence": 3_000_000, "rate": "0.15"},
                {"from_pence": 4_500_000, "rate": "0.18"},
            ],
            "rebate": {
                "unit": "weeks",
                "mode": "linear",
                "length": 10,
                "full_until": 2,
                "excluded_reasons": ["redundancy"],
            },
        }
    ),
    "marginal": FeeTerms.parse(
        {
            "fee_basis": "bands_marginal",
            "bands": [
                {"from_pence": 0, "rate": "0.10"},
                {"from_pence": 2_500_000, "rate": "0.22"},
                {"from_pence": 4_000_000, "rate": "0.3"},
            ],
            "minimum_pence": 350_000,
            "maximum_pence": 900_000,
            "rebate": {
                "unit": "months",
                "mode": "steps",
                "steps": [
                    {"through": 1, "share": "1"},
                    {"through": 2, "share": "0.5"},
                    {"through": 4, "share": "0.25"},
                ],
            },
        }
    ),
    "instalments": FeeTerms.parse(
        {
            "fee_basis": "percentage",
            "rate": "0.16",
            "payment_days": 14,
            "instalments": [
                {"weight": 50, "days_after": 0},
                {"weight": 30, "days_after": 30},
                {"weight": 20, "days_after": 60},
            ],
            "rebate": THREE_STEPS,
        }
    ),
    "nonprofit": FeeTerms.parse(
        {
            "fee_basis": "percentage",
            "rate": "0.15",
            "discount_rate": "0.5",
            "discount_reason": "nonprofit",
            "payment_from": "invoice",
            "rebate": THREE_STEPS,
        }
    ),
    "public": FeeTerms.parse(
        {
            "fee_basis": "percentage",
            "rate": "0.125",
            "payment_from": "invoice",
            "fixed_term": {"short_months": 6, "short_share": "0.6"},
        }
    ),
}

# Why a rate may be under the standard one. A discount has its own reason.
UNDER_STANDARD = {
    "first": "The rate of our first years, to be raised once they have hired twice",
    "overseas": "They pay for visas and the move as well",
    "banded_linear": "The low band is for juniors; they hire seniors too",
    "marginal": "Lower on the first slice, higher above it: more than the standard on average",
    "public": "The framework rate of public bodies",
}
