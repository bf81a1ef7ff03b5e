"""OFX, the banks' own format: 1.02 in SGML and 2.x in XML, read by ofxtools."""

import io
import re
import warnings
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from ofxtools.Parser import OFXTree

from billing.domain.bank.bank_statements import Movement
from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.engine.tables import MAX_ROWS

_HEAD: Final = re.compile(
    rb"\s*(\xef\xbb\xbf)?\s*(OFXHEADER:|(<\?xml[^>]*>\s*)?<\?OFX|<OFX>)", re.I
)
_TEXTS: Final = {"name": 200, "memo": 400, "fitid": 255, "refnum": 200, "checknum": 200}


@dataclass
class Told:
    """What an OFX file tells."""

    account: str
    movements: list[Movement]
    closing_pence: int | None
    remarks: list[str] = field(default_factory=list)


def looks_like_ofx(content: bytes) -> bool:
    """Return whether the bytes begin as OFX does, in either version."""
    return bool(_HEAD.match(content[:500]))


def read(content: bytes) -> Told:
    """Return the movements of every account in the file; numbered 1.. as they stand in it.

    Raises UnreadableFile when it is damaged, declares entities, or is of another currency.
    """
    if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.I):
        raise UnreadableFile("The file declares XML entities, which no bank writes. Not opened.")
    tree = OFXTree()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree.parse(io.BytesIO(content))
            statements = tree.convert().statements
    except Exception as error:
        # The library fails in many ways on what a bank wrote loosely; all mean the same here.
        raise UnreadableFile(
            "The file begins as OFX but cannot be read: it is cut off or breaks OFX's rules. "
            "Export it again, or take the bank's CSV."
        ) from error
    if not statements:
        raise UnreadableFile("The OFX file holds no statement of a bank account.")
    return _told(statements)


def _told(statements: list[Any]) -> Told:
    movements: list[Movement] = []
    accounts = []
    remarks = []
    for statement in statements:
        if str(statement.curdef) != "GBP":
            raise UnreadableFile(f"The account is in {statement.curdef}: only pounds are matched.")
        accounts.append(str(statement.account.acctid))
        for entry in statement.transactions or ():
            pence = _pence(entry.trnamt)
            if pence:
                movements.append(_movement(entry, len(movements) + 1, pence))
            else:
                remarks.append(f"{entry.fitid}: a movement of £0.00 was left out.")
    if not movements or len(movements) > MAX_ROWS:
        raise UnreadableFile(
            f"The OFX file has {len(movements):,} movements; 1 to {MAX_ROWS:,} are read."
        )
    if len(set(accounts)) > 1:
        raise UnreadableFile("The file holds more than one account: export one at a time.")
    ledger = statements[-1].ledgerbal
    # Compared with None, because the library's aggregates are empty lists to the eye of `if`.
    closing = None if ledger is None else _pence(ledger.balamt)
    return Told(accounts[0][:60], movements, closing, remarks)


def _movement(entry: Any, number: int, pence: int) -> Movement:
    texts = {
        name: " ".join(str(getattr(entry, name, None) or "").split())[:most]
        for name, most in _TEXTS.items()
    }
    # A cheque's or payment's number, where the bank keeps one apart from its text.
    reference = texts["refnum"] or texts["checknum"]
    day = entry.dtposted.date()
    return Movement(
        number, day, pence, None, texts["memo"], reference, texts["name"], texts["fitid"]
    )


def _pence(amount: Decimal) -> int:
    pence = amount * 100
    if pence != pence.to_integral_value():
        raise UnreadableFile(f"{amount} has parts of a penny.")
    return int(pence)
