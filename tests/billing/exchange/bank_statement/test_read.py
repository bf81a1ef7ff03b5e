"""Bank files as banks write them: columns, signs, days, feet, balances; and what is refused."""

from datetime import date

import pytest

from billing.exchange.bank_statement.amounts import decimal_mark, pence_of
from billing.exchange.bank_statement.days import day_of
from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.engine.mapping import Mapping
from foundation.values import WrongCell

from .statements import HEADINGS, OFX_SGML, OFX_XML, pence, read, remarks, wrong


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("1234.5", ".", 123450),
        ("£1,250.45", ".", 125045),
        ("-245.66", ".", -24566),
        ("(245.66)", ".", -24566),
        ("245.66-", ".", -24566),
        ("245.66 DR", ".", -24566),
        ("245.66 CR", ".", 24566),
        ("-£12.00", ".", -1200),
        ("£-12.00", ".", -1200),
        ("\u221212.00", ".", -1200),
        ("+12", ".", 1200),
        ("1.250,45", ",", 125045),
        ("1 250,45", ",", 125045),
        (-245.66, ".", -24566),
        (12, ".", 1200),
    ],
)
def test_an_amount_is_read_however_a_bank_writes_it(text, mark, amount):
    assert pence_of(text, mark) == amount


@pytest.mark.parametrize(
    "text", ["12,50", "1,2345", "1.234.5", "£", "", "€5", "12.345", "(5", None]
)
def test_what_could_be_another_amount_is_refused(text):
    with pytest.raises(WrongCell):
        pence_of(text)


def test_the_whole_file_tells_the_decimal_mark():
    assert decimal_mark(["1.250,45", "12,00"]) == ","
    assert decimal_mark(["1,250.45", "1,250"]) == "."
    assert decimal_mark(["12,50", "12.50"]) == "."


@pytest.mark.parametrize(
    "text", ["03/04/2025", "2025-04-03", "20250403", "3 Apr 25", "03/04/25", "03.04.2025"]
)
def test_a_day_is_read_day_first(text):
    assert day_of(text) == date(2025, 4, 3)


def test_columns_are_known_by_heading_and_a_signed_amount_keeps_its_sign():
    statement = read(
        f"{HEADINGS}\n03/06/2026,EMBER INV-0001,5760.00,15760.00\n09/06/2026,FEE,-35,15725\n"
    )

    assert pence(statement) == [5_760_00, -35_00]
    assert statement.layout.headings["booked_on"] == "Date"
    assert (statement.file.opening_pence, statement.file.closing_pence) == (10_000_00, 15_725_00)
    assert statement.balance_checked
    assert wrong(statement) == []


def test_paid_in_and_paid_out_are_two_columns():
    statement = read("Date,Details,Paid out,Paid in\n3 Jun 2026,A,,5760.00\n9 Jun 2026,B,35.00,\n")

    assert pence(statement) == [5_760_00, -35_00]


def test_a_signed_paid_out_column_is_out_all_the_same():
    statement = read("Date,Details,Money in,Money out\n3 Jun 2026,A,,-35.00\n")

    assert pence(statement) == [-35_00]


def test_a_row_that_is_paid_in_and_out_at_once_is_a_fault_with_its_cell():
    statement = read("Date,Details,Paid out,Paid in\n3 Jun 2026,A,35.00,35.00\n")

    assert wrong(statement) == [
        "Row 2, Paid out (C2): The row has both a paid in and a paid out amount."
    ]


def test_a_word_says_which_way_where_amounts_have_no_sign():
    statement = read(
        "Date,Text,Amount,Debit/credit\n03/06/2026,A,35.00,debit\n04/06/2026,B,5.00,CR\n"
    )

    assert pence(statement) == [-35_00, 5_00]


def test_words_that_contradict_every_sign_are_seen_and_the_sign_is_taken():
    statement = read(
        "Date,Text,Amount,Dr/Cr\n05/05/2025,A,-245.66,credit\n06/05/2025,B,1420.33,debit\n"
    )

    assert pence(statement) == [-245_66, 1_420_33]
    assert "contradict the sign of the amount on every row" in remarks(statement)[0]


def test_words_that_contradict_some_signs_are_faults():
    rows = "05/05/2025,A,-245.66,debit\n06/05/2025,B,-20.33,credit\n"
    statement = read(f"Date,Text,Amount,Dr/Cr\n{rows}")

    assert wrong(statement) == [
        "Row 3, Dr/Cr (D3): The sign and the word beside it contradict each other. "
        "Correct one of the two."
    ]


