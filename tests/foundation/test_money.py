from decimal import Decimal
from fractions import Fraction

import pytest

from foundation.money import (
    amount,
    format_rate,
    half_up,
    percent,
    pounds,
    share_of,
    split_by_weight,
)


@pytest.mark.parametrize(
    ("pence", "text"),
    [
        (0, "£0.00"),
        (5, "£0.05"),
        (123450, "£1,234.50"),
        (-5, "-£0.05"),
        (-123450, "-£1,234.50"),
        (10**15, "£10,000,000,000,000.00"),
    ],
)
def test_pence_are_written_as_pounds(pence, text):
    assert pounds(pence) == text


@pytest.mark.parametrize(
    ("exact", "whole"),
    [
        (Decimal("0.4999"), 0),
        (Decimal("0.5"), 1),
        (Decimal("1.5"), 2),
        (Decimal("2.5"), 3),
        (Fraction(5, 2), 3),
        (Fraction(-5, 2), -3),
        (Decimal("-0.5"), -1),
        (Decimal("-0.4"), 0),
        (7, 7),
        (Fraction(10**30 + 1, 2), (10**30 + 2) // 2),
    ],
)
def test_a_half_rounds_away_from_zero(exact, whole):
    assert half_up(exact) == whole


def test_a_share_rounds_half_up():
    assert share_of(3, Decimal("0.2")) == 1
    assert share_of(333, Fraction(1, 2)) == 167


@pytest.mark.parametrize(
    ("pence", "weights", "parts"),
    [
        (499999, [50, 30, 20], [249999, 150000, 100000]),
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (1, [1, 9], [0, 1]),
        (1, [5, 5], [1, 0]),
        (0, [3, 1], [0, 0]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (7, [100], [7]),
    ],
)
def test_the_pennies_left_over_go_to_whom_rounding_cost_most_then_to_the_earlier(
    pence, weights, parts
):
    assert split_by_weight(pence, weights) == parts


@pytest.mark.parametrize("weights", [[], [1, 0], [3, -1]])
def test_a_sum_cannot_be_split_by_weights_that_are_not_above_nothing(weights):
    with pytest.raises(ValueError, match="above 0"):
        split_by_weight(100, weights)


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        (Fraction(425000), "£4,250.00"),
        (Fraction(42499995, 100), "£4,249.9995"),
        (Fraction(40, 3), "£0.1333…"),
        (Fraction(400000, 3), "£1,333.3333…"),
        (Fraction(-1, 2), "-£0.0050"),
    ],
)
def test_an_amount_within_a_working_is_exact_or_says_that_it_is_cut_short(exact, text):
    assert amount(exact) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (Decimal("0.15"), "15 %"),
        (Decimal("0.225"), "22.5 %"),
        (Decimal("1.00"), "100 %"),
        (Decimal(0), "0 %"),
        (Decimal("0.166667"), "16.6667 %"),
        (Fraction(1, 3), "33.3333… %"),
    ],
)
def test_a_rate_is_written_in_percent(rate, text):
    assert percent(rate) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [("0.20", "0.2"), ("0", "0"), ("0.000", "0"), ("1", "1"), ("0.000001", "0.000001")],
)
def test_a_rate_is_stored_without_idle_zeros_or_an_exponent(rate, text):
    assert format_rate(Decimal(rate)) == text
