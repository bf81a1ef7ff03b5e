"""OFX, the banks' own format: a statement's entries as movements, with the faults of each."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from billing.domain.bank.bank_statements import Movement
from foundation.imports.engine.faults import Fault, Flag, UnreadableFile
from foundation.imports.engine.tables import MAX_ROWS
from foundation.limits import MOST_POUNDS
from foundation.values import WrongCell, quoted

from .days import day_of
from .ofx_markup import STATEMENTS, Statement, statements_in

Read = TypeVar("Read")

_LONDON: Final = ZoneInfo("Europe/London")
_DAY: Final = re.compile(r"(\d{8})(?:\d{4}|\d{6})?(?:\.\d*)?\s*(?:\[[^\]]*\])?\Z", re.ASCII)
_INSTANT: Final = re.compile(
    r"(\d{12})(?:\d\d)?(?:\.\d*)?\s*"
    r"(?:\[\s*([+-]?\d{1,2})(?:\.(\d\d))?\s*(?::[^\]]*)?\]|GMT|UTC|Z)\Z",
    re.ASCII,
)
_AMOUNT: Final = re.compile(r"[+-]?(?:\d{1,12}(?:[.,]\d{0,6})?|[.,]\d{1,6})\Z", re.ASCII)
_NO_ID: Final = {"0", "-1"}  # what banks without their own ids write
_WAY_OUT: Final = "Export the statement again, or use the bank's CSV file."


@dataclass
class OfxFile:
    """The content of an OFX file; its entries are numbered from 1 in their order."""

    account: str = ""
    movements: list[Movement] = field(default_factory=list)
    closing_pence: int | None = None
    faults: list[Fault] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)


def read(content: bytes) -> OfxFile:
    """Return the movements of the account in the file, and what is wrong with its other entries.

    Raises UnreadableFile when it is cut off, declares entities, is in another currency, has more
    than one account, or has no movement.
    """
    statements = statements_in(content)
    if not statements:
        raise UnreadableFile("The OFX file has no bank statement in it.")
    file = OfxFile(_account(statements))
    _look_at_currencies(file, statements)
    entries = [entry for statement in statements for entry in statement.entries]
    if len(entries) <= MAX_ROWS:
        for number, entry in enumerate(entries, start=1):
            _add(file, number, entry)
    if not file.movements and not file.faults:
        raise UnreadableFile(
            f"The OFX file has {len(entries):,} transactions. It must have 1 to {MAX_ROWS:,}."
        )
    file.closing_pence = _closing_pence(file, statements[-1].values.get("LEDGERBAL.BALAMT"))
    return file


def _account(statements: list[Statement]) -> str:
    names = ("BANKACCTFROM.ACCTID", "CCACCTFROM.ACCTID")
    accounts = {
        next((one.values[name] for name in names if name in one.values), "") for one in statements
    }
    if len(accounts) > 1:
        raise UnreadableFile("The file has more than one account. Export one account at a time.")
    return accounts.pop()[:60]


def _look_at_currencies(file: OfxFile, statements: list[Statement]) -> None:
    for statement in statements:
        codes = [statement.values.get(f"{name}.CURDEF") for name in STATEMENTS]
        currency = next((one for one in codes if one), "")
        if not currency:
            file.flags.append(
                Flag(0, "", "The file does not name a currency, so it was read as pounds.")
            )
        elif currency.upper() != "GBP":
            raise UnreadableFile(
                f"The account is in {currency[:20]}. Only accounts in pounds can be imported."
            )


def _add(file: OfxFile, number: int, entry: dict[str, str]) -> None:
    """Take an entry as a movement, or note what is wrong with it."""
    day = _cell(file, number, entry, "DTPOSTED", _day)
    pence = _cell(file, number, entry, "TRNAMT", _pence)
    currency = entry.get("CURRENCY.CURSYM", "GBP")
    if currency.upper() != "GBP":
        sentence = f"{quoted(currency)} is another currency."
        file.faults.append(
            Fault(number, "CURSYM", currency, sentence, "Only pounds can be imported.")
        )
    elif pence == 0:
        file.flags.append(Flag(number, "", "A transaction of £0.00 was left out."))
    elif pence is not None and day is not None:
        file.movements.append(_movement(entry, number, day, pence))


def _cell(
    file: OfxFile, number: int, entry: dict[str, str], name: str, reads: Callable[[str], Read]
) -> Read | None:
    """Return a value of an entry; None, with a fault, when it is missing or wrong."""
    text = entry.get(f"STMTTRN.{name}", "")
    try:
        if not text:
            raise WrongCell(f"The {'day' if name == 'DTPOSTED' else 'amount'} is missing.")
        return reads(text)
    except WrongCell as wrong:
        file.faults.append(Fault(number, name, text, wrong.sentence, _WAY_OUT))
        return None


def _movement(entry: dict[str, str], number: int, day: date, pence: int) -> Movement:
    def text(*names: str, most: int = 200) -> str:
        return next((entry[name] for name in names if name in entry), "")[:most]

    bank_id = text("STMTTRN.FITID", most=255)
    return Movement(
        number,
        day,
        pence,
        None,
        description=text("STMTTRN.MEMO", most=400),
        # A cheque's or payment's number, where the bank keeps one apart from its text.
        reference=text("STMTTRN.REFNUM", "STMTTRN.CHECKNUM"),
        payer=text("STMTTRN.NAME", "PAYEE.NAME"),
        bank_id="" if bank_id in _NO_ID else bank_id,
    )


def _day(text: str) -> date:
    """Return the day as the bank wrote it; an instant with its zone is a day in London.

    Raises WrongCell for a text that is not a day.
    """
    if match := _INSTANT.match(text):
        zone = f"{int(match[2] or 0):+03d}{match[3] or '00'}"
        try:
            instant = datetime.strptime(match[1] + zone, "%Y%m%d%H%M%z")
            return day_of(instant.astimezone(_LONDON).date())
        except (ValueError, OverflowError):
            raise WrongCell(f"{quoted(text)} is not a real date.") from None
    match = _DAY.match(text)
    return day_of(match[1] if match else text)


def _pence(text: str) -> int:
    """Return an amount in pence. Raises WrongCell for a text that is not an OFX amount.

    Source: OFX, “Amounts, Prices, and Quantities”: a point or a comma before the decimals, and
    nothing between thousands. So 1,234 is not a thousand, and is refused as parts of a penny.
    """
    if not _AMOUNT.match(text):
        raise WrongCell(f"{quoted(text)} is not an amount of money.")
    amount = Decimal(text.replace(",", "."))
    if abs(amount) > MOST_POUNDS:
        raise WrongCell(f"{quoted(text)} is more than £{MOST_POUNDS:,}.")
    if amount != amount.quantize(Decimal("0.01")):
        raise WrongCell(f"{quoted(text)} has parts of a penny.")
    return int(amount * 100)


def _closing_pence(file: OfxFile, text: str | None) -> int | None:
    """Return the balance after the last entry; None, with a flag, when it cannot be read."""
    try:
        return _pence(text) if text else None
    except WrongCell:
        file.flags.append(Flag(0, "", f"The closing balance {quoted(text)} could not be read."))
        return None
