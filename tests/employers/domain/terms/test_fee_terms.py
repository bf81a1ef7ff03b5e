import json
from datetime import date
from decimal import Decimal

import pytest

from employers.choices import EndReason
from employers.domain.terms.fee_terms import (
    Band,
    FeeTerms,
    FixedTerm,
    Instalment,
    Rebate,
    RebateStep,
    fee_is_due,
    valid_until,
)
from foundation.errors import BadValue
from tests.vectors import load

PERCENTAGE = {"fee_basis": "percentage", "rate": "0.15"}
STEPS = {"unit": "weeks", "mode": "steps", "steps": [{"through": 4, "share": "0.75"}]}
LINEAR = {"unit": "weeks", "mode": "linear", "length": 10, "full_until": 2}


def test_terms_say_little_and_the_rest_is_standard():
    assert FeeTerms.parse(PERCENTAGE) == FeeTerms(
        fee_basis="percentage",
        rate=Decimal("0.15"),
        discount_rate=Decimal(0),
        payment_days=30,
        payment_from="start",
        instalments=(Instalment(100, 0),),
        rebate=None,
        introduction_months=12,
    )


def test_every_field_of_terms_is_read():
    terms = FeeTerms.parse(
        {
            "fee_basis": "bands_whole",
            "bands": [{"from_pence": 0, "rate": "0.15"}, {"from_pence": 2500000, "rate": "0.18"}],
            "discount_rate": "0.5",
            "discount_reason": " nonprofit ",
            "minimum_pence": 200000,
            "maximum_pence": 900000,
            "fixed_term": {"short_months": 6, "short_share": "0.5"},
            "payment_days": 14,
            "payment_from": "invoice",
            "instalments": [{"weight": 50}, {"weight": 30, "days_after": 30}],
            "rebate": {
                "unit": "months",
                "mode": "steps",
                "steps": [{"through": 1, "share": 1}, {"through": 3, "share": "0.25"}],
                "requires_payment_by_due": True,
                "notify_within_days": 7,
                "excluded_reasons": ["redundancy"],
                "replacement": True,
            },
            "introduction_months": 24,
        }
    )

    assert terms == FeeTerms(
        fee_basis="bands_whole",
        bands=(Band(0, Decimal("0.15")), Band(2500000, Decimal("0.18"))),
        discount_rate=Decimal("0.5"),
        discount_reason="nonprofit",
        minimum_pence=200000,
        maximum_pence=900000,
        fixed_term=FixedTerm(6, Decimal("0.5")),
        payment_days=14,
        payment_from="invoice",
        instalments=(Instalment(50, 0), Instalment(30, 30)),
        rebate=Rebate(
            unit="months",
            mode="steps",
            steps=(RebateStep(1, Decimal(1)), RebateStep(3, Decimal("0.25"))),
            requires_payment_by_due=True,
            notify_within_days=7,
            excluded_reasons=("redundancy",),
            replacement=True,
        ),
        introduction_months=24,
    )


@pytest.mark.parametrize("name", sorted(load("quotes")["terms"]))
def test_terms_survive_the_way_through_json(name):
    terms = FeeTerms.parse(load("quotes")["terms"][name])

    assert FeeTerms.parse(json.loads(json.dumps(terms.as_json()))) == terms


def test_null_is_the_same_as_left_out():
    assert FeeTerms.parse(
        PERCENTAGE
        | dict.fromkeys(["fixed_pence", "bands", "rebate", "fixed_term", "payment_days"])
        | {"discount_reason": "", "instalments": []}
    ) == FeeTerms.parse(PERCENTAGE)


@pytest.mark.parametrize("rate", ["0", "1", "0.15", "0.150000", Decimal("0.15"), 0, 1])
def test_a_rate_is_text_or_exact(rate):
    assert FeeTerms.parse({"fee_basis": "percentage", "rate": rate}).rate == Decimal(rate)