def test_the_running_balance_turns_signs_that_are_the_wrong_way_round():
    statement = read(f"{HEADINGS}\n03/06/2026,A,-100.00,1100.00\n04/06/2026,B,40.00,1060.00\n")

    assert pence(statement) == [100_00, -40_00]
    assert "shows that the signs were reversed" in remarks(statement)[0]


def test_signs_are_turned_round_when_a_person_says_so():
    statement = read("Date,Text,Amount\n03/06/2026,A,100.00\n", reverse=True)

    assert pence(statement) == [-100_00]


def test_a_decimal_comma_and_days_with_points_are_read():
    statement = read('Date,Text,Amount\n15.03.2025,A,"-1.250,45"\n18.03.2025,B,"2.985,15"\n')

    assert pence(statement) == [-1_250_45, 2_985_15]
    assert statement.file.movements[0].booked_on == date(2025, 3, 15)


def test_a_byte_order_mark_and_lines_above_the_headings_do_no_harm():
    top = "\ufeffSample Bank,Current account\nStatement of June\n"
    statement = read(f"{top}{HEADINGS}\n03/06/2026,A,1.00,1.00\n")

    assert pence(statement) == [1_00]
    assert statement.file.movements[0].file_row == 4


def test_balances_and_totals_are_no_movements_and_are_said_to_be_left_out():
    rows = "01/06/2026,Opening balance,0.00,10.00\n03/06/2026,A,1.00,11.00\n"
    statement = read(
        f"{HEADINGS}\n{rows}28/06/2026,Total debit amount,4150.48,\nEnd of statement,,,\n"
    )

    assert pence(statement) == [1_00]
    assert remarks(statement) == [
        "Row 2: “Opening balance” is not a transaction, so it was left out.",
        "Row 4: “Total debit amount” is not a transaction, so it was left out.",
        "Row 5: This row below the transactions was left out.",
    ]
    assert statement.file.opening_pence == 10_00


def test_a_customer_called_total_is_a_customer():
    statement = read(f"{HEADINGS}\n03/06/2026,TOTAL GAS AND POWER INV-0001,1.00,11.00\n")

    assert pence(statement) == [1_00]


def test_a_last_row_with_an_amount_and_a_day_that_cannot_be_is_a_fault_and_no_foot():
    statement = read(f"{HEADINGS}\n03/06/2026,A,1.00,11.00\n31/06/2026,B,2.00,13.00\n")

    assert wrong(statement)[0].startswith("Row 3, Date (A3): “31/06/2026” is not a real date.")


def test_every_fault_has_its_row_and_column():
    rows = "06/13/2026,A,1.00,\n03/06/2026,B,ten,\n04/06/2026,C,,\n"
    statement = read(f"{HEADINGS}\n{rows}05/06/2026,D,1.00,\n")

    assert [(fault.row, fault.column, fault.address) for fault in statement.faults] == [
        (2, "Date", "A2"),
        (3, "Amount", "C3"),
        (4, "Amount", "C4"),
    ]


def test_a_break_of_the_balance_names_its_row_and_how_much_is_missing():
    rows = "03/06/2026,A,1.00,11.00\n04/06/2026,B,2.00,13.00\n05/06/2026,C,5.00,28.00\n"
    statement = read(f"{HEADINGS}\n{rows}")

    assert statement.faults == []
    assert [fault.row for fault in statement.breaks] == [4]
    assert "should be £18.00, and the file says £28.00: £10.00 is missing" in wrong(statement)[0]


def test_the_newest_first_is_followed_from_the_foot():
    rows = "05/06/2026,C,5.00,18.00\n04/06/2026,B,2.00,13.00\n03/06/2026,A,1.00,11.00\n"
    statement = read(f"{HEADINGS}\n{rows}")

    assert wrong(statement) == []
    assert (statement.file.opening_pence, statement.file.closing_pence) == (10_00, 18_00)


def test_a_day_listed_in_another_order_than_booked_is_sound():
    rows = "03/06/2026,A,1.00,11.00\n04/06/2026,C,5.00,18.00\n04/06/2026,B,2.00,13.00\n"
    statement = read(f"{HEADINGS}\n{rows}05/06/2026,D,-8.00,10.00\n")

    assert wrong(statement) == []
    assert statement.file.closing_pence == 10_00


def test_a_balance_given_once_a_day_is_followed():
    rows = "03/06/2026,A,1.00,\n03/06/2026,B,2.00,13.00\n04/06/2026,C,-3.00,10.00\n"
    statement = read(f"{HEADINGS}\n{rows}")

    assert wrong(statement) == []
    assert statement.file.closing_pence == 10_00


