"""Each thing is written one way; the rest is refused."""

from datetime import date
from decimal import Decimal

import pytest
from rest_framework.exceptions import ValidationError

from foundation.api import fields


def refused(field, value) -> str:
    with pytest.raises(ValidationError) as caught:
        field.run_validation(value)
    return caught.value.detail[0].code


@pytest.mark.parametrize(
    "value",
    [
        *("2026-W01-1", "20260101", "01/01/2026", "2026-1-1", "2026-01-01T00:00:00", " 2026-01-01"),
        *(
            "2027-02-29",
            "2026-13-01",
            "\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0661",
            "",
            20260101,
            True,
            ["2026-01-01"],
        ),
    ],
)
def test_a_day_is_written_year_month_day_and_nothing_else(value):
    assert refused(fields.StrictDateField(), value) == "invalid"


@pytest.mark.parametrize("value", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_lies_within_the_calendar_of_the_business(value):
    assert refused(fields.StrictDateField(), value) == "out_of_range"


@pytest.mark.parametrize("value", ["2000-01-01", "2028-02-29", "2100-12-31"])
def test_a_sound_day_is_read(value):
    assert fields.StrictDateField().run_validation(value) == date.fromisoformat(value)


@pytest.mark.parametrize("value", [True, "100", 1.0, "1e3", [1], {}])
def test_pence_are_a_whole_json_number(value):
    assert refused(fields.PenceField(), value) == "invalid"


def test_pence_are_bounded():
    assert refused(fields.PenceField(), -1) == "min_value"
    assert refused(fields.PenceField(), 10_000_000_001) == "max_value"
    assert fields.PenceField().run_validation(10_000_000_000) == 10_000_000_000


@pytest.mark.parametrize(
    "value",
    [
        *(
            "30_000",
            "\uff10.15",
            "\u0660.\u0661\u0665",
            "-0.00",
            "-0.1",
            "+0.1",
            "NaN",
            "Infinity",
            "1e-1",
            ".15",
        ),
        *("0.", " 0.15", "0,15", "15%", "", 0.15, 0, True, Decimal("0.15")),
    ],
)
def test_a_rate_is_decimal_text_in_ascii_digits(value):
    assert refused(fields.RateField(), value) == "invalid"


def test_a_rate_is_within_its_bounds_and_decimals():
    hours = fields.RateField(above_least=True, places=4)

    assert refused(hours, "0") == "not_above"
    assert refused(hours, "1.0001") == "too_large"
    assert refused(hours, "0.12345") == "decimals"
    assert refused(fields.RateField(least="0.1"), "0.05") == "too_small"
    assert hours.run_validation("0.60000000") == Decimal("0.6")


@pytest.mark.parametrize(
    ("rate", "value"),
    [("0.150000", "0.15"), ("1.0000", "1"), ("0E-6", "0"), ("0.000001", "0.000001")],
)
def test_a_rate_reads_as_it_was_written(rate, value):
    assert fields.RateField().to_representation(Decimal(rate)) == value


@pytest.mark.parametrize("text", ["\u200b", "\u202e", " \u2066\u2069 ", "\u3164", "\u2800\u2800"])
def test_text_nobody_can_see_is_refused(text):
    assert refused(fields.StrictCharField(), text) in ("invisible", "characters")


@pytest.mark.parametrize("text", ["evil\u202efdp.exe", "bell\x07", "\x1b[31mred", "next\x85line"])
def test_text_that_misleads_its_reader_is_refused(text):
    assert refused(fields.StrictCharField(), text) == "characters"


@pytest.mark.parametrize("text", ["nul\x00", "half \ud800"])
def test_text_no_database_can_store_is_refused(text):
    assert refused(fields.StrictCharField(), text) == "characters"


@pytest.mark.parametrize("value", [1, True, None, ["a"], {"a": 1}])
def test_text_is_text(value):
    assert refused(fields.StrictCharField(), value) in ("invalid", "null")


def test_text_is_stripped_and_otherwise_kept():
    text = "يوسف \u200f(Yousef)\n2nd line \U0001f469\u200d\U0001f4bb"

    assert fields.StrictTextField().run_validation(f"  {text}\t") == text


@pytest.mark.parametrize("text", ["two\nlines", "a\ttab", "x\u2028y"])
def test_a_name_is_one_line(text):
    assert refused(fields.StrictCharField(), text) == "lines"


def test_empty_text_is_blank_even_when_it_was_spaces():
    assert refused(fields.StrictCharField(), "   ") == "blank"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org", "example.org"])
def test_a_web_address_is_http(address):
    assert refused(fields.StrictURLField(), address) == "invalid"


@pytest.mark.parametrize("value", ["true", 1, 0, "yes", None])
def test_true_is_true_and_not_a_word_for_it(value):
    assert refused(fields.StrictBooleanField(), value) in ("invalid", "null")


@pytest.mark.parametrize("value", ["Red", "", 1, True, ["red"], {}])
def test_a_choice_is_one_of_its_words(value):
    assert refused(fields.StrictChoiceField(choices=["red", "blue"]), value) == "invalid_choice"
