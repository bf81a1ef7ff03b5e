"""A month for accounting programs: its documents, its money, and the file made from them.

All in pence. A text that a spreadsheet would run as a formula, or that would break a row in two,
is refused, never changed silently.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from django.conf import settings

from billing.choices import VatKind
from foundation.errors import DomainError
from foundation.money import percent, pounds, share_of

Program = Literal["xero", "quickbooks", "sage50"]
# The VAT rate that the tax codes in the settings are for.
NAMED_RATE: Final = Decimal("0.2")
FORMULA: Final = re.compile(r"[=+\-@\t\r]")
BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class CannotBeExported(DomainError):
    """Some rows cannot be written as they are; each is named."""

    code = "cannot_be_exported"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document, in pence."""

    description: str
    net_pence: int
    vat_pence: int
    vat_rate: Decimal


@dataclass(frozen=True, slots=True)
class AccountingDocument:
    """An invoice or a credit note. A credit note is due on its own day."""

    number: str
    on: date
    due_on: date
    tax_point: date
    reference: str
    buyer: dict[str, str]
    vat_kind: str
    lines: list[Line]
    purchase_order: str = ""

    @property
    def address(self) -> list[str]:
        """The lines of the buyer's address."""
        return [line.strip() for line in self.buyer["address"].splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Money:
    """Money that came (above £0) or went back (below), for a document or on account."""

    on: date
    pence: int
    reference: str
    name: str
    document: str
    what: str


@dataclass(frozen=True, slots=True)
class AccountingMonth:
    """The documents and money of a month, each list by date."""

    invoices: list[AccountingDocument]
    credit_notes: list[AccountingDocument]
    receipts: list[Money]


@dataclass(slots=True)
class AccountingFile:
    """A file to import elsewhere; ``remarks`` are what a person has to know about its rows."""

    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def as_csv(self) -> bytes:
        """Return the file: UTF-8, commas, one row a line."""
        out = io.StringIO(newline="")
        csv.writer(out).writerows([self.header, *self.rows])
        return out.getvalue().encode()


def one_line(text: str) -> str:
    """Return our own text on one line; the names of others are never changed."""
    return " ".join(text.split())


def day(when: date) -> str:
    """Return a day as British programs read it, with a four-digit year: 03/09/2018."""
    return f"{when:%d/%m/%Y}"


def amount(pence: int) -> str:
    """Return pounds and pence without a sign for the currency: -1234.50."""
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def name_of(program: Program, what: str) -> str:
    """Return what a program calls an account or a tax, from the settings."""
    names: dict[str, str] = settings.ACCOUNTING[program]
    return names[what]


def tax_of(program: Program, document: AccountingDocument, line: Line) -> str:
    """Return what a program calls the tax of a line. Raises CannotBeExported for another rate."""
    if document.vat_kind == VatKind.STANDARD and line.vat_rate != NAMED_RATE:
        raise CannotBeExported(
            f"{document.number} is charged VAT at {percent(line.vat_rate)}, but the settings have "
            f"a tax code for {percent(NAMED_RATE)} only."
        )
    return name_of(program, f"tax_{document.vat_kind}")


def reworked(documents: Sequence[AccountingDocument], program: str) -> list[str]:
    """Return a remark for each document whose VAT a program would work out differently.

    Our credits reverse VAT cumulatively, so that the parts add up; that can differ by a penny.
    """
    return [
        f"{document.number}: its VAT is {pounds(line.vat_pence)}, and {program} works out "
        f"{pounds(share_of(line.net_pence, line.vat_rate))}. Correct the tax there by hand."
        for document in documents
        for line in document.lines
        if share_of(line.net_pence, line.vat_rate) != line.vat_pence
    ]


def refuse_unsafe(file: AccountingFile, texts: Sequence[str], names: Sequence[str]) -> None:
    """Raise CannotBeExported, naming each row and column, for texts that cannot be written.

    ``texts`` are the columns with text; ``names`` name the rows, in their order.
    """
    faults = []
    for number, (row, name) in enumerate(zip(file.rows, names, strict=True), start=2):
        for column in texts:
            if says := fault_of(row[file.header.index(column)]):
                faults.append(f"row {number} ({name}), {column.lstrip('*')}: {says}")
    if faults:
        raise CannotBeExported("The file would not be safe to import: " + "; ".join(faults) + ".")


def fault_of(text: str) -> str:
    """Return what is wrong with a text in a cell of an import file; empty if it is fine."""
    if BREAKS.search(text):
        return f"{text!r} has a line break or a control character"
    if FORMULA.match(text):
        return f"{text!r} begins like a formula"
    return ""