def test_equal_payments_of_a_day_are_two_when_the_balance_moves_for_each():
    rows = "03/04/2025,Fee,-120.00,9820.11,DUP-1\n03/04/2025,Fee,-120.00,9700.11,DUP-1\n"
    statement = read(f"{HEADINGS},Unique ID\n{rows}")

    assert pence(statement) == [-120_00, -120_00]


def test_a_row_listed_twice_with_the_same_balance_is_one():
    rows = "03/04/2025,Fee,-120.00,9820.11\n" * 2
    statement = read(f"{HEADINGS}\n{rows}")

    assert pence(statement) == [-120_00]
    assert (
        "The same transaction as in row 2, listed twice, so it was read once."
        in remarks(statement)[0]
    )


def test_a_row_listed_twice_under_the_banks_own_id_is_one():
    statement = read("Date,Text,Amount,Unique ID\n03/04/2025,Fee,5.00,X1\n03/04/2025,Fee,5.00,X1\n")

    assert pence(statement) == [5_00]


def test_equal_rows_without_balance_or_id_are_what_the_bank_lists():
    statement = read("Date,Text,Amount\n03/04/2025,Fee,5.00\n03/04/2025,Fee,5.00\n")

    assert pence(statement) == [5_00, 5_00]


def test_a_file_without_headings_is_told_by_its_content():
    statement = read("03/06/2026,EMBER INV-0001,5760.00\n09/06/2026,FEE,-35.00\n")

    assert pence(statement) == [5_760_00, -35_00]
    assert statement.file.movements[0].description == "EMBER INV-0001"
    assert statement.file.movements[0].file_row == 1
    assert "The file has no headings" in remarks(statement)[0]
    assert statement.layout.guessed == {"booked_on", "amount", "description"}


def test_another_banks_headings_are_told_by_what_stands_under_them():
    statement = read("Quand,Quoi,Combien\n03/06/2026,EMBER,12.50\n04/06/2026,GROVE,-3.00\n")

    assert pence(statement) == [12_50, -3_00]


def test_a_mapping_decides_which_column_is_which():
    mapping = Mapping(columns={"When": "booked_on", "Sum": "amount", "Who": "payer"})
    statement = read("When,Sum,Amount,Who\n03/06/2026,5.00,9.99,EMBER\n", mapping=mapping)

    assert pence(statement) == [5_00]
    assert statement.file.movements[0].payer == "EMBER"


def test_what_was_remembered_of_a_banks_headings_is_used_again():
    known = {"booked_on": "D", "amount": "B"}
    statement = read(
        "D,A,B\n03/06/2026,1.00,2.00\n", remembered=lambda _signature: (known, True, "Savings")
    )

    assert (pence(statement), statement.file.account) == ([-2_00], "Savings")


def test_another_currency_is_refused_in_its_row():
    statement = read("Date,Text,Amount,Currency\n03/06/2026,A,1.00,GBP\n04/06/2026,B,1.00,EUR\n")

    assert [(fault.row, fault.column) for fault in statement.faults] == [(3, "Currency")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "The file is empty"),
        (f"{HEADINGS}\n", "has no payments in or out"),
        ("Name,Colour\nAda,green\n", "No column has the date"),
        ("Date,Text\n03/06/2026,A\n", "No column has the amount"),
        (b"%PDF-1.7 statement", "This is a PDF"),
        (b"x" * 10_000_001, "10 MB is the limit"),
        ("OFXHEADER:100\n<OFX><BROKEN", "is cut off or breaks"),
        ('<?OFX OFXHEADER="200"?><!DOCTYPE x [<!ENTITY a "b">]><OFX>&a;</OFX>', "XML entities"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(content, words):
    with pytest.raises(UnreadableFile, match=words):
        read(content)


@pytest.mark.parametrize("content", [OFX_SGML.format(currency="GBP"), OFX_XML])
def test_ofx_of_both_versions_is_read(content):
    statement = read(content, name="june.ofx")
    first = statement.file.movements[0]

    assert (first.booked_on, first.amount_pence) == (date(2026, 6, 3), 5_760_00)
    assert (first.payer, first.description, first.bank_id) == (
        "EMBER ANALYTICS LT",
        "INV-0001",
        "A1",
    )
    assert statement.file.account == "00000000"
    assert statement.file.closing_pence is not None


def test_ofx_in_another_currency_is_refused():
    with pytest.raises(UnreadableFile, match="The account is in EUR"):
        read(OFX_SGML.format(currency="EUR"), name="june.ofx")
