"""A month for an accounting program: the files it imports, and what to know about them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from foundation.periods import Month

from . import quickbooks, sage50, xero
from .ledger import accounting_month
from .month import AccountingFile, AccountingMonth, Program
from .notes import Note

Kind = Literal["invoices", "credit_notes", "receipts"]
PROGRAMS: Final = get_args(Program)
KINDS: Final = get_args(Kind)
LABELS: Final[dict[str, str]] = {
    "xero": "Xero",
    "quickbooks": "QuickBooks Online",
    "sage50": "Sage 50",
}
NOTES: Final[dict[str, tuple[Note, ...]]] = {
    "xero": xero.NOTES,
    "quickbooks": quickbooks.NOTES,
    "sage50": sage50.NOTES,
}
WRITERS: Final[dict[str, dict[str, Callable[[AccountingMonth], AccountingFile]]]] = {
    program: {
        "invoices": module.invoices,
        "credit_notes": module.credit_notes,
        "receipts": module.receipts,
    }
    for program, module in (("xero", xero), ("quickbooks", quickbooks), ("sage50", sage50))
}


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file, and the suffix of its name: empty, or "-credit-notes"."""

    suffix: str
    file: AccountingFile


def accounting_file(program: str, month: Month, kind: str) -> AccountingFile:
    """Return one kind of row of a month for a program. Raises CannotBeExported."""
    return WRITERS[program][kind](accounting_month(month))


def accounting_files(program: str, month: Month) -> list[NamedFile]:
    """Return all files of a month for a program: three, or one where the program takes one.

    Raises CannotBeExported, naming the rows.
    """
    data = accounting_month(month)
    if program == "sage50":
        return [NamedFile("", sage50.everything(data))]
    write = WRITERS[program]
    return [
        NamedFile("", write["invoices"](data)),
        NamedFile("-credit-notes", write["credit_notes"](data)),
        NamedFile("-receipts", write["receipts"](data)),
    ]
