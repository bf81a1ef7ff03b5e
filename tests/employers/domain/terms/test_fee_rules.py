from decimal import Decimal

import pytest

from employers.domain.terms.fee_rules import compute_fee
from employers.domain.terms.fee_terms import FeeTerms
from foundation.errors import BadValue
from tests.vectors import load

TERMS = load("quotes")["terms"]


def fee_of(name: str, *, salary_pence: int, fte: str = "1", months: int | None = None, **more):
    """Return the fee under terms of ours, changed by ``more``; a fixed term if there are months."""
    return compute_fee(
        FeeTerms.parse(TERMS[name] | more),
        salary_pence=salary_pence,
        fte=Decimal(fte),
        contract="permanent" if months is None else "fixed_term",
        months=months,
    )


@pytest.mark.parametrize(
    ("fee_terms", "pence", "working"),
    [
        (
            {"name": "flat_percentage", "salary_pence": 3200000},
            480000,
            ["15 % of £32,000.00 = £4,800.00"],
        ),
        (
            {"name": "flat_percentage", "salary_pence": 1800000, "fte": "0.6"},
            270000,
            ["15 % of £18,000.00 = £2,700.00"],
        ),
        (
            {"name": "makers", "salary_pence": 1800000, "fte": "0.6"},
            500000,
            ["Fixed fee of £5,000.00, whatever the pay and hours"],
        ),
        (
            {"name": "flat_percentage", "salary_pence": 2833333},
            425000,
            ["15 % of £28,333.33 = £4,249.9995", "Rounded half up to £4,250.00"],
        ),
        (
            {"name": "nonprofit_half", "salary_pence": 2800000},
            210000,
            [
                "15 % of £28,000.00 = £4,200.00",
                "Discount of 50 % (nonprofit) leaves £2,100.00",
            ],
        ),
        (
            {"name": "client_cap", "salary_pence": 3000000},
            400000,
            ["15 % of £30,000.00 = £4,500.00", "Lowered to the maximum of £4,000.00"],
        ),
        (
            {"name": "bands_whole", "salary_pence": 1800000, "fte": "0.6"},
            324000,
            [
                "£18,000.00 for 0.6 of full time is £30,000.00 full-time",
                "£30,000.00 is in the band from £25,000.00 to below £45,000.00: 18 %",
                "18 % of £18,000.00 = £3,240.00",
            ],
        ),
        (
            {"name": "bands_whole", "salary_pence": 8000000},
            1800000,
            [
                "£80,000.00 is in the band from £80,000.00 up: 22.5 %",
                "22.5 % of £80,000.00 = £18,000.00",
            ],
        ),
        (
            {"name": "bands_whole", "salary_pence": 2000000, "months": 4},
            200000,
            [
                "£20,000.00 is in the band from £0.00 to below £25,000.00: 15 %",
                "15 % of £20,000.00 = £3,000.00",
                "A fixed term of 4 months owes 50 % of it, being 6 months or less: £1,500.00",
                "Raised to the minimum of £2,000.00",
            ],
        ),
        (
            {"name": "bands_marginal", "salary_pence": 1800000, "fte": "0.6"},
            279000,
            [
                "£18,000.00 for 0.6 of full time is £30,000.00 full-time",
                "15 % of the first £25,000.00 = £3,750.00",
                "18 % of the next £5,000.00 = £900.00",
                "Together £4,650.00",
                "Times 0.6 of full time = £2,790.00",
            ],
        ),
        (
            {"name": "bands_marginal", "salary_pence": 2500000},
            375000,
            ["15 % of the first £25,000.00 = £3,750.00"],
        ),
        (
            {"name": "flat_percentage", "salary_pence": 1000000, "months": 1},
            12500,
            [
                "15 % of £10,000.00 = £1,500.00",
                "A fixed term of 1 month owes 1/12 of it: £125.00",
            ],
        ),
        (
            {"name": "flat_percentage", "salary_pence": 1000000, "months": 7},
            87500,
            [
                "15 % of £10,000.00 = £1,500.00",
                "A fixed term of 7 months owes 7/12 of it: £875.00",
            ],
        ),
        (
            {"name": "flat_percentage", "salary_pence": 1000000, "months": 12},
            150000,
            ["15 % of £10,000.00 = £1,500.00", "A fixed term of 12 months owes the whole fee"],
        ),
        (
            {"name": "makers", "salary_pence": 1000000, "months": 4},
            166667,
            [
                "Fixed fee of £5,000.00, whatever the pay and hours",
                "A fixed term of 4 months owes 4/12 of it: £1,666.6666…",
                "Rounded half up to £1,666.67",
            ],
        ),
    ],
)
def test_a_fee_comes_with_its_steps_in_words(fee_terms, pence, working):
    fee = fee_of(**fee_terms)

    assert (fee.net_pence, fee.working) == (pence, working)


