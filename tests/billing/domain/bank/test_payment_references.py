"""What a bank line says in words: numbers however they are typed, names however they are cut."""

import pytest

from billing.domain.bank import payment_references as words


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("INV0001", [1]),
        ("INV 1", [1]),
        ("inv-0001", [1]),
        ("I N V 0 0 0 1", [1]),
        ("lNV-OOO1", [1]),
        ("INVO1CE 0007", [7]),
        ("Invoice no. 42", [42]),
        ("INV.NO.0042 thanks", [42]),
        ("INV-0001, INV-0002", [1, 2]),
        ("INV 12 & 13", [12, 13]),
        ("invoices 0012 0013 0014", [12, 13, 14]),
        ("INV-0001/0002", [1, 2]),
        ("INV0012AND0013", [12, 13]),
        ("INV-0012 2400.00", [12]),
        ("INV-0007.", [7]),
        ("INVESTMENT 2024", []),
        ("payment 2 of 3", []),
        ("INV SOIL", []),
        ("INV 0000", []),
    ],
)
def test_invoice_numbers_are_read_however_they_are_typed(text, numbers):
    assert words.numbers_marked(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("0042", [42]), ("ref 03/04/2025 0042", [42]), ("£2400", []), ("12", []), ("2,400.00", [])],
)
def test_a_number_on_its_own_counts_only_as_we_print_it(text, numbers):
    assert words.numbers_bare(text) == numbers


def test_a_number_from_before_this_system_is_found_whatever_its_marks():
    assert words.joined("FAC/17-034") in set(words.other_numbers("BACS fac 17 034 fee"))


@pytest.mark.parametrize(
    "payer",
    [
        *(
            "Ember Analytics Ltd",
            "EMBER ANALYTICS LIMITED",
            "ember analytics",
            "EMBER ANALYTICS LT",
        ),
        *("EMBER ANALYTICS LI", "EMBER ANALYTICS L", "The Ember Analytics Ltd."),
    ],
)
def test_a_firm_is_known_by_its_name_spelt_or_cut_as_banks_do(payer):
    keys = words.names_of("Ember Analytics Ltd")

    assert keys & set(words.payer_keys(payer))


@pytest.mark.parametrize("payer", ["Ember", "EMBER ANALYTICS NORTH LTD", "Amber Analytics Ltd"])
def test_another_firm_is_not_taken_for_it(payer):
    assert not words.names_of("Ember Analytics Ltd") & set(words.payer_keys(payer))


@pytest.mark.parametrize(
    ("description", "payer"),
    [
        ("FASTER PAYMENT FROM EMBER ANALYTICS LT REF INV-0001", "EMBER ANALYTICS LT"),
        ("EMBER ANALYTICS LT INV-0001 BGC", "EMBER ANALYTICS LT"),
        ("0012345 JONES & SONS", "JONES AND SONS"),
        ("BACS CREDIT 3I GROUP", "3I GROUP"),
        ("GROVE LLP OCTOBER FEES", "GROVE LLP"),
        ("BGC", ""),
    ],
)
def test_the_payer_is_what_the_words_begin_with(description, payer):
    assert words.payer_in("", "", description) == payer


def test_the_banks_own_column_names_the_payer():
    assert words.payer_in("Grove LLP", "INV-1", "FASTER PAYMENT FROM EMBER") == "Grove LLP"
