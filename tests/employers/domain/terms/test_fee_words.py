"""Fee terms as a person reads them."""

import pytest

from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.fee_words import in_words

PLAIN = {"fee_basis": "percentage", "rate": "0.15"}


def words(**given) -> list[str]:
    return in_words(FeeTerms.parse({**PLAIN, **given}))


def test_a_plain_share_says_fee_payment_rebate_and_period():
    assert words() == [
        "The fee is 15 % of the first year's salary.",
        "Paid in one sum, within 30 days of the start.",
        "Nothing is given back when somebody leaves early.",
        "Owed for a start within 12 months of the introduction.",
    ]


def test_a_fixed_fee_is_said_in_pounds():
    fixed = FeeTerms.parse({"fee_basis": "fixed", "fixed_pence": 400_000})

    assert in_words(fixed)[0] == "The fee is £4,000, whatever the salary."


@pytest.mark.parametrize(
    ("basis", "share"),
    [
        ("bands_whole", "a share of the whole salary"),
        ("bands_marginal", "a share of each slice of the salary"),
    ],
)
def test_bands_are_said_with_where_they_begin(basis, share):
    bands = [{"from_pence": 0, "rate": "0.15"}, {"from_pence": 3_000_000, "rate": "0.2"}]
    terms = FeeTerms.parse({"fee_basis": basis, "bands": bands})

    assert in_words(terms)[0] == f"The fee is {share}: 15 % from £0, 20 % from £30,000."


def test_discount_limits_and_short_contracts_have_a_line_each():
    lines = words(
        discount_rate="0.5",
        discount_reason="nonprofit",
        minimum_pence=100_000,
        maximum_pence=500_050,
        fixed_term={"short_months": 6, "short_share": "0.5"},
    )

    assert lines[1:5] == [
        "Less a discount of 50 %: nonprofit.",
        "At least £1,000.",
        "At most £5,000.50.",
        "A contract of up to 6 months pays 50 % of it.",
    ]


def test_instalments_are_said_with_their_days():
    parts = [{"weight": 50, "days_after": 0}, {"weight": 50, "days_after": 30}]

    assert words(instalments=parts)[1] == (
        "Paid in 2 parts: 50 % at the start, 50 % after 30 days; "
        "each within 30 days of the day it is billed."
    )


def test_a_rebate_in_steps_is_said_with_its_conditions():
    lines = words(
        rebate={
            "unit": "weeks",
            "mode": "steps",
            "steps": [{"through": 4, "share": "0.75"}, {"through": 8, "share": "0.5"}],
            "requires_payment_by_due": True,
            "notify_within_days": 1,
            "excluded_reasons": ["contract_ended"],
            "replacement": True,
            "replacement_difference": True,
        }
    )

    assert lines[2:8] == [
        "Leaving early gives back 75 % up to week 4, 50 % up to week 8.",
        "Only if the invoices were paid by their due dates.",
        "Only if we are told within 1 day of the last day.",
        "Not after: contract ended.",
        "A replacement found within 28 days may take its place.",
        "A replacement owes what its fee comes to above the fee of the first.",
    ]


def test_a_rebate_that_shrinks_is_said_with_its_length():
    line = {"unit": "weeks", "mode": "linear", "length": 10, "full_until": 2}

    assert words(rebate=line)[2] == (
        "Leaving early gives back less each week, nothing after 10 weeks, all of it within 2 weeks."
    )
