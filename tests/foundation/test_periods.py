from datetime import date

import pytest

from foundation.errors import BadValue
from foundation.periods import Month, add_months, format_date, months_between, plausible_date


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 1, 31), 2, date(2027, 3, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_a_month_later_is_the_corresponding_day_or_the_last_of_a_shorter_month(day, months, later):
    assert add_months(day, months) == later


def test_a_month_knows_its_days_and_neighbours():
    december = Month.parse("2018-12")

    assert (december.first, december.last) == (date(2018, 12, 1), date(2018, 12, 31))
    assert (december.previous(), december.next()) == (Month(2018, 11), Month(2019, 1))
    assert Month(2019, 1).previous() == december
    assert Month(2024, 2).last == date(2024, 2, 29)
    assert december.plus(14) == Month(2020, 2)
    assert Month.of(date(2018, 12, 31)) == december


def test_a_month_is_written_as_it_is_read_and_sorts_in_time():
    assert str(Month.parse("2018-09")) == "2018-09"
    assert Month(2018, 9) < Month(2018, 10) < Month(2019, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2018",
        "2018-13",
        "2018-00",
        "2018-9",
        "2018-09-01",
        "\uff12018-09",
        "0001-01",
        "2018-09\n",
    ],
)
def test_what_is_not_a_month_is_refused_with_an_example(text):
    with pytest.raises(BadValue, match="for example 2018-09") as refusal:
        Month.parse(text)

    assert refusal.value.field == "month"


def test_the_months_between_two_include_both():
    assert [str(month) for month in months_between(Month(2018, 11), Month(2019, 2))] == [
        "2018-11",
        "2018-12",
        "2019-01",
        "2019-02",
    ]
    assert months_between(Month(2018, 5), Month(2018, 5)) == [Month(2018, 5)]
    assert months_between(Month(2018, 6), Month(2018, 5)) == []


@pytest.mark.parametrize("day", [date(1969, 12, 31), date(2200, 1, 1), date.min, date.max])
def test_a_day_nobody_can_have_meant_is_refused_by_its_field(day):
    with pytest.raises(BadValue, match="Check the year") as refusal:
        plausible_date("start_on", day)

    assert refusal.value.field == "start_on"


def test_a_day_from_1970_to_2199_is_believed():
    assert plausible_date("start_on", date(1970, 1, 1)) == date(1970, 1, 1)
    assert plausible_date("start_on", date(2199, 12, 31)) == date(2199, 12, 31)


def test_a_day_is_written_as_in_a_sentence():
    assert format_date(date(2026, 3, 2)) == "2 March 2026"
