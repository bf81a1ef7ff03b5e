"""QuickBooks Online's import files: invoices, credit notes, and money as a bank file.

Source: the columns in Intuit's own answers; the program can map them on screen.
"""

from collections.abc import Sequence
from typing import Final

from .month import (
    AccountingDocument,
    AccountingFile,
    AccountingMonth,
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
    Note("do", "Turn on custom transaction numbers, and choose amounts exclusive of tax."),
    Note("do", "Choose day/month/year for the dates, and map each column to its own name."),
    Note("do", "Import the receipts as a bank file, and match them there by the invoice number."),
    Note("do", "If an invoice was made void after its month was imported, make it void there too."),
    Note("do", "Late charges (…-L) have no VAT: move them to your account for interest."),
    Note("do", "Credit applied to an invoice is not money: apply the credit note there."),
    Note("unconfirmed", "The tax codes are the common UK ones: compare them with your list."),
    Note("unconfirmed", f"You may have to split a file after {MOST_A_FILE} invoices."),
    Note(
        "unconfirmed",
        "Not every plan imports credit notes: enter them by hand where yours does not.",
    ),
    Note(
        "unconfirmed",
        "The tax code of a reverse charge is a setting: ask whoever does your VAT return.",
    ),
)


def invoices(month: AccountingMonth) -> AccountingFile:
    """Return the month's invoices, a row a line, with their VAT. Raises CannotBeExported."""
    return _document_rows(HEADER, month.invoices)


def credit_notes(month: AccountingMonth) -> AccountingFile:
    """Return the month's credit notes, above £0. Raises CannotBeExported."""
    return _document_rows(CREDIT_NOTES, month.credit_notes)


def receipts(month: AccountingMonth) -> AccountingFile:
    """Return the month's money as a bank file, refunds below £0. Raises CannotBeExported."""
    file = AccountingFile(BANK)
    names = []
    for row in month.receipts:
        names.append(row.document or row.reference)
        file.rows.append([day(row.on), f"{row.name}: {row.what}", amount(row.pence)])
    refuse_unsafe(file, ["Description"], names)
    return file


def _document_rows(header: list[str], documents: Sequence[AccountingDocument]) -> AccountingFile:
    file = AccountingFile(header)
    if len(documents) > MOST_A_FILE:
        file.remarks.append(
            f"{len(documents)} documents: split the file into parts of {MOST_A_FILE}."
        )
    for document in documents:
        for line in document.lines:
            net = amount(line.net_pence)
            row = [
                document.number,
                document.buyer["name"],
                day(document.on),
                day(document.due_on),
                "",
                "",
            ]
            row += [document.purchase_order, name_of("quickbooks", "account"), line.description]
            row += ["1", net, net, tax_of("quickbooks", document, line), amount(line.vat_pence)]
            file.rows.append([*row, "GBP", day(document.tax_point)])
    texts = [header[0], "*Customer", "Memo", "ItemDescription"]
    refuse_unsafe(file, texts, [row[0] for row in file.rows])
    return file
