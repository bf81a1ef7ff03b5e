"""A quote by the API: the same sums as a real fee, in under five queries, with nothing stored."""

from datetime import date

import pytest
from django.apps import apps

from billing.models import Rebate, Seller
from employers.models import Terms
from placements.domain.hires import hires
from tests.factories.billing import FeeFactory
from tests.factories.employers import TermsFactory
from tests.vectors import load

QUOTES = load("quotes")
ADDRESS = "/api/v1/fee-quotes/"
FACTS = {"salary_pence": 3_200_000, "start_on": "2027-03-01"}
FLAT = {"fee_basis": "percentage", "rate": "0.15"}


def quote(api, **body):
    return api.post(ADDRESS, {**FACTS, **body}, format="json")


def faults(answer) -> list[str]:
    assert answer.status_code == 400, answer.content
    return [fault["attr"] for fault in answer.json()["errors"]]


def named(case: dict[str, object]) -> str:
    return " ".join(str(value) for key, value in case.items() if key != "expect")


@pytest.mark.parametrize("case", QUOTES["cases"], ids=named)
def test_a_quote_has_its_known_answer(staff_api, case):
    facts = {key: value for key, value in case.items() if key not in ("terms", "expect")}
    answer = quote(staff_api, terms=QUOTES["terms"][case["terms"]], **facts).json()

    expected = case["expect"]
    assert answer["net_pence"] == expected["net_pence"]
    assert [part["net_pence"] for part in answer["instalments"]] == expected["instalments_net"]
    assert [part["vat_pence"] for part in answer["instalments"]] == expected["instalments_vat"]
    assert (answer["rebate"] and answer["rebate"]["net_pence"]) == expected.get("rebate_net_pence")


def test_a_quote_says_how_it_came_about(staff_api):
    rebate = {"unit": "weeks", "mode": "steps", "steps": [{"through": 4, "share": "0.75"}]}
    answer = quote(staff_api, terms=FLAT | {"rebate": rebate}, last_day="2027-03-20").json()

    assert answer == {
        "net_pence": 480000,
        "vat_pence": 96000,
        "gross_pence": 576000,
        "working": [
            "15 % of £32,000.00 = £4,800.00",
            "VAT at 20 % of £4,800.00 = £960.00",
            "The last day, 20 March 2027, is in week 3 from 1 March 2027: 75 % is given back",
            "75 % of £4,800.00 = £3,600.00",
        ],
        "instalments": [
            {
                "net_pence": 480000,
                "vat_pence": 96000,
                "gross_pence": 576000,
                "bill_on": "2027-03-01",
                "due_on": "2027-03-31",
            }
        ],
        "rebate": {"share": "0.75", "net_pence": 360000, "barred": False, "why_barred": ""},
    }


def test_a_barred_rebate_says_why(staff_api):
    rebate = {
        "unit": "days",
        "mode": "steps",
        "steps": [{"through": 30, "share": "1"}],
        "excluded_reasons": ["redundancy"],
    }
    answer = quote(
        staff_api, terms=FLAT | {"rebate": rebate}, last_day="2027-03-10", reason="redundancy"
    ).json()["rebate"]

    assert (answer["net_pence"], answer["barred"]) == (0, True)
    assert "redundancy" in answer["why_barred"]


@pytest.mark.parametrize(
    ("word", "vat_pence"),
    [("standard", 96000), ("outside_scope", 0), ("not_registered", 0)],
)
def test_vat_follows_the_treatment(staff_api, word, vat_pence):
    answer = quote(staff_api, terms=FLAT, vat_treatment=word).json()

    assert (answer["net_pence"], answer["vat_pence"]) == (480000, vat_pence)
    assert any("everse charge" in line for line in answer["working"]) == (word == "outside_scope")


def test_while_we_are_not_registered_there_is_no_vat(staff_api):
    Seller.objects.create(effective_from="2026-01-01", name="We", vat_registered=False)

    assert quote(staff_api, terms=FLAT).json()["vat_pence"] == 0


def test_stored_terms_are_quoted_by_their_id(employer_api, employer):
    terms = TermsFactory(employer=employer, fixed=True)

    assert quote(employer_api, terms_id=terms.pk).json()["net_pence"] == 400000


