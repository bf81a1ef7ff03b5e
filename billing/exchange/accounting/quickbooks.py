"""QuickBooks Online's import files: invoices, credit notes, and money as a bank file.

Source: the columns Intuit's own answers name; the program lets one map them on its screen.
"""

from collections.abc import Sequence
from typing import Final

from .month import (
    AccountingFile,
    AccountingMonth,
    Paper,
    amount,
    day,
    name_of,
    refuse_unsafe,
    tax_of,
)
from .notes import Note

HEADER: Final = [
    *("*InvoiceNo", "*Customer", "*InvoiceDate", "*DueDate", "Terms", "Location", "Memo"),
    *("Item(Product/Service)", "ItemDescription", "ItemQuantity", "ItemRate", "*ItemAmount"),
    *("*ItemTaxCode", "ItemTaxAmount", "Currency", "Service Date"),
]
CREDIT_NOTES: Final = ["*CreditNoteNo", "*Customer", "*CreditNoteDate", *HEADER[3:]]
BANK: Final = ["Date", "Description", "Amount"]
MOST_A_FILE: Final = 100
NOTES: Final = (
    Note("do", "Turn on custom transaction numbers, and amounts exclusive of tax."),
    Note("do", "Choose day/month/year for the dates, and map each column to its own name."),
    Note("do", "Take the receipts as a bank file, and match them there by the invoice number."),
    Note("do", "An invoice made void after its month was imported is to be made void there too."),
    Note("do", "Late charges (…-L) carry no VAT: move them to your account for interest."),
    Note("do", "Credit applied to an invoice is no money: apply the credit note there."),
    Note("unconfirmed", "The tax codes are those common in the UK: compare them with your list."),
    Note("unconfirmed", f"A file may have to be cut at {MOST_A_FILE} invoices."),
    Note(
        "unconfirmed",
        "Not every plan imports credit notes: enter them by hand where yours does not.",
    ),
    Note("unconfirmed", "The tax of a reverse charge is a setting: ask who does your VAT return."),
)


def invoices(month: AccountingMonth) -> AccountingFile:
    """Return the month's invoices, a row a line, with their VAT. Raises CannotBeExported."""
    return _papers(HEADER, month.invoices)


def credit_notes(month: AccountingMonth) -> AccountingFile:
    """Return the month's credit notes, above £0. Raises CannotBeExported."""
    return _papers(CREDIT_NOTES, month.credit_notes)


def receipts(month: AccountingMonth) -> AccountingFile:
    """Return the month's money as a bank file, refunds below £0. Raises CannotBeExported."""
    told = AccountingFile(BANK)
    names = []
    for row in month.receipts:
        names.append(row.document or row.reference)
        told.rows.append([day(row.on), f"{row.name}: {row.what}", amount(row.pence)])
    refuse_unsafe(told, ["Description"], names)
    return told


def _papers(header: list[str], papers: Sequence[Paper]) -> AccountingFile:
    told = AccountingFile(header)
    if len(papers) > MOST_A_FILE:
        told.remarks.append(f"{len(papers)} documents: cut the file in parts of {MOST_A_FILE}.")
    for paper in papers:
        for line in paper.lines:
            net = amount(line.net_pence)
            row = [paper.number, paper.buyer["name"], day(paper.on), day(paper.due_on), "", ""]
            row += [paper.purchase_order, name_of("quickbooks", "account"), line.description]
            row += ["1", net, net, tax_of("quickbooks", paper, line), amount(line.vat_pence)]
            told.rows.append([*row, "GBP", day(paper.tax_point)])
    texts = [header[0], "*Customer", "Memo", "ItemDescription"]
    refuse_unsafe(told, texts, [row[0] for row in told.rows])
    return told
