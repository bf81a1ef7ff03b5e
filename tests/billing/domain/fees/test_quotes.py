from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.domain.fees.quotes import quote
from billing.domain.ledger.instalments import PlannedInstalment, instalment_plan
from billing.domain.ledger.vat_rules import NOT_REGISTERED, VatTreatment, vat_treatment
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.rebate_rules import RebateAssessment
from foundation.errors import BadValue
from tests.vectors import load

QUOTES = load("quotes")
TERMS = {name: FeeTerms.parse(terms) for name, terms in QUOTES["terms"].items()}
STANDARD = VatTreatment("standard", Decimal("0.2"))
START = date(2027, 3, 1)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def named(case: dict[str, object]) -> str:
    return " ".join(str(value) for key, value in case.items() if key != "expect")


@pytest.mark.parametrize("case", QUOTES["cases"], ids=named)
def test_a_quote_has_its_known_answer(case):
    quoted = quote(
        TERMS[case["terms"]],
        salary_pence=case["salary_pence"],
        fte=Decimal(case.get("fte", "1")),
        contract=case.get("contract", "permanent"),
        months=case.get("months"),
        start_on=date.fromisoformat(case["start_on"]),
        last_day=day(case.get("last_day")),
        vat=STANDARD,
    )

    expected = case["expect"]
    assert quoted.net_pence == expected["net_pence"]
    assert [part.net_pence for part in quoted.instalments] == expected["instalments_net"]
    assert [part.vat_pence for part in quoted.instalments] == expected["instalments_vat"]
    assert (quoted.rebate and quoted.rebate.net_pence) == expected.get("rebate_net_pence")
    assert quoted.vat_pence == sum(expected["instalments_vat"])
    assert quoted.gross_pence == quoted.net_pence + quoted.vat_pence


def test_all_51_known_answers_are_tried():
    assert len(QUOTES["cases"]) == 51


def test_instalments_are_billed_after_the_start_and_due_after_the_payment_days():
    plan = instalment_plan(TERMS["thirds"], net_pence=499999, start_on=START, vat=STANDARD)

    assert plan == [
        PlannedInstalment(249999, 50000, 299999, START, date(2027, 3, 31)),
        PlannedInstalment(150000, 30000, 180000, date(2027, 3, 31), date(2027, 4, 30)),
        PlannedInstalment(100000, 20000, 120000, date(2027, 4, 30), date(2027, 5, 30)),
    ]


def test_the_words_of_a_quote_are_its_fee_its_instalments_its_vat_and_its_rebate():
    instalments = {"instalments": [{"weight": 1}, {"weight": 1, "days_after": 30}]}
    terms = FeeTerms.parse(QUOTES["terms"]["weeks_4_8_12"] | instalments)

    quoted = quote(
        terms, salary_pence=3200000, start_on=START, vat=STANDARD, last_day=date(2027, 3, 29)
    )

    assert quoted.working == [
        "15 % of £32,000.00 = £4,800.00",
        "Instalment 1 of 2: £2,400.00, due 15 March 2027",
        "VAT at 20 % of £2,400.00 = £480.00",
        "Instalment 2 of 2: £2,400.00, due 14 April 2027",
        "VAT at 20 % of £2,400.00 = £480.00",
        "The last day, 29 March 2027, is in week 5 from 1 March 2027: 50 % is given back",
        "50 % of £4,800.00 = £2,400.00",
    ]


def test_a_quote_while_not_registered_has_no_vat_and_does_not_say_the_word():
    quoted = quote(
        TERMS["flat_percentage"], salary_pence=3000000, start_on=START, vat=NOT_REGISTERED
    )

    assert (quoted.vat_pence, quoted.gross_pence) == (0, 450000)
    assert quoted.working == ["15 % of £30,000.00 = £4,500.00"]