@pytest.mark.parametrize(
    "rate",
    [
        0.15,
        True,
        "15%",
        "-0.1",
        "+0.1",
        ".15",
        "1e-1",
        "0_1",
        "NaN",
        "\u0660.\u0661\u0665",
        "0.15\n",
        "0.1234567",
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("-0.1"),
        Decimal("1E-7000"),
        -1,
        [],
        ["0.15"],
        {"rate": "0.15"},
    ],
)
def test_a_rate_that_is_not_a_plain_fraction_is_refused(rate):
    with pytest.raises(BadValue) as refusal:
        FeeTerms.parse({"fee_basis": "percentage", "rate": rate})

    assert refusal.value.field == "rate"


@pytest.mark.parametrize("rate", ["15", "1.01", 15, Decimal("1E+7000"), 10**400])
def test_a_rate_above_one_is_told_how_percent_are_written(rate):
    with pytest.raises(BadValue, match=r"15 %, say, is written 0\.15"):
        FeeTerms.parse({"fee_basis": "percentage", "rate": rate})


def rebate(**change: object) -> dict[str, object]:
    return PERCENTAGE | {"rebate": STEPS | change}


def linear(**change: object) -> dict[str, object]:
    return PERCENTAGE | {"rebate": LINEAR | change}


def bands(*pairs: tuple[object, object]) -> dict[str, object]:
    return {
        "fee_basis": "bands_marginal",
        "bands": [{"from_pence": start, "rate": rate} for start, rate in pairs],
    }


