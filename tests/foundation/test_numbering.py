"""Gapless numbers: each one more than the last, never dated before it, lost with its deed."""

from datetime import date

import pytest
from django.db import transaction

from foundation import numbering
from foundation.models import NumberSeries

DAY = date(2018, 9, 3)


@pytest.fixture
def undone(db):
    """Undo the test by hand: the database keeps no number without its document."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_numbers_follow_each_other_without_a_gap(undone):
    numbers = [numbering.next_in("INV", on=DAY) for _ in range(3)]

    assert [number.text for number in numbers] == ["INV-0001", "INV-0002", "INV-0003"]
    assert [number.sequence for number in numbers] == [1, 2, 3]


def test_each_series_counts_for_itself(undone):
    numbering.next_in("INV", on=DAY)

    assert numbering.next_in("CN", on=DAY).text == "CN-0001"
    assert numbering.next_in("INV", on=DAY).text == "INV-0002"


def test_a_number_is_never_dated_before_the_one_before_it(undone):
    days = [date(2018, 9, 3), date(2018, 8, 31), date(2018, 9, 4)]

    given = [numbering.next_in("INV", on=day).on for day in days]

    assert given == [date(2018, 9, 3), date(2018, 9, 3), date(2018, 9, 4)]


def test_a_number_is_given_again_when_the_deed_that_took_it_failed(undone):
    with transaction.atomic():
        numbering.next_in("INV", on=date(2018, 12, 24))
        transaction.set_rollback(True)

    assert numbering.next_in("INV", on=DAY) == numbering.Number("INV-0001", 1, DAY)


def test_nobody_counts_in_a_series_that_is_not_there(undone):
    with pytest.raises(NumberSeries.DoesNotExist):
        numbering.next_in("XX", on=DAY)


@pytest.mark.django_db(transaction=True)
def test_no_number_is_given_outside_a_transaction():
    with pytest.raises(numbering.OutsideTransaction):
        numbering.next_in("INV", on=DAY)

    assert NumberSeries.objects.get(code="INV").last_number == 0
