"""Numbers of British registers: their shapes, check digits and how they are printed."""

import pytest

from foundation.errors import BadValue
from foundation.uk_numbers import company_number, format_vat_number, registered_in, vat_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("09023124", "09023124"),
        ("9023124", "09023124"),
        (" 0902 3124 ", "09023124"),
        ("sc123456", "SC123456"),
        ("NI 012345", "NI012345"),
        ("R0000042", "R0000042"),
    ],
)
def test_a_company_number_is_read_as_companies_house_writes_it(text, number):
    assert company_number(text) == number


@pytest.mark.parametrize("text", ["", "123456789", "S1234567", "SC12345", "ABCDEFGH", "٠٩٠٢٣١٢٤"])
def test_another_shape_is_refused(text):
    with pytest.raises(BadValue, match="eight digits") as refused:
        company_number(text, field="seller.company_number")

    assert refused.value.field == "seller.company_number"


@pytest.mark.parametrize(
    ("number", "register"),
    [
        ("09023124", "England and Wales"),
        ("OC301234", "England and Wales"),
        ("SC123456", "Scotland"),
        ("NI012345", "Northern Ireland"),
        ("R0000042", "Northern Ireland"),
    ],
)
def test_a_company_number_tells_its_register(number, register):
    assert registered_in(number) == register


@pytest.mark.parametrize("text", ["GB 980 7806 84", "980780684", "gb980780684"])
def test_a_vat_number_is_read_with_or_without_its_country(text):
    assert vat_number(text) == "GB980780684"


@pytest.mark.parametrize("text", ["GB980780685", "GB123456789", "DE136695976", "98078068", ""])
def test_a_vat_number_with_wrong_check_digits_is_refused(text):
    with pytest.raises(BadValue, match="Check its digits") as refused:
        vat_number(text)

    assert refused.value.field == "vat_number"


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("GB980780684", "GB 980 7806 84"),
        ("GB980780684001", "GB 980 7806 84 001"),
        ("DE136695976", "DE136695976"),
    ],
)
def test_a_vat_number_is_printed_in_the_groups_people_know(number, printed):
    assert format_vat_number(number) == printed