@pytest.mark.parametrize(
    ("given", "field", "way_out"),
    [
        (None, "terms", "named fields"),
        ([PERCENTAGE], "terms", "named fields"),
        ({}, "fee_basis", "Choose one of: percentage, fixed, bands_whole, bands_marginal"),
        ({"fee_basis": "flat"}, "fee_basis", "Choose one of"),
        ({"fee_basis": ["fixed"]}, "fee_basis", "Choose one of"),
        (PERCENTAGE | {"rates": "0.1"}, "rates", "There is no such field; there are fee_basis,"),
        (PERCENTAGE | {1: 2}, "1", "no such field"),
        ({"fee_basis": "percentage"}, "rate", "needed when the fee basis is percentage"),
        ({"fee_basis": "fixed"}, "fixed_pence", "needed when the fee basis is fixed"),
        ({"fee_basis": "bands_whole"}, "bands", "needed when the fee basis is bands_whole"),
        ({"fee_basis": "bands_whole", "bands": []}, "bands", "needed"),
        (PERCENTAGE | {"fixed_pence": 5}, "fixed_pence", "leave it out"),
        ({"fee_basis": "fixed", "fixed_pence": 5, "rate": "0"}, "rate", "leave it out"),
        (bands((0, "0.1")) | {"rate": "0.1"}, "rate", "leave it out"),
        ({"fee_basis": "fixed", "fixed_pence": 5.0}, "fixed_pence", "whole pence"),
        ({"fee_basis": "fixed", "fixed_pence": -1}, "fixed_pence", "whole pence"),
        ({"fee_basis": "fixed", "fixed_pence": True}, "fixed_pence", "whole pence"),
        ({"fee_basis": "fixed", "fixed_pence": "500000"}, "fixed_pence", "whole pence"),
        ({"fee_basis": "fixed", "fixed_pence": 2**200}, "fixed_pence", "£100,000,000.00"),
        (bands((1, "0.1")), "bands.0.from_pence", "begins at 0"),
        (bands((0, "0.1"), (0, "0.2")), "bands.1.from_pence", "above the one before"),
        (bands((0, "0.1"), (9, "0.2"), (8, "0.3")), "bands.2.from_pence", "sort them"),
        (bands((0, "0.1"), (9, "2")), "bands.1.rate", "more than the whole"),
        ({"fee_basis": "bands_whole", "bands": "0.15"}, "bands", "a list of at most 100"),
        ({"fee_basis": "bands_whole", "bands": ["0.15"]}, "bands.0", "named fields"),
        (bands(*[(n, "0.1") for n in range(101)]), "bands", "a list of at most 100"),
        (PERCENTAGE | {"discount_rate": "0.5"}, "discount_reason", "why there is a discount"),
        (
            PERCENTAGE | {"discount_rate": "0.5", "discount_reason": "  "},
            "discount_reason",
            "why there is a discount",
        ),
        (PERCENTAGE | {"discount_reason": "a\0b"}, "discount_reason", "plain text"),
        (PERCENTAGE | {"discount_reason": "\ud800"}, "discount_reason", "plain text"),
        (PERCENTAGE | {"discount_reason": 5}, "discount_reason", "plain text"),
        (PERCENTAGE | {"discount_reason": "x" * 201}, "discount_reason", "at most 200"),
        (PERCENTAGE | {"discount_rate": 0.5}, "discount_rate", "decimal fraction"),
        (PERCENTAGE | {"minimum_pence": 2, "maximum_pence": 1}, "minimum_pence", "swap"),
        (PERCENTAGE | {"minimum_pence": "2"}, "minimum_pence", "whole pence"),
        (PERCENTAGE | {"fixed_term": 6}, "fixed_term", "named fields"),
        (
            PERCENTAGE | {"fixed_term": {"short_months": 13, "short_share": "1"}},
            "fixed_term.short_months",
            "from 1 to 12",
        ),
        (PERCENTAGE | {"fixed_term": {"short_months": 6}}, "fixed_term.short_share", "fraction"),
        (PERCENTAGE | {"payment_days": -1}, "payment_days", "from 0 to 365"),
        (PERCENTAGE | {"payment_days": 30.0}, "payment_days", "from 0 to 365"),
        (PERCENTAGE | {"payment_from": "end"}, "payment_from", "start, invoice"),
        (PERCENTAGE | {"instalments": {"weight": 1}}, "instalments", "a list"),
        (PERCENTAGE | {"instalments": [{}]}, "instalments.0.weight", "whole number from 1"),
        (PERCENTAGE | {"instalments": [{"weight": 0}]}, "instalments.0.weight", "from 1"),
        (
            PERCENTAGE | {"instalments": [{"weight": 1}, {"weight": 1}]},
            "instalments.1.days_after",
            "later than the one before",
        ),
        (PERCENTAGE | {"introduction_months": 0}, "introduction_months", "from 1 to 120"),
        (PERCENTAGE | {"rebate": []}, "rebate", "named fields"),
        (PERCENTAGE | {"rebate": {}}, "rebate.mode", "steps, linear"),
        (rebate(unit="years"), "rebate.unit", "days, weeks, months"),
        (rebate(unit=None), "rebate.unit", "days, weeks, months"),
        (rebate(steps=[]), "rebate.steps", "needed for a rebate by steps"),
        (rebate(length=10), "rebate.length", "leave it out"),
        (rebate(full_until=2), "rebate.full_until", "leave it out"),
        (rebate(steps=[{"through": 0, "share": "1"}]), "rebate.steps.0.through", "from 1"),
        (rebate(steps=[{"through": 4}]), "rebate.steps.0.share", "fraction"),
        (rebate(steps=[{"through": 4, "share": "1", "x": 1}]), "rebate.steps.0.x", "no such"),
        (
            rebate(steps=[{"through": 4, "share": "1"}, {"through": 4, "share": "0.5"}]),
            "rebate.steps.1.through",
            "further than the one before",
        ),
        (
            rebate(steps=[{"through": 4, "share": "0.5"}, {"through": 8, "share": "0.6"}]),
            "rebate.steps.1.share",
            "cannot give back more",
        ),
        (rebate(requires_payment_by_due="yes"), "rebate.requires_payment_by_due", "true or false"),
        (rebate(replacement=1), "rebate.replacement", "true or false"),
        (rebate(notify_within_days=-1), "rebate.notify_within_days", "from 0"),
        (rebate(excluded_reasons="redundancy"), "rebate.excluded_reasons", "a list"),
        (rebate(excluded_reasons=["Was bored"]), "rebate.excluded_reasons.0", "small letters"),
        (rebate(excluded_reasons=["redundancy"] * 2), "rebate.excluded_reasons.1", "twice"),
        (
            rebate(excluded_reasons=["redundancy", "injury"]),
            "rebate.excluded_reasons.1",
            "Nobody can leave for “injury”",
        ),
        (linear(unit="days"), "rebate.unit", "complete weeks"),
        (linear(steps=STEPS["steps"]), "rebate.steps", "leave it out"),
        (linear(length=None), "rebate.length", "from 1"),
        (linear(length=0), "rebate.length", "from 1"),
        (linear(full_until=10), "rebate.full_until", "below the length of 10 weeks"),
        (linear(full_until=-1), "rebate.full_until", "from 0"),
    ],
)
def test_terms_that_cannot_be_are_refused_by_field_with_a_way_out(given, field, way_out):
    with pytest.raises(BadValue) as refusal:
        FeeTerms.parse(given)

    assert refusal.value.field == field
    assert way_out in str(refusal.value)


