"""UK values, read strictly."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.choices import EmployerKind
from foundation import values
from foundation.imports.engine.dates import day, month_of
from foundation.imports.engine.errors_file import cell_text
from foundation.money import pounds
from foundation.values import WrongCell


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("03/07/2017", date(2017, 7, 3)),
        ("3/7/2017", date(2017, 7, 3)),
        ("03-07-2017", date(2017, 7, 3)),
        ("03.07.2017", date(2017, 7, 3)),
        ("2018-07-09", date(2018, 7, 9)),
        ("2018/07/09", date(2018, 7, 9)),
        ("2018-07-09 00:00:00", date(2018, 7, 9)),
        ("09/07/2018 14:22", date(2018, 7, 9)),
        ("3 Jul 2018", date(2018, 7, 3)),
        ("3rd July 2018", date(2018, 7, 3)),
        ("Tue 3 July 2018", date(2018, 7, 3)),
        ("3-Sept-2018", date(2018, 9, 3)),
        (datetime(2018, 7, 9, 14, 22), date(2018, 7, 9)),
        (date(2018, 7, 9), date(2018, 7, 9)),
        ("29/02/2016", date(2016, 2, 29)),
    ],
)
def test_a_date_is_read_day_first(value, meant):
    assert day(value) == meant


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("07/13/2017", "seems to have the month first: there is no month 13. Write the day before"),
        ("29/02/2017", "is not a real date. Write it as 03/07/2017"),
        ("03/07/17", "has a two-digit year. Write the year in full"),
        ("3 Jul 17", "has a two-digit year"),
        ("TBC", "“TBC” is not a date. Give the date, or leave the row out until"),
        ("Jul 3, 2018", "is not a date. Write it as"),
        ("2014-01", "names a month, not a day"),
        ("June 2017", "names a month, not a day"),
        ("03/07/1917", "is not between 2000 and 2100"),
        ("03/07/2117", "is not between 2000 and 2100"),
        (
            42919,
            "42919 is a number. It may be a spreadsheet's number for 3 July 2017. Format",
        ),
        (20180703, "20180703 is a number, not a date"),
        (True, "“True” is not a date"),
    ],
)
def test_a_date_that_could_be_another_or_none_is_refused_with_the_way_out(value, sentence):
    with pytest.raises(WrongCell) as wrong:
        day(value)

    assert sentence in str(wrong.value)


def test_a_month_alone_is_recognised_as_one():
    assert [month_of(text) for text in ("2014-01", "June 2017", "2014-13", "Spring 2017", 5)] == [
        (2014, 1),
        (2017, 6),
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("value", "pence"),
    [
        ("£27,000", 2_700_000),
        ("27000", 2_700_000),
        ("£4,050.00", 405_000),
        ("£ 4,050.5", 405_050),
        ("GBP 27,000", 2_700_000),
        ("£27,000\xa0", 2_700_000),
        (28000, 2_800_000),
        (4560.1, 456_010),
        (0.29 * 100, 2_900),
        (0, 0),
    ],
)
def test_pounds_become_whole_pence(value, pence):
    assert values.pence(value) == pence


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("£30,000 FTE", "has words in the amount. Write only the amount"),
        ("27k", "is abbreviated. Write it in full"),
        ("£25,000-£30,000", "is a range"),
        ("25,000 to 30,000", "is a range"),
        ("-£50", "is below zero"),
        ("£-50", "is below zero"),
        ("(1,200.00)", "is below zero"),
        ("€27,000", "is not in pounds"),
        ("27.000,00", "is not an amount of money"),
        ("27,00", "is not an amount of money"),
        ("4,050.123", "is not an amount of money"),
        ("competitive", "is not an amount of money"),
        (4050.125, "has fractions of a penny"),
        (float("inf"), "inf is not a number"),
        (1e12, "is more than £100,000,000"),
        (date(2018, 1, 1), "is a date, not an amount of money. Check that the columns"),
        (True, "is not text or a number, not an amount"),
    ],
)
def test_an_amount_that_is_not_plainly_one_is_refused_with_the_way_out(value, sentence):
    with pytest.raises(WrongCell) as wrong:
        values.pence(value)

    assert sentence in str(wrong.value)


@given(st.integers(min_value=0, max_value=10_000_000_000))
def test_every_amount_is_read_back_as_it_was_written(pence):
    assert values.pence(pounds(pence)) == pence


@given(st.integers(min_value=0, max_value=1_000_000_000))
def test_every_amount_of_a_workbook_s_float_is_read_to_the_penny(pence):
    assert values.pence(pence / 100) == pence


@pytest.mark.parametrize(
    ("value", "share"),
    [
        ("15%", "0.15"),
        ("15 %", "0.15"),
        ("7.5%", "0.075"),
        ("7.5 per cent", "0.075"),
        ("0.15", "0.15"),
        (0.15, "0.15"),
        ("100%", "1"),
        (0, "0"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_a_share_is_a_percentage_or_a_fraction(value, share):
    assert str(values.rate(value)) == share


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (15, "“15” could be 15% or 15 times. Write a percentage (15%) or a fraction (0.15)"),
        ("15", "could be 15% or 15 times"),
        ("150%", "is not between 0% and 100%"),
        ("about 15%", "is not a percentage"),
        (-0.1, "is not between 0% and 100%"),
    ],
)
def test_a_share_that_could_be_two_things_is_refused(value, sentence):
    with pytest.raises(WrongCell) as wrong:
        values.rate(value)

    assert sentence in str(wrong.value)


def test_yes_and_no_are_read_in_every_dress():
    assert [values.yes_or_no(text) for text in ("Yes", "y", True, "TRUE", 1)] == [True] * 5
    assert [values.yes_or_no(text) for text in ("No", "n", False, "false", 0)] == [False] * 5
    with pytest.raises(WrongCell, match=r"“maybe” is neither yes nor no"):
        values.yes_or_no("maybe")


def test_a_choice_is_read_whatever_its_capitals_and_spaces():
    known = dict(EmployerKind.choices)

    assert values.choice("Public Body", known) == values.choice("public-body", known)
    assert values.choice("PUBLIC_BODY", known) == "public_body"
    with pytest.raises(WrongCell, match=r"Write one of: company, nonprofit, public body\."):
        values.choice("charity", known)


def test_a_list_is_parted_by_semicolons_commas_and_lines_each_part_once():
    assert values.listed("JS; Node.js, React\nreact") == ["JS", "Node.js", "React"]


def test_text_keeps_whole_numbers_and_refuses_formulas_and_dates():
    assert [values.text(2017011), values.text(12.0), values.text("2017-011")] == [
        "2017011",
        "12",
        "2017-011",
    ]
    with pytest.raises(WrongCell, match=r"“=Jupiter Labs” begins with “=”, like a formula"):
        values.text("=Jupiter Labs")
    with pytest.raises(WrongCell, match=r"The spreadsheet program changed this to the date"):
        values.text(datetime(2017, 11, 1))


def test_whole_numbers_are_digits_alone():
    assert [values.whole("16"), values.whole(16.0), values.whole(16)] == [16, 16, 16]
    for wrong in ("16 places", 16.5, -1, "sixteen", True):
        with pytest.raises(WrongCell, match="is not a whole number"):
            values.whole(wrong)


@given(
    st.one_of(
        st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.none()
    )
)
@pytest.mark.parametrize(
    "reader",
    [day, values.pence, values.rate, values.whole, values.decimal, values.text, values.listed],
)
def test_whatever_a_cell_holds_it_is_read_or_refused(reader, value):
    with suppress(WrongCell):
        assert reader(value) is not None


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-5", "'-5"),
        ("@home", "'@home"),
        (datetime(2018, 7, 9), "2018-07-09"),
        (True, "yes"),
        (4050.5, "4050.5"),
        (None, ""),
        ("plain", "plain"),
    ],
)
def test_a_value_is_written_so_that_no_program_takes_it_for_a_formula(value, cell):
    assert cell_text(value) == cell
