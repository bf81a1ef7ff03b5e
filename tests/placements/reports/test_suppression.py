"""Small numbers: rounded, hidden, and not to be found again from the totals."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.reports import suppression

COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=5)
PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("count", "rounded"),
    [(0, 0), (1, 0), (2, 0), (3, 5), (4, 5), (5, 5), (7, 5), (8, 10), (26, 25)],
)
def test_a_published_count_is_the_nearest_5(count, rounded):
    assert suppression.nearest_5(count) == rounded


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (26, "25")],
)
def test_in_a_sentence_few_are_fewer_than_5_and_nobody_is_0(count, words):
    assert suppression.in_words(count) == words


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (11, 14, None),
        (20, 22, None),
        (20, 23, Decimal("87.0")),
        (38, 51, Decimal("74.5")),
        (52, 52, Decimal("100.0")),
        (1, 32, Decimal("3.1")),
    ],
)
def test_there_is_no_percentage_on_a_base_under_22_and_a_half(numerator, denominator, percent):
    assert suppression.percent(numerator, denominator) == percent


def test_the_median_of_an_even_number_is_half_way():
    assert suppression.middle([28_000_00, 35_000_00, 30_000_00, 31_000_00]) == 30_500_00


def test_a_median_of_seven_salaries_is_not_told_and_of_eight_is():
    assert suppression.median_salary([30_000_00] * 7) is None
    assert suppression.median_salary([30_000_00] * 8) == 30_000_00


@pytest.mark.parametrize(
    ("counts", "visible"),
    [
        ([16, 12], [16, 12]),
        ([16, 0], [16, 0]),
        ([16, 3, 9, 7], [16, None, 9, None]),
        ([16, 1, 1, 7], [16, None, None, None]),
        ([16, 2, 3], [16, None, None]),
        ([20, 4, 0], [None, None, 0]),
        ([3], [None]),
    ],
)
def test_a_small_count_takes_others_with_it_until_the_total_tells_nothing(counts, visible):
    assert suppression.suppress(counts) == visible


@given(COUNTS)
def test_no_hidden_count_follows_from_the_total_and_what_is_shown(counts):
    visible = suppression.suppress(counts)
    hidden = [place for place, count in enumerate(visible) if count is None]
    left = sum(counts) - sum(count for count in visible if count is not None)

    assert all(count is None or not 0 < count < 5 for count in visible)
    if len(hidden) > 1:
        assert left >= 5 or len(hidden) == len(counts)
        for place in hidden:
            possible = {
                guess[hidden.index(place)]
                for guess in product(range(left + 1), repeat=len(hidden))
                if sum(guess) == left
            }
            assert len(possible) > 1


def test_one_small_cell_of_a_table_hides_both_rows_and_leaves_the_totals():
    """Any one published cell of the four would give back the other three."""
    assert suppression.suppress_pairs([(9, 7), (12, 4)]) == [(None, None), (None, None)]


def test_a_table_of_large_counts_is_shown_whole():
    assert suppression.suppress_pairs([(9, 7), (12, 0)]) == [(9, 7), (12, 0)]


def test_a_row_whose_total_is_hidden_elsewhere_is_hidden_here():
    assert suppression.suppress_pairs([(9, 7), (12, 6), (8, 8)], [0, 1]) == [
        (None, None),
        (None, None),
        (8, 8),
    ]


@given(PAIRS)
def test_no_hidden_cell_follows_from_the_totals_of_rows_and_columns(rows):
    visible = suppression.suppress_pairs(rows)
    hidden = [place for place, row in enumerate(visible) if row == (None, None)]

    assert all(cell is None or not 0 < cell < 5 for row in visible for cell in row)
    if len(hidden) > 1:
        totals = [sum(rows[place]) for place in hidden]
        first = sum(rows[place][0] for place in hidden)
        guesses = [
            guess
            for guess in product(*(range(total + 1) for total in totals))
            if sum(guess) == first
        ]
        # Nothing can be kept where a column is empty or full: then everybody is alike.
        if 0 < first < sum(totals) and sum(total > 0 for total in totals) > 1:
            assert len(guesses) > 1