def test_the_short_share_holds_up_to_its_last_month():
    short = {"short_months": 6, "short_share": "0.4"}
    at_six = fee_of("flat_percentage", salary_pence=3000000, months=6, fixed_term=short)
    at_seven = fee_of("flat_percentage", salary_pence=3000000, months=7, fixed_term=short)

    assert (at_six.net_pence, at_seven.net_pence) == (180000, 262500)


def test_discount_then_fixed_term_then_limits():
    fee = fee_of("nonprofit_half", salary_pence=2800000, months=6, minimum_pence=110000)

    assert fee.net_pence == 110000
    assert fee.working == [
        "15 % of £28,000.00 = £4,200.00",
        "Discount of 50 % (nonprofit) leaves £2,100.00",
        "A fixed term of 6 months owes 6/12 of it: £1,050.00",
        "Raised to the minimum of £1,100.00",
    ]


def test_a_fee_rounds_once_at_its_end():
    # 15 % of £33.33 is £4.9995; rounded there, half of it would be £2.50 and not £2.49975.
    assert fee_of("nonprofit_half", salary_pence=3333).net_pence == 250
    assert fee_of("nonprofit_half", salary_pence=3333, months=6).net_pence == 125
    # Two thirds of full time: 0.6667 is not 2/3, and the sum says so.
    assert fee_of("bands_whole", salary_pence=1666667, fte="0.6667").working[0] == (
        "£16,666.67 for 0.6667 of full time is £24,998.7550… full-time"
    )


def test_a_full_discount_leaves_nothing_to_pay():
    fee = fee_of("nonprofit_half", salary_pence=2800000, discount_rate="1")

    assert fee.net_pence == 0
    assert fee.working[-1] == "Discount of 100 % (nonprofit) leaves £0.00"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("salary_pence", {"salary_pence": 0}),
        ("salary_pence", {"salary_pence": -3000000}),
        ("salary_pence", {"salary_pence": 10_000_000_001}),
        ("salary_pence", {"salary_pence": 30000.0}),
        ("salary_pence", {"salary_pence": True}),
        ("fte", {"fte": Decimal(0)}),
        ("fte", {"fte": Decimal("1.01")}),
        ("fte", {"fte": Decimal("-0.5")}),
        ("fte", {"fte": Decimal("NaN")}),
        ("fte", {"fte": Decimal("1E-999999")}),
        ("fte", {"fte": Decimal("0.66667")}),
        ("fte", {"fte": 0.5}),
        ("contract", {"contract": "temporary"}),
        ("months", {"months": 6}),
        ("months", {"contract": "fixed_term"}),
        ("months", {"contract": "fixed_term", "months": 0}),
        ("months", {"contract": "fixed_term", "months": -3}),
        ("months", {"contract": "fixed_term", "months": 121}),
        ("months", {"contract": "fixed_term", "months": 6.5}),
    ],
)
def test_a_fee_of_what_cannot_be_is_refused_by_its_field(field, values):
    with pytest.raises(BadValue) as refusal:
        compute_fee(FeeTerms.parse(TERMS["bands_marginal"]), **{"salary_pence": 3000000} | values)

    assert refusal.value.field == field