def test_a_quote_for_a_business_abroad_says_reverse_charge():
    abroad = vat_treatment(
        registered=True, outside_scope=True, has_business_evidence=True, rate=Decimal("0.2")
    )

    quoted = quote(TERMS["flat_percentage"], salary_pence=3000000, start_on=START, vat=abroad)

    assert (quoted.vat_pence, quoted.gross_pence) == (0, 450000)
    assert quoted.working[-1] == (
        "Reverse charge: outside the scope of UK VAT; the customer accounts for any VAT due."
    )


def test_a_last_day_under_terms_without_a_rebate_gives_nothing_to_assess():
    quoted = quote(
        TERMS["flat_percentage"],
        salary_pence=3000000,
        start_on=START,
        vat=STANDARD,
        last_day=date(2027, 3, 5),
    )

    assert quoted.rebate is None


def rebate_quoted(terms: FeeTerms, **given: Any) -> RebateAssessment:
    quoted = quote(terms, salary_pence=3000000, start_on=START, vat=STANDARD, **given)
    assert quoted.rebate is not None
    return quoted.rebate


def late_leaver(**given: date) -> RebateAssessment:
    """Return the rebate of one who left in month 3, after the invoice fell due on 31 March."""
    return rebate_quoted(TERMS["months_75_50_25"], last_day=date(2027, 5, 10), **given)


def test_a_quote_told_of_no_payment_leaves_it_unjudged_and_says_so():
    rebate = late_leaver()

    assert (rebate.barred, rebate.net_pence) == (False, 127500)
    assert rebate.working[-2:] == [
        "Taken as paid by its due date: payment was not judged",
        "Taken as notified in time: no day of notice was given",
    ]


def test_a_quote_told_of_a_late_payment_bars_the_rebate():
    in_time = late_leaver(paid_on=date(2027, 3, 31))
    late = late_leaver(paid_on=date(2027, 4, 1))

    assert (in_time.barred, in_time.net_pence) == (False, 127500)
    assert (late.barred, late.net_pence) == (True, 0)
    assert late.why_barred == (
        "No rebate: the invoice due on 31 March 2027 was paid on 1 April 2027."
    )


def test_a_payment_after_leaving_but_before_anything_was_due_bars_nothing():
    rebate = rebate_quoted(
        TERMS["months_75_50_25"],
        last_day=date(2027, 3, 20),
        notified_on=date(2027, 3, 22),
        paid_on=date(2027, 4, 10),
    )

    assert (rebate.barred, rebate.net_pence) == (False, 382500)


def test_of_several_instalments_the_payment_is_held_against_the_one_that_fell_due_last():
    conditions = {"unit": "days", "mode": "steps", "steps": [{"through": 90, "share": "1"}]}
    terms = FeeTerms.parse(
        QUOTES["terms"]["thirds"] | {"rebate": conditions | {"requires_payment_by_due": True}}
    )

    # Due on 31 March, 30 April and 30 May.
    second = rebate_quoted(terms, last_day=date(2027, 5, 20), paid_on=date(2027, 4, 30))
    first = rebate_quoted(terms, last_day=date(2027, 4, 30), paid_on=date(2027, 4, 30))

    assert second.barred is False
    assert first.why_barred == (
        "No rebate: the invoice due on 31 March 2027 was paid on 30 April 2027."
    )


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("start_on", {"start_on": date(1, 1, 1)}),
        ("start_on", {"start_on": date(9999, 12, 31)}),
        ("last_day", {"last_day": date(2027, 2, 28)}),
        ("last_day", {"last_day": date(9999, 12, 31)}),
        ("salary_pence", {"salary_pence": 0}),
        ("fte", {"fte": Decimal(0)}),
        ("months", {"contract": "fixed_term"}),
    ],
)
@pytest.mark.parametrize("terms", ["flat_percentage", "months_75_50_25"])
def test_a_quote_refuses_by_its_field_what_cannot_be(terms, field, given):
    sound: dict[str, Any] = {"salary_pence": 3000000, "start_on": START, "vat": STANDARD}

    with pytest.raises(BadValue) as refusal:
        quote(TERMS[terms], **sound | given)

    assert refusal.value.field == field
