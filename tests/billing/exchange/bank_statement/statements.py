"""Small bank statements of our own, each with one trouble of real ones."""

from billing.exchange.bank_statement.read import read_statement
from billing.exchange.bank_statement.understand import StatementRead

HEADINGS = "Date,Description,Amount,Balance"


def read(text: str | bytes, *, name: str = "statement.csv", **options) -> StatementRead:
    content = text if isinstance(text, bytes) else text.encode()
    return read_statement(content, name=name, **options)


def pence(statement: StatementRead) -> list[int]:
    return [movement.amount_pence for movement in statement.file.movements]


def remarks(statement: StatementRead) -> list[str]:
    return [str(flag) for flag in statement.flags]


def wrong(statement: StatementRead) -> list[str]:
    return [str(fault) for fault in [*statement.faults, *statement.breaks]]


OFX_SGML = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>
<DTSERVER>20260630120000<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>000000<ACCTID>00000000<ACCTTYPE>CHECKING
</BANKACCTFROM><BANKTRANLIST><DTSTART>20260601<DTEND>20260630
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260603<TRNAMT>5760.00<FITID>A1<NAME>EMBER ANALYTICS LT
<MEMO>INV-0001</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260609<TRNAMT>-35.00<FITID>A2<NAME>SERVICE CHARGES</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>15725.00<DTASOF>20260630</LEDGERBAL></STMTRS></STMTTRNRS>
</BANKMSGSRSV1></OFX>
"""
OFX_XML = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>
<DTSERVER>20260630120000</DTSERVER><LANGUAGE>ENG</LANGUAGE></SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>
<STMTRS><CURDEF>GBP</CURDEF><BANKACCTFROM><BANKID>000000</BANKID><ACCTID>00000000</ACCTID>
<ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM><BANKTRANLIST><DTSTART>20260601</DTSTART>
<DTEND>20260630</DTEND><STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20260603</DTPOSTED>
<TRNAMT>5760.00</TRNAMT><FITID>A1</FITID><NAME>EMBER ANALYTICS LT</NAME><MEMO>INV-0001</MEMO>
</STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>15760.00</BALAMT><DTASOF>20260630</DTASOF></LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def ofx(*entries: str, top: str = "<CURDEF>GBP<BANKACCTFROM><ACCTID>1</BANKACCTFROM>") -> str:
    """Return OFX without what banks leave out: no sign-on, no balance, no closing of values."""
    listed = "\n".join(f"<STMTTRN>{entry}</STMTTRN>" for entry in entries)
    return (
        f"OFXHEADER:100\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>{top}\n"
        f"<BANKTRANLIST>{listed}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )
