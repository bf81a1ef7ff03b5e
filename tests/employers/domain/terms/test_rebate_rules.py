from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from billing.domain.ledger.vat_rules import net_share_of_payment, vat_of, vat_of_credit
from employers.domain.terms.fee_terms import FeeTerms, Rebate
from employers.domain.terms.rebate_period import protected_until
from employers.domain.terms.rebate_rules import Debt, assess, at_risk_pence, rebate_share
from foundation.errors import BadValue
from tests.vectors import load

START = date(2027, 3, 1)


def rebate_of(**rebate: object) -> Rebate:
    read = FeeTerms.parse({"fee_basis": "fixed", "fixed_pence": 1, "rebate": rebate}).rebate
    assert read is not None
    return read


def named(name: str, **change: object) -> Rebate:
    """Return the rebate of known terms, changed."""
    return rebate_of(**load("quotes")["terms"][name]["rebate"] | change)


@pytest.mark.parametrize(
    ("name", "last_day", "share"),
    [
        ("days_30_60_90", START, 1),
        ("days_30_60_90", START + timedelta(days=29), 1),
        ("days_30_60_90", START + timedelta(days=30), Fraction(1, 2)),
        ("weeks_4_8_12", START + timedelta(days=27), Fraction(3, 4)),
        ("weeks_4_8_12", START + timedelta(days=28), Fraction(1, 2)),
        ("weeks_4_8_12", START + timedelta(days=83), Fraction(1, 4)),
        ("weeks_4_8_12", START + timedelta(days=84), 0),
        ("tenths_by_week", START + timedelta(days=12), 1),
        ("tenths_by_week", START + timedelta(days=13), Fraction(8, 10)),
        ("tenths_by_week", START + timedelta(days=68), Fraction(1, 10)),
        ("tenths_by_week", START + timedelta(days=69), 0),
        ("months_75_50_25", date(2027, 3, 31), Fraction(3, 4)),
        ("months_75_50_25", date(2027, 4, 1), Fraction(1, 2)),
        ("months_75_50_25", date(2027, 5, 31), Fraction(1, 4)),
        ("months_75_50_25", date(2027, 6, 1), 0),
        ("months_75_50_25", date(2199, 12, 31), 0),
    ],
)
def test_the_share_given_back_falls_at_the_edge_of_each_step(name, last_day, share):
    assert rebate_share(named(name), START, last_day) == share


def test_a_month_from_the_31st_ends_with_a_shorter_one():
    by_month, start = named("months_75_50_25"), date(2028, 1, 31)

    assert rebate_share(by_month, start, date(2028, 2, 28)) == Fraction(3, 4)
    assert rebate_share(by_month, start, date(2028, 2, 29)) == Fraction(1, 2)


def test_nobody_leaves_before_the_start():
    with pytest.raises(BadValue, match="before the start on 1 March 2027") as refusal:
        rebate_share(named("weeks_4_8_12"), START, date(2027, 2, 28))

    assert refusal.value.field == "last_day"


@pytest.mark.parametrize(
    ("name", "until"),
    [
        ("days_30_60_90", date(2027, 5, 29)),
        ("weeks_4_8_12", date(2027, 5, 23)),
        ("tenths_by_week", date(2027, 5, 8)),
        ("months_75_50_25", date(2027, 5, 31)),
    ],
)
def test_a_fee_is_protected_until_the_last_day_that_gives_something_back(name, until):
    rebate = named(name)

    assert protected_until(rebate, START) == until
    assert rebate_share(rebate, START, until) > 0
    assert rebate_share(rebate, START, until + timedelta(days=1)) == 0


def test_a_fee_without_a_rebate_is_never_protected_nor_at_risk():
    nothing = named("days_30_60_90", steps=[{"through": 30, "share": "0"}])

    assert protected_until(None, START) is None
    assert protected_until(nothing, START) is None
    assert at_risk_pence(450000, None, START, START) == 0


def test_a_fee_is_at_risk_from_the_start_until_the_last_step_has_passed():
    rebate = named("weeks_4_8_12")
    days = [START - timedelta(days=1), START, date(2027, 3, 29), date(2027, 5, 24)]

    assert [at_risk_pence(480001, rebate, START, on) for on in days] == [0, 360001, 240001, 0]


def leaving(rebate: Rebate, **options):
    """Assess somebody leaving on 10 May 2027, in month 3, from a fee of £5,100."""
    hire: dict[str, Any] = {"fee_net_pence": 510000, "last_day": date(2027, 5, 10)}
    return assess(rebate, start_on=START, **hire | options)


STRICT = named("months_75_50_25")


