"""How far figures go: every door takes the same, and says the same of the rest."""

from decimal import Decimal

import pytest

from employers.domain.terms.fee_rules import check_hire
from foundation.errors import BadValue
from foundation.limits import MOST_PENCE, MOST_POUNDS, is_fte, is_salary
from foundation.values import WrongCell, pence


@pytest.mark.parametrize(
    ("salary", "is_one"), [(0, False), (1, True), (MOST_PENCE, True), (MOST_PENCE + 1, False)]
)
def test_a_salary_is_above_nothing_and_up_to_100_million_pounds(salary, is_one):
    assert is_salary(salary) is is_one
    if not is_one:
        with pytest.raises(BadValue):
            check_hire(salary_pence=salary, fte=Decimal(1), contract="permanent", months=None)


@pytest.mark.parametrize(
    ("part", "is_one"),
    [("0", False), ("0.0001", True), ("1", True), ("1.0001", False), ("NaN", False)],
)
def test_a_part_of_full_time_is_above_0_and_at_most_1(part, is_one):
    assert is_fte(Decimal(part)) is is_one


def test_a_cell_holds_no_more_than_the_api_takes():
    assert MOST_PENCE == pence(f"£{MOST_POUNDS:,}") == 10_000_000_000
    with pytest.raises(WrongCell):
        pence(f"£{MOST_POUNDS + 1:,}")