def test_null_in_terms_means_absent(staff_api):
    nulls = dict.fromkeys(("bands", "instalments", "discount_rate", "discount_reason", "rebate"))

    assert quote(staff_api, terms=FLAT | nulls).json() == quote(staff_api, terms=FLAT).json()


def test_somebody_else_s_terms_are_not_there(employer_api):
    assert faults(quote(employer_api, terms_id=TermsFactory().pk)) == ["terms_id"]


def test_a_quote_stores_nothing_and_costs_under_five_queries(
    staff_api, django_assert_max_num_queries
):
    terms = TermsFactory()
    before = {model: model._default_manager.count() for model in apps.get_models()}
    with django_assert_max_num_queries(4):
        answer = staff_api.post(
            ADDRESS,
            {**FACTS, "terms_id": terms.pk},
            format="json",
            headers={"Idempotency-Key": "quotes are never kept"},
        )

    assert answer.status_code == 200
    assert {model: model._default_manager.count() for model in apps.get_models()} == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "terms"),
        ({"terms": FLAT, "terms_id": 1}, "terms_id"),
        ({"terms": {"fee_basis": "percentage"}}, "terms.rate"),
        ({"terms": FLAT | {"rate": "30_000"}}, "terms.rate"),
        ({"terms": FLAT | {"rate": 0.15}}, "terms.rate"),
        ({"terms": FLAT | {"discount": "0.5"}}, "terms.discount"),
        ({"terms": FLAT | {"instalments": [{"weight": 1}, {}]}}, "terms.instalments.1.weight"),
        ({"terms": FLAT, "contract": "fixed_term"}, "months"),
        ({"terms": FLAT, "months": 6}, "months"),
        ({"terms": FLAT, "fte": "0"}, "fte"),
        ({"terms": FLAT, "fte": "1.1"}, "fte"),
        ({"terms": FLAT, "salary_pence": 0}, "salary_pence"),
        ({"terms": FLAT, "last_day": "2027-02-28"}, "last_day"),
        ({"terms": FLAT, "start_on": "1999-12-31"}, "start_on"),
        ({"terms": FLAT, "salery": 1}, "salery"),
    ],
)
def test_what_cannot_be_quoted_is_named(staff_api, body, field):
    assert faults(quote(staff_api, **body)) == [field]


HENDERSON_DRAKE = {
    "fee_basis": "percentage",
    "rate": "0.25",
    "payment_days": 14,
    "rebate": {
        "unit": "days",
        "mode": "steps",
        "steps": [{"through": 29, "share": "1"}, {"through": 90, "share": "0.5"}],
        "excluded_reasons": ["redundancy", "injury"],
    },
}


def test_a_reason_that_nobody_can_leave_for_is_refused_when_terms_are_written(staff_api, employer):
    quoted = quote(staff_api, terms=HENDERSON_DRAKE)
    agreed = staff_api.post(
        "/api/v1/terms/",
        HENDERSON_DRAKE | {"employer": employer.pk, "effective_from": "2026-01-01"},
        format="json",
    )

    assert [answer.status_code for answer in (quoted, agreed)] == [400, 400]
    assert "injury" in quoted.content.decode()
    assert "injury" in agreed.content.decode()
    assert not Terms.objects.exists()


def test_a_quote_and_the_ledger_judge_an_old_word_alike(staff, staff_api):
    """Terms of before the rule: their word excludes nobody, in the quote as in the books."""
    fee = FeeFactory(hire__introduction__terms__rebate=HENDERSON_DRAKE["rebate"])
    last_day = date(2018, 9, 21)

    quoted = quote(
        staff_api,
        terms_id=fee.terms_id,
        start_on="2018-09-03",
        last_day=str(last_day),
        reason="injury",
        notified_on=str(last_day),
    ).json()["rebate"]
    hires.end(fee.hire_id, last_day=last_day, reason="injury", by=staff, on=last_day)

    rebate = Rebate.objects.get()
    assert (quoted["net_pence"], quoted["barred"]) == (4_800_00, False)
    assert (rebate.net_pence, rebate.state) == (4_800_00, "proposed")