def test_a_rebate_in_time_is_given_with_its_steps_in_words():
    given = leaving(
        STRICT,
        notified_on=date(2027, 5, 17),
        debts=[Debt(due_on=date(2027, 3, 31), paid_on=date(2027, 3, 31))],
    )

    assert (given.share, given.net_pence, given.barred) == (Fraction(1, 4), 127500, False)
    assert given.working == [
        "The last day, 10 May 2027, is in month 3 from 1 March 2027: 25 % is given back",
        "25 % of £5,100.00 = £1,275.00",
    ]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"reason": "redundancy"}, "No rebate: the terms exclude leaving for redundancy."),
        (
            {"notified_on": date(2027, 5, 18)},
            "No rebate: notice came on 18 May 2027, after 17 May 2027.",
        ),
        (
            {"debts": [Debt(date(2027, 3, 31), date(2027, 4, 1))]},
            "No rebate: the invoice due on 31 March 2027 was paid on 1 April 2027.",
        ),
        (
            {"debts": [Debt(date(2027, 3, 31), date(2027, 3, 2)), Debt(date(2027, 4, 30), None)]},
            "No rebate: the invoice due on 30 April 2027 was not paid.",
        ),
        (
            {"reason": "redundancy", "notified_on": date(2027, 6, 1)},
            (
                "No rebate: the terms exclude leaving for redundancy. "
                "No rebate: notice came on 1 June 2027, after 17 May 2027."
            ),
        ),
    ],
)
def test_a_broken_condition_bars_the_rebate_and_says_why(options, why):
    barred = leaving(STRICT, **options)

    assert (barred.share, barred.net_pence, barred.barred) == (Fraction(1, 4), 0, True)
    assert barred.why_barred == why
    assert " ".join(barred.working).endswith(why)


@pytest.mark.parametrize(
    "options",
    [
        {"reason": "resigned"},
        {"notified_on": date(2027, 5, 17)},
        {"notified_on": date(2027, 4, 20)},
        {"debts": []},
        {"debts": [Debt(due_on=date(2027, 5, 10), paid_on=None)]},
        {"debts": [Debt(due_on=date(2027, 5, 30), paid_on=date(2027, 6, 30))]},
    ],
)
def test_what_is_in_time_or_not_yet_due_bars_nothing(options):
    assert leaving(STRICT, **options).barred is False


def test_notice_after_the_due_day_finds_the_invoice_unpaid():
    unpaid = [Debt(due_on=date(2027, 5, 12), paid_on=None)]

    assert leaving(STRICT, notified_on=date(2027, 5, 12), debts=unpaid).barred is False
    assert leaving(STRICT, notified_on=date(2027, 5, 13), debts=unpaid).barred is True


def test_terms_without_conditions_bar_nothing():
    easy = named("weeks_4_8_12")

    given = leaving(
        easy,
        reason="redundancy",
        notified_on=date(2028, 1, 1),
        debts=[Debt(due_on=date(2027, 3, 2), paid_on=None)],
    )

    assert (given.barred, given.net_pence) == (False, 127500)


def test_past_the_last_step_nothing_is_given_back_and_nothing_barred():
    late = leaving(STRICT, last_day=date(2027, 6, 1), reason="redundancy")

    assert (late.share, late.net_pence, late.barred, late.why_barred) == (0, 0, False, "")
    assert late.working == [
        "The last day, 1 June 2027, is in month 4 from 1 March 2027: nothing is given back"
    ]


def test_a_linear_share_may_have_no_end_and_rounds_once():
    thirds = rebate_of(unit="weeks", mode="linear", length=3)

    given = leaving(thirds, fee_net_pence=100000, last_day=date(2027, 3, 9))

    assert (given.share, given.share_decimal, given.net_pence) == (
        Fraction(2, 3),
        Decimal("0.66666667"),
        66667,
    )
    assert given.working == [
        (
            "The last day, 9 March 2027, comes after 1 complete week of 3 from 1 March 2027: "
            "66.6666… % is given back"
        ),
        "66.6666… % of £1,000.00 = £666.6666…",
        "Rounded half up to £666.67",
    ]


def test_five_placements_come_to_their_known_figures():
    books = load("rules")["books"]
    placements, figures = {row["id"]: row for row in books["placements"]}, books["figures"]
    rebate, left = rebate_of(**books["rebate"]), placements["P4"]

    given = assess(
        rebate,
        fee_net_pence=left["fee"],
        start_on=date.fromisoformat(left["start"]),
        last_day=date.fromisoformat(left["last_day"]),
    )
    staying = placements["P2"]
    as_of = date.fromisoformat(books["as_of"])
    at_risk = sum(
        at_risk_pence(row["fee"], rebate, date.fromisoformat(row["start"]), as_of)
        for row in (placements["P1"], staying, placements["P3"])
    )
    vat = vat_of(left["fee"], Decimal("0.2"))
    credit_vat = vat_of_credit(left["fee"], vat, 0, 0, given.net_pence)
    gross = left["fee"] + vat
    back = net_share_of_payment(
        left["fee"], gross, gross, left["fee"], -(given.net_pence + credit_vat)
    )

    assert (given.net_pence, credit_vat, at_risk) == (figures["rebates"], 72000, figures["at_risk"])
    assert placements["P1"]["fee"] + left["fee"] + back == figures["collected"]
