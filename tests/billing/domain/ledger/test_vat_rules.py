from datetime import date
from decimal import Decimal

import pytest

from billing.domain.ledger.vat_rules import (
    must_credit_by,
    must_issue_by,
    must_register,
    net_share_of_payment,
    registration_days,
    tax_point,
    vat_of,
    vat_of_credit,
    vat_treatment,
    vat_within,
)
from foundation.errors import BadValue
from tests.vectors import load

RULES = load("rules")
day = date.fromisoformat


def cases(rule: str):
    return pytest.mark.parametrize("case", RULES[rule], ids=lambda case: case["id"])


@cases("vat_of")
def test_vat_of_a_line_rounds_half_up(case):
    assert vat_of(case["net"], Decimal(case["rate"])) == case["vat"]


@cases("vat_within")
def test_vat_within_an_amount_is_a_sixth_of_it_at_20_percent(case):
    vat = vat_within(case["gross"], Decimal(case["rate"]))

    assert (vat, case["gross"] - vat) == (case["vat"], case["net"])


@cases("vat_treatment")
def test_who_is_charged_vat(case):
    treatment = vat_treatment(
        registered=case["registered"],
        outside_scope=case["outside_scope"],
        has_business_evidence=case["has_business_evidence"],
        rate=Decimal("0.2"),
    )

    assert (treatment.kind, treatment.rate, treatment.names_vat) == (
        case["kind"],
        Decimal(case["rate"]),
        case["names_vat"],
    )
    assert treatment.words.startswith("Reverse charge") is (case["kind"] == "reverse_charge")


@cases("must_register")
def test_the_registration_threshold_is_dated(case):
    assert must_register(case["turnover"], on=day(case["on"])) is case["must"]


def test_a_threshold_we_do_not_hold_is_an_error_and_not_a_guess():
    with pytest.raises(BadValue, match="threshold from 1 April 2017 on") as refusal:
        must_register(8700000, on=date(2017, 3, 31))

    assert refusal.value.field == "on"


@cases("registration_days")
def test_registration_is_notified_in_30_days_and_starts_the_second_month_after(case):
    assert registration_days(day(case["exceeded_on"])) == (
        day(case["notify_by"]),
        day(case["effective_from"]),
    )


@cases("tax_point")
def test_the_tax_point_of_a_placement(case):
    assert tax_point(
        day(case["supply"]),
        invoiced_on=case["invoice"] and day(case["invoice"]),
        paid_on=case["paid"] and day(case["paid"]),
    ) == day(case["tax_point"])


def test_an_invoice_goes_out_within_30_days_of_the_tax_point():
    assert must_issue_by(date(2026, 6, 1)) == date(2026, 7, 1)


@cases("must_credit_by")
def test_a_credit_note_goes_out_within_14_days_beginning_with_the_refund(case):
    assert must_credit_by(day(case["refund_paid"])) == day(case["issue_by"])


@cases("vat_of_credit")
def test_a_credit_takes_back_its_part_of_the_vat(case):
    vat = vat_of_credit(case["net"], case["vat"], 0, 0, case["credit_net"])

    assert (vat, case["credit_net"] + vat) == (case["credit_vat"], case["credit_gross"])


def test_the_vat_of_credits_is_cumulative_so_that_no_penny_is_left():
    # 20 % of £0.07 is 1.4p, charged as 1p: by itself, none of these parts would take it back.
    credited = [
        vat_of_credit(7, 1, 0, 0, 3),
        vat_of_credit(7, 1, 3, 0, 3),
        vat_of_credit(7, 1, 6, 1, 1),
    ]

    assert credited == [0, 1, 0]


def test_a_credit_of_an_invoice_without_vat_takes_none_back():
    assert vat_of_credit(450000, 0, 0, 0, 225000) == 0


@pytest.mark.parametrize("credit_net", [0, -1, 50001])
def test_a_credit_is_above_nothing_and_within_what_is_left(credit_net):
    with pytest.raises(BadValue, match="no more than is left") as refusal:
        vat_of_credit(100000, 20000, 50000, 10000, credit_net)

    assert refusal.value.field == "net_pence"


def test_the_net_shares_of_part_payments_add_up_to_the_net():
    # £1.00 and 20p of VAT, paid in three of 40p: 33.33 each.
    shares = [
        net_share_of_payment(100, 120, 0, 0, 40),
        net_share_of_payment(100, 120, 40, 33, 40),
        net_share_of_payment(100, 120, 80, 67, 40),
    ]

    assert shares == [33, 34, 33]


def test_a_refund_is_a_payment_backwards():
    # £4,800 and VAT paid in full; three quarters come back.
    assert net_share_of_payment(480000, 576000, 576000, 480000, -432000) == -360000


def test_what_settles_a_part_credited_invoice_settles_its_net_to_the_penny():
    # Of 101p and 20p, 50p and 10p were credited: 61p pays for the 51p left, not for 50.9.
    assert net_share_of_payment(101, 121, 0, 0, 61, credited_net=50, credited_gross=60) == 51
    # Of a wholly credited invoice everything paid goes back.
    assert net_share_of_payment(101, 121, 121, 101, -121, credited_net=101, credited_gross=121) == (
        -101
    )


def test_a_share_is_never_below_nothing_nor_above_the_payment():
    # After the credit 4p paid are worth 3p net, though 4p were booked; and 4p, though only 1p was.
    assert net_share_of_payment(10, 12, 3, 4, 1, credited_net=6, credited_gross=6) == 0
    assert net_share_of_payment(10, 12, 3, 1, 1, credited_net=4, credited_gross=6) == 1


def test_nobody_can_pay_an_invoice_of_nothing():
    with pytest.raises(BadValue, match="cannot be paid"):
        net_share_of_payment(0, 0, 0, 0, 1)
