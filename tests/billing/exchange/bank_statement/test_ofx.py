"""OFX as banks loosely write it: what is taken, what is a fault of its entry, what is no OFX."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.exchange.bank_statement.read import read_statement
from foundation.imports.engine.faults import UnreadableFile

from .statements import OFX_SGML, OFX_XML, ofx, pence, read, remarks, wrong

ENTRY = "<TRNTYPE>CREDIT<DTPOSTED>20260603<TRNAMT>5760.00<FITID>A1<NAME>EMBER<MEMO>INV-0001"


def entry(**values: str) -> str:
    """Return an entry with other values than those of an ordinary one."""
    usual = {"DTPOSTED": "20260603", "TRNAMT": "5.00", "FITID": "A1", "NAME": "EMBER"}
    return "".join(f"<{name}>{value}" for name, value in (usual | values).items())


def name_in(text: str | bytes) -> str:
    return read(text).file.movements[0].payer


def test_a_statement_with_no_more_than_its_entries_is_read():
    statement = read(ofx(ENTRY))
    movement = statement.file.movements[0]

    assert (movement.file_row, movement.booked_on) == (1, date(2026, 6, 3))
    assert (movement.amount_pence, movement.balance_pence) == (5_760_00, None)
    assert (movement.payer, movement.description, movement.bank_id) == ("EMBER", "INV-0001", "A1")
    assert (statement.file.account, statement.file.closing_pence) == ("1", None)
    assert (remarks(statement), wrong(statement)) == ([], [])


@pytest.mark.parametrize(
    "loose",
    [
        "<TRNTYPE>IN<DTPOSTED>20260603<TRNAMT>5.00<NAME>EMBER",
        "<TRNTYPE><DTPOSTED>20260603<TRNAMT>5.00<FITID>\n<NAME>EMBER",
        "<DTPOSTED>20260603</DTPOSTED><TRNAMT>5.00</TRNAMT><FITID></FITID><NAME>EMBER</NAME>",
        "<dtposted>20260603<trnamt> +5,00 <fitid/><name>EMBER<memo></memo>",
        "<DTPOSTED>20260603<TRNAMT>5<FITID>0<PAYEE><NAME>EMBER<CITY>Leeds</PAYEE>",
        "<DTPOSTED>20260603<TRNAMT>5.0000<NAME>EMBER<BANKACCTTO><ACCTID>9</BANKACCTTO>",
        "<DTPOSTED>20260603<TRNAMT>5.00<FITID>-1<NAME>EMBER<CURRENCY><CURSYM>GBP</CURRENCY>",
        "<DTPOSTED>20260603<TRNAMT>5.00<NAME>EMBER<ORIGCURRENCY><CURSYM>EUR</ORIGCURRENCY>",
    ],
)
def test_an_entry_is_read_however_loosely_it_is_written(loose):
    statement = read(ofx(loose))

    assert [movement[1:] for movement in statement.file.movements] == [
        (date(2026, 6, 3), 5_00, None, "", "", "EMBER", "")
    ]
    assert (statement.file.account, wrong(statement)) == ("1", [])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20260603", 3),
        ("20260603235959", 3),
        ("20260603235959.000", 3),
        ("202606032359", 3),
        ("20260603[-5:EST]", 3),
        ("20260603000000[+1:BST]", 3),
        ("20260603000000.000[-5:EST]", 3),
        ("20260603120000[0:GMT]", 3),
        ("20260602233000[0:GMT]", 3),
        ("20260602190000[-5.00:EST]", 3),
        ("20260602233000 GMT", 3),
        ("20260603045900[+5.30:IST]", 3),
        ("20260603235959[-:EST]", 3),
        ("2026-06-03", 3),
    ],
)
def test_a_day_is_the_banks_own_and_an_instant_is_a_day_in_london(text, day):
    statement = read(ofx(entry(DTPOSTED=text)))

    assert wrong(statement) == []
    assert statement.file.movements[0].booked_on == date(2026, 6, day)


@pytest.mark.parametrize(
    "text",
    ["20260631", "20261306", "00000000", "19260603", "2026", "june", "20260603250000[0:GMT]",
     "20260603120000[99:XX]", "00010101000000[+9:X]", "99991231235900[-9:X]"],
)  # fmt: skip
def test_a_day_that_cannot_be_is_a_fault_of_its_entry(text):
    statement = read(ofx(ENTRY, entry(DTPOSTED=text)))

    assert [(one.row, one.column, one.value) for one in statement.faults] == [(2, "DTPOSTED", text)]
    assert pence(statement) == [5_760_00]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("-35.00", -35_00), ("+35", 35_00), ("-.5", -50), ("12,50", 12_50), ("35.", 35_00)],
)
def test_an_amount_is_exact_pence(text, amount):
    assert pence(read(ofx(entry(TRNAMT=text)))) == [amount]


@pytest.mark.parametrize(
    "text",
    ["1,234.56", "1.234,56", "1,234", "12.345", "35.00-", "(35.00)", "£5", "1e3", "NaN", "1_000",
     "٣", "--5", "5 DR", "100000000.01", "9" * 40],
)  # fmt: skip
def test_an_amount_oddly_written_is_a_fault_of_its_entry_and_never_guessed(text):
    statement = read(ofx(ENTRY, entry(TRNAMT=text)))

    assert [(one.row, one.column, one.value) for one in statement.faults] == [(2, "TRNAMT", text)]
    assert pence(statement) == [5_760_00]


def test_what_an_entry_lacks_is_said_with_its_number():
    statement = read(ofx(ENTRY, "<TRNAMT>5.00", "<DTPOSTED>20260604"))

    way_out = "Export the statement again, or use the bank's CSV file."
    assert wrong(statement) == [
        f"Row 2, DTPOSTED: The day is missing. {way_out}",
        f"Row 3, TRNAMT: The amount is missing. {way_out}",
    ]


def test_a_file_whose_entries_are_all_at_fault_names_each():
    assert len(read(ofx(entry(TRNAMT="x"), entry(DTPOSTED="y"))).faults) == 2


def test_an_entry_in_another_currency_is_a_fault():
    foreign = entry() + "<CURRENCY><CURRATE>0.8<CURSYM>USD</CURRENCY>"
    statement = read(ofx(ENTRY, foreign))

    assert wrong(statement) == [
        "Row 2, CURSYM: “USD” is another currency. Only pounds can be imported."
    ]


def test_entries_keep_their_number_beside_one_that_moves_nothing():
    statement = read(ofx(ENTRY, entry(TRNAMT="0.00"), entry(FITID="A3")))

    assert [movement.file_row for movement in statement.file.movements] == [1, 3]
    assert remarks(statement) == ["Row 2: A transaction of £0.00 was left out."]


def test_an_entry_listed_twice_under_its_id_is_one_and_without_an_id_two():
    assert pence(read(ofx(entry(), entry()))) == [5_00]
    assert pence(read(ofx(entry(FITID=""), entry(FITID="")))) == [5_00, 5_00]
    assert pence(read(ofx(entry(FITID="-1"), entry(FITID="-1")))) == [5_00, 5_00]


def test_long_words_are_cut_to_what_a_line_holds():
    movement = read(ofx(entry(NAME="N" * 900, MEMO="M" * 900, FITID="F" * 900))).file.movements[0]

    assert (len(movement.payer), len(movement.description), len(movement.bank_id)) == (
        200,
        400,
        255,
    )


def test_the_number_of_a_payment_or_else_of_a_cheque_is_the_reference():
    entries = [entry(CHECKNUM="100", REFNUM="R-1"), entry(CHECKNUM="100", FITID="A2")]

    assert [one.reference for one in read(ofx(*entries)).file.movements] == ["R-1", "100"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EMBER &amp; ASH", "EMBER & ASH"),
        ("EMBER & ASH", "EMBER & ASH"),
        ("FISH&REGAL &lt;LTD&gt;", "FISH&REGAL <LTD>"),
        ("CAF&#233; &#xA3;5", "CAFé £5"),
        ("A&nbsp;B", "A B"),
        ("<![CDATA[EMBER <b> & ASH &amp;]]>", "EMBER <b> & ASH &amp;"),
        ("EMBER<!-- <NAME>OTHER -->", "EMBER"),
        ("3 < 4 > 2", "3 < 4 > 2"),
        (" EMBER \r\n  ASH ", "EMBER ASH"),
        ("EM\x00BER\u202eX", "EM BER X"),
        ("EMBER&#0;&#55296;&#9999999;&unknown;", "EMBER���&unknown;"),
    ],
)
def test_characters_are_resolved_once_and_nothing_else_is(text, name):
    assert name_in(ofx(entry(NAME=text))) == name


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("1252", "cp1252"),
        ("1252", "utf-8"),
        ("NONE", "utf-8"),
        ("NONE", "cp1252"),
        ("UNKNOWN-9", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ("ISO-8859-15", "iso8859-15"),
        ("1250", "cp1250"),
        ("1252", "utf-8-sig"),
        ("1252", "utf-16"),
    ],
)
def test_letters_are_read_whatever_the_header_declares(declared, encoding):
    text = ofx(entry(NAME="CAFÉ €")).replace("CHARSET:1252", f"CHARSET:{declared}")

    assert name_in(text.encode(encoding)) == "CAFÉ €"


def test_xml_in_another_charset_than_it_declares_is_read():
    text = OFX_XML.replace("EMBER ANALYTICS LT", "CAFÉ")

    assert name_in(text.encode("utf-8")) == "CAFÉ"
    assert name_in(text.encode("cp1252")) == "CAFÉ"


def test_bytes_of_no_charset_cost_a_letter_and_not_the_file():
    content = ofx(entry(NAME="CAF\udcc9 \udc81")).encode("utf-8", "surrogateescape")

    assert name_in(content) == "CAFÉ �"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "<!--\nOFXHEADER:100\nENCODING:UTF-8\n-->\n",
        "OFXHEADER:100DATA:OFXSGMLVERSION:102CHARSET:1252",
        '\n<?xml version="1.0"?>\n<?OFX OFXHEADER="200" VERSION="202"?>',
    ],
)
def test_a_header_may_be_missing_or_in_any_shape(header):
    body = ofx(ENTRY)[ofx(ENTRY).index("<OFX>") :]

    assert pence(read(header + body)) == [5_760_00]
    assert pence(read(header + body.replace("<OFX>", '<OFX xmlns="http://ofx.net/x">'))) == [
        5_760_00
    ]


def test_a_card_closed_by_the_wrong_name_and_entries_never_closed_are_read():
    text = ofx(ENTRY, entry(FITID="A2")).replace("</STMTTRN>", "").replace("<STMTRS>", "<CCSTMTRS>")

    assert pence(read(text)) == [5_760_00, 5_00]


def test_pending_entries_and_shares_are_no_movements():
    others = f"<BANKTRANLISTP><STMTTRNP>{ENTRY}</STMTTRNP></BANKTRANLISTP></STMTRS>"
    shares = f"<INVSTMTRS><INVTRANLIST><STMTTRN>{ENTRY}</STMTTRN></INVTRANLIST></INVSTMTRS>"

    assert pence(read(ofx(entry()).replace("</STMTRS>", others + shares))) == [5_00]
    with pytest.raises(UnreadableFile, match="no bank statement in it"):
        read(f"<OFX>{shares}</OFX>")


def test_the_closing_balance_is_that_of_the_books():
    balances = "<AVAILBAL><BALAMT>9.00</AVAILBAL><LEDGERBAL><BALAMT>-7.25</LEDGERBAL>"

    assert read(ofx(ENTRY).replace("</STMTRS>", balances)).file.closing_pence == -7_25


def test_a_closing_balance_that_cannot_be_read_is_said_and_left_out():
    statement = read(ofx(ENTRY).replace("</STMTRS>", "<LEDGERBAL><BALAMT>None</LEDGERBAL>"))

    assert statement.file.closing_pence is None
    assert remarks(statement) == ["The closing balance “None” could not be read."]


def test_a_file_that_names_no_currency_is_read_as_pounds_and_said_to_be():
    statement = read(ofx(ENTRY, top=""))

    assert (pence(statement), statement.file.account) == ([5_760_00], "")
    assert remarks(statement) == ["The file does not name a currency, so it was read as pounds."]


def test_two_accounts_in_one_file_are_refused():
    two = ofx(ENTRY).replace(
        "</OFX>", ofx(ENTRY).split("<OFX>")[1].replace("<ACCTID>1", "<ACCTID>2")
    )

    with pytest.raises(UnreadableFile, match="more than one account"):
        read(two)


@pytest.mark.parametrize("whole", [OFX_SGML.format(currency="GBP").strip(), OFX_XML.strip()])
def test_a_file_cut_off_anywhere_is_refused_and_never_half_taken(whole):
    start = whole.index("<OFX>") + 5

    for end in range(start, len(whole)):
        with pytest.raises(UnreadableFile, match="cut off"):
            read(whole[:end])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("OFXHEADER:100\n", "cut off"),
        ("<OFX></OFX>", "no bank statement in it"),
        ("<OFX><STMTRS><STMTTRN><NAME><![CDATA[X</STMTTRN></STMTRS></OFX>", "cut off"),
        (ofx(), "has 0 transactions"),
        (ofx(entry(TRNAMT="0")), "must have 1 to 50,000"),
        (ofx(*(entry() for _ in range(50_001))), "has 50,001 transactions"),
        (f"<OFX>{'<STMTRS>' * 41}</OFX>", "nested too deeply"),
        ('<OFX><!doctype x [<!entity a "b">]></OFX>', "XML entities"),
        ('<OFX><!DOCTYPE x [<!ENTITY a "b">]></OFX>'.encode("utf-16"), "XML entities"),
    ],
)  # fmt: skip
def test_what_is_no_statement_says_why(content, words):
    with pytest.raises(UnreadableFile, match=words):
        read(content)


PIECES = """
    <OFX> </OFX> <STMTRS> </STMTRS> <STMTTRN> </STMTTRN> <PAYEE> </PAYEE> <NAME> <INVSTMTRS> <BAL/>
    <TRNAMT> 5.00 <DTPOSTED> 20260603 [0:GMT] <CURDEF>GBP <ACCTID>1 <![CDATA[ ]]> <!-- --> &# ; < é
""".split()  # noqa: SIM905  a list of tags in quotation marks would be three times as long


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.binary(max_size=80))
def test_whatever_follows_the_beginning_is_read_or_refused(rest):
    rest = rest if isinstance(rest, bytes) else rest.encode()
    for end in (b"", b"</OFX>"):
        try:
            statement = read_statement(b"<OFX><STMTRS>" + rest + end, name="june.ofx")
        except UnreadableFile:
            continue
        assert statement.file.movements or statement.faults
