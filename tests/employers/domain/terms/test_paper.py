"""The words of the terms: every number that was agreed stands in them."""

from datetime import date

from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.paper import WIDTH, paper

TERMS = FeeTerms.parse(
    {
        "fee_basis": "percentage",
        "rate": "0.175",
        "payment_days": 14,
        "introduction_months": 9,
        "rebate": {"unit": "weeks", "mode": "steps", "steps": [{"through": 6, "share": "0.4"}]},
    }
)


def words() -> str:
    return paper(
        TERMS, employer="Ember Analytics Ltd", us="The CIC", effective_from=date(2018, 6, 4)
    )


def test_the_paper_names_both_sides_and_the_first_day():
    assert (
        "between The CIC and Ember Analytics Ltd\nfor introductions from 4 June 2018 on" in words()
    )


def test_the_paper_says_rate_payment_rebate_and_period():
    flat = " ".join(words().split())

    for number in ("17.5 %", "within 14 days", "40 % up to week 6", "within 9 months of that day"):
        assert number in flat


def test_the_paper_has_its_clauses_numbered_and_fits_a_page():
    lines = words().splitlines()

    assert [line for line in lines if line[:1].isdigit()] == [
        "1. Who and what",
        "2. What an introduction is",
        "3. The fee, and when it is paid",
        "4. VAT and late payment",
        "5. What falls to whom",
    ]
    assert max(map(len, lines)) <= WIDTH


def test_the_same_terms_make_the_same_paper():
    assert words() == words()
