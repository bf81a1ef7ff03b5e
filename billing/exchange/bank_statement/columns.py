"""Which column of a bank's file is which: by its heading, else by its content."""

import hashlib
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from typing import Final

from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.engine.fields import Column, TextColumn
from foundation.imports.engine.mapping import Mapping, match
from foundation.imports.engine.tables import Table
from foundation.values import normal

from .amounts import looks_like_an_amount
from .days import is_day

COLUMNS: Final[dict[str, Column]] = {
    "booked_on": Column(
        label="Date",
        also=(
            *("Transaction date", "Posting date", "Posted date", "Booking date"),
            *(
                "Value date",
                "Date posted",
                "Completed date",
                "Date completed (UTC)",
                "Started date",
            ),
        ),
    ),
    "amount": Column(
        label="Amount",
        also=(
            *(
                "Value",
                "Amount (GBP)",
                "Amount GBP",
                "Transaction amount",
                "Amount £",
                "Net amount",
            ),
            *("Total amount", "Local amount"),
        ),
    ),
    "paid_in": Column(
        label="Paid in",
        also=(
            *("Money in", "Credit", "Credits", "Credit amount", "Receipts", "Deposit", "Deposits"),
            *("In", "Paid in (£)", "Money in (£)", "Amount credited", "Lodgements"),
        ),
    ),
    "paid_out": Column(
        label="Paid out",
        also=(
            *("Money out", "Debit", "Debits", "Debit amount", "Payments", "Withdrawal"),
            *("Withdrawals", "Out", "Paid out (£)", "Money out (£)", "Amount debited"),
        ),
    ),
    "direction": Column(
        label="Debit or credit",
        also=("Debit/credit", "Debit credit", "DR/CR", "CR/DR", "D/C", "C/D", "Credit or debit"),
    ),
    "balance": Column(
        label="Balance",
        also=("Running balance", "Account balance", "Balance (GBP)", "Balance £", "Ledger balance"),
    ),
    "description": TextColumn(
        label="Description",
        max_length=400,
        also=(
            *("Transaction description", "Details", "Narrative", "Transaction details"),
            *("Particulars", "Narrative #1", "Transaction narrative", "Transaction"),
        ),
    ),
    "reference": TextColumn(
        label="Reference",
        also=(
            "Payment reference",
            "Customer reference",
            "Bank reference",
            "Ref",
            "Notes and #tags",
        ),
    ),
    "memo": TextColumn(label="Memo", max_length=400, also=("Notes", "Note", "Narrative #2")),
    "payer": TextColumn(
        label="Payer",
        also=(
            *("Counter party", "Counterparty", "Payee", "Name", "Paid by", "Merchant name"),
            *("Sender", "Third party", "Remitter"),
        ),
    ),
    "bank_id": TextColumn(
        label="Transaction ID",
        max_length=255,
        also=("Unique ID", "FITID", "ID", "Transaction number", "Transaction reference"),
    ),
    "currency": TextColumn(label="Currency", also=("Currency code", "Local currency")),
    "account": TextColumn(
        label="Account", max_length=60, also=("Account number", "Account name", "IBAN")
    ),
}


@dataclass(frozen=True)
class Layout:
    """The bank's heading of each of our columns, and how sure that is.

    ``guessed`` were recognised by their content alone. ``signature`` identifies the bank's files.
    """

    headings: dict[str, str]
    guessed: frozenset[str]
    unread: tuple[str, ...]
    signature: str

    def name_of(self, *ours: str) -> str:
        """Return the file's heading of the first of our columns that it has."""
        return next((self.headings[name] for name in ours if name in self.headings), "")


def known_headings() -> set[str]:
    """Return every heading that could be one of our columns, to find the heading row by."""
    return {
        name for ours, column in COLUMNS.items() for name in (ours, str(column.label), *column.also)
    }


def signature_of(headings: list[str]) -> str:
    """Return what identifies one bank's files: a hash of the headings in their order."""
    return hashlib.sha256("|".join(normal(name) for name in headings).encode()).hexdigest()


def layout_of(
    table: Table, mapping: Mapping, remembered: AbstractMapping[str, str] | None = None
) -> Layout:
    """Return which column is which: as the mapping says, as remembered, by name, by content.

    Raises UnreadableFile when no date or no amount can be found.
    """
    if remembered and not mapping.columns:
        mapping = Mapping(columns={heading: ours for ours, heading in remembered.items()})
    named = match(table, mapping, COLUMNS)
    headings = dict(named.headings)
    guessed = frozenset(_by_content(table, headings, set(named.unread)))
    if "booked_on" not in headings:
        raise _missing(table, "date of each movement")
    if not headings.keys() & {"amount", "paid_in", "paid_out"}:
        raise _missing(table, "amount")
    used = set(headings.values())
    unread = tuple(name for name in table.headings if name not in used)
    return Layout(headings, guessed, unread, signature_of(table.headings))


def _by_content(table: Table, headings: dict[str, str], free: set[str]) -> list[str]:
    """Add to ``headings`` the columns recognised by content, and return our names for them."""
    names = []
    wanted = [("booked_on", is_day)]
    if not headings.keys() & {"amount", "paid_in", "paid_out"}:
        wanted.append(("amount", looks_like_an_amount))
    for ours, fits in wanted:
        if ours in headings:
            continue
        for heading in [name for name in table.headings if name in free]:
            values = [row.values[heading] for row in table.rows]
            filled = [value for value in values if value is not None]
            if filled and sum(map(fits, filled)) * 10 >= len(table.rows) * 8:
                headings[ours] = heading
                free.discard(heading)
                names.append(ours)
                break
    if not headings.keys() & {"description", "reference", "payer", "memo"}:
        texts = {
            name: sum(len(str(row.values[name] or "")) for row in table.rows)
            for name in table.headings
            if name in free
        }
        if texts and max(texts.values()) > 0:
            headings["description"] = max(texts, key=lambda name: texts[name])
            names.append("description")
    return names


def _missing(table: Table, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"No column has the {what}. The columns are: {', '.join(table.headings)}. "
        "Say which is which, or export the statement from the bank as CSV again."
    )
