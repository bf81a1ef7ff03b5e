"""Statutory interest and fixed sums: our worked examples, case by case."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.chasing.late_payment_rules import (
    NoReferenceRate,
    Repayment,
    fixed_sum,
    late_claim,
    rate_from,
    relevant_day,
)

RATES = {
    date(2023, 1, 1): Decimal("0.035"),
    date(2024, 1, 1): Decimal("0.0525"),
    date(2024, 7, 1): Decimal("0.0525"),
    date(2025, 1, 1): Decimal("0.0475"),
    date(2025, 7, 1): Decimal("0.0425"),
    date(2026, 1, 1): Decimal("0.0375"),
}


def claim(pence, *, base, days, daily_penny=False):
    """Return the claim on a debt late by so many days at a made-up reference rate."""
    due_on = date(2026, 1, 31)
    return late_claim(
        pence,
        due_on=due_on,
        on=due_on + timedelta(days=days),
        references={date(2026, 1, 1): Decimal(base) / 100},
        daily_penny=daily_penny,
    )


def test_the_governments_example_rounds_each_day():
    assert claim(1_000_00, base="0.5", days=50, daily_penny=True).interest_pence == 11_50


def test_ours_rounds_once_at_the_end():
    assert claim(1_000_00, base="0.5", days=50).interest_pence == 11_64
    assert claim(1_000_00, base="0.25", days=60).interest_pence == 13_56


@pytest.mark.parametrize(
    ("starts_on", "rate"),
    [
        (date(2023, 1, 1), "0.115"),
        (date(2023, 6, 30), "0.115"),
        (date(2024, 1, 1), "0.1325"),
        (date(2024, 12, 31), "0.1325"),
        (date(2025, 1, 1), "0.1275"),
        (date(2025, 6, 30), "0.1275"),
        (date(2025, 7, 1), "0.1225"),
        (date(2026, 1, 1), "0.1175"),
    ],
)
def test_the_rate_is_8_above_the_reference_of_the_half_year(starts_on, rate):
    assert rate_from(starts_on, RATES) == Decimal(rate)


def test_a_half_year_without_a_rate_refuses_and_says_which():
    with pytest.raises(NoReferenceRate, match="30 June 2026"):
        rate_from(date(2026, 7, 1), RATES)


def test_the_rate_is_frozen_on_the_day_interest_starts():
    claim = late_claim(5_400_00, due_on=date(2025, 6, 20), on=date(2025, 12, 31), references=RATES)

    assert (claim.rate, claim.days, claim.interest_pence) == (Decimal("0.1275"), 194, 365_94)


def test_due_on_30_june_interest_starts_in_the_next_half_year():
    claim = late_claim(1_000_00, due_on=date(2025, 6, 30), on=date(2025, 7, 5), references=RATES)

    assert (claim.starts_on, claim.rate) == (date(2025, 7, 1), Decimal("0.1225"))


def test_a_part_payment_lowers_what_interest_runs_on():
    claim = late_claim(
        5_400_00,
        due_on=date(2026, 1, 30),
        on=date(2026, 6, 30),
        references=RATES,
        repayments=[
            Repayment(date(2026, 3, 31), 3_000_00),
            Repayment(date(2026, 3, 1), 2_400_00),
        ],
    )

    assert (claim.interest_pence, claim.fixed_sum_pence, claim.days) == (81_12, 70_00, 60)
    assert claim.working == [
        "11.75 % a year: 8 % above the reference rate when it starts to run, on 31 January 2026",
        "£5,400.00 for 30 days to 1 March 2026",
        "£3,000.00 for 30 days to 31 March 2026",
        "Interest: £81.12",
        "Fixed sum for a debt of £5,400.00: £70.00",
    ]


@pytest.mark.parametrize(
    ("debt", "pence"),
    [(1, 40_00), (999_99, 40_00), (1_000_00, 70_00), (9_999_99, 70_00), (10_000_00, 100_00)],
)
def test_the_fixed_sum_goes_by_the_size_of_the_debt(debt, pence):
    assert fixed_sum(debt) == pence


def test_the_last_day_to_pay():
    start = date(2026, 6, 1)
    assert relevant_day(start, date(2026, 7, 31), public_body=True) == date(2026, 6, 30)
    assert relevant_day(start, None) == date(2026, 6, 30)
    assert relevant_day(start, date(2026, 6, 15)) == date(2026, 6, 15)
    assert relevant_day(start, date(2026, 9, 30)) == date(2026, 7, 30)
    assert relevant_day(start, date(2026, 9, 30), fair=True) == date(2026, 9, 30)


def test_nothing_is_claimed_before_it_is_late_or_once_it_was_paid_in_time():
    due_on = date(2026, 1, 30)
    assert late_claim(100_00, due_on=due_on, on=due_on, references=RATES) is None
    in_time = [Repayment(due_on, 100_00)]
    later = date(2026, 3, 1)
    assert late_claim(100_00, due_on=due_on, on=later, references=RATES, repayments=in_time) is None


@given(st.integers(1, 10**9), st.integers(1, 1000), st.integers(1, 1000))
def test_interest_never_falls_as_days_go_by(pence, days, more):
    due_on = date(2024, 1, 31)

    def interest(late):
        on = due_on + timedelta(days=late)
        return late_claim(pence, due_on=due_on, on=on, references=RATES).interest_pence

    assert interest(days) <= interest(days + more)