def test_limits_may_meet_and_steps_may_stand_level():
    steps = [{"through": 4, "share": "0.5"}, {"through": 8, "share": "0.5"}]

    terms = FeeTerms.parse(rebate(steps=steps) | {"minimum_pence": 9, "maximum_pence": 9})

    assert (terms.minimum_pence, terms.maximum_pence) == (9, 9)
    assert terms.rebate is not None
    assert [step.share for step in terms.rebate.steps] == [Decimal("0.5"), Decimal("0.5")]


def test_a_linear_rebate_shrinks_from_the_first_week_unless_it_says_more():
    terms = FeeTerms.parse(linear(full_until=None))

    assert terms.rebate == Rebate(unit="weeks", mode="linear", length=10, full_until=0)


def test_a_reason_loses_what_a_spreadsheet_left_around_it():
    terms = FeeTerms.parse(
        PERCENTAGE | {"discount_rate": "0.5", "discount_reason": "\u00a0alumni-run\n firm "}
    )

    assert terms.discount_reason == "alumni-run firm"


def test_payment_days_count_from_the_day_of_billing_or_from_the_invoice():
    days = {"bill_on": date(2027, 3, 1), "issued_on": date(2027, 3, 4)}

    from_start = FeeTerms.parse(PERCENTAGE | {"payment_days": 20})
    from_invoice = FeeTerms.parse(PERCENTAGE | {"payment_days": 20, "payment_from": "invoice"})

    assert from_start.due_on(**days) == date(2027, 3, 21)
    assert from_invoice.due_on(**days) == date(2027, 3, 24)


@pytest.mark.parametrize("case", load("rules")["fee_is_due"], ids=lambda case: case["id"])
def test_a_hire_within_the_introduction_period_owes_the_fee(case):
    assert (
        fee_is_due(
            introduced_on=date.fromisoformat(case["introduced"]),
            starts_on=date.fromisoformat(case["hired"]),
            months=case["months"],
        )
        is case["fee_due"]
    )


def test_an_introduction_of_a_leap_day_is_valid_until_28_february():
    assert valid_until(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_terms_of_an_earlier_day_are_read_back_with_the_word_they_have():
    given = rebate(excluded_reasons=["injury"])

    assert FeeTerms.stored(given).rebate.excluded_reasons == ("injury",)
    with pytest.raises(BadValue, match="injury"):
        FeeTerms.parse(given)


@pytest.mark.parametrize("word", EndReason.values)
def test_every_reason_of_a_leaver_can_be_excluded(word):
    assert FeeTerms.parse(rebate(excluded_reasons=[word])).rebate.excluded_reasons == (word,)
