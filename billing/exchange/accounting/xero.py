"""Xero's import files: sales invoices, credit notes, and money as a statement.

Source: the template that Xero offers for download, as several public exporters write it.
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
    reworked,
    tax_of,
)
from .notes import Note

HEADER: Final = [
    *("*ContactName", "EmailAddress"),
    *("POAddressLine1", "POAddressLine2", "POAddressLine3", "POAddressLine4"),
    *("POCity", "PORegion", "POPostalCode", "POCountry"),
    *("*InvoiceNumber", "Reference", "*InvoiceDate", "*DueDate", "InventoryItemCode"),
    *("*Description", "*Quantity", "*UnitAmount", "Discount", "*AccountCode", "*TaxType"),
    *("TrackingName1", "TrackingOption1", "TrackingName2", "TrackingOption2"),
    *("Currency", "BrandingTheme"),
]
STATEMENT: Final = ["*Date", "*Amount", "Payee", "Description", "Reference", "Check Number"]
MOST_A_FILE: Final = 500
NOTES: Final = (
    Note("do", "Choose “tax exclusive” when you import. Invoices arrive as drafts."),
    Note("do", f"Xero imports at most {MOST_A_FILE} invoices from one file."),
    Note(
        "do",
        "Xero cannot import payments: import the receipts as a statement of the bank account, "
        "and match them there by the invoice number in Reference.",
    ),
    Note("do", "If an invoice was made void after its month was imported, make it void there too."),
    Note("do", "Late charges (…-L) have no VAT: move them to your account for interest."),
    Note("do", "Credit applied to an invoice is not money: allocate the credit note there."),
    Note(
        "unconfirmed",
        "The credit notes have the same columns as the invoices: compare the headings with "
        "Xero's template for credit notes.",
    ),
    Note(
        "unconfirmed",
        "The tax code of a reverse charge is a setting: ask whoever does your VAT return.",
    ),
)


def invoices(month: AccountingMonth) -> AccountingFile:
    """Return the month's invoices, a row a line. Raises CannotBeExported."""
    return _document_rows(month.invoices)


def credit_notes(month: AccountingMonth) -> AccountingFile:
    """Return the month's credit notes, above £0, in the same columns. Raises CannotBeExported."""
    return _document_rows(month.credit_notes)


def receipts(month: AccountingMonth) -> AccountingFile:
    """Return the month's money as a statement, refunds below £0. Raises CannotBeExported."""
    file = AccountingFile(STATEMENT)
    for row in month.receipts:
        file.rows.append(
            [day(row.on), amount(row.pence), row.name, row.what, row.document or row.reference, ""]
        )
    refuse_unsafe(file, ["Payee", "Description", "Reference"], [row[4] for row in file.rows])
    return file


def _document_rows(documents: Sequence[AccountingDocument]) -> AccountingFile:
    file = AccountingFile(HEADER, remarks=reworked(documents, "Xero"))
    if len(documents) > MOST_A_FILE:
        file.remarks.append(
            f"{len(documents)} documents: split the file into parts of {MOST_A_FILE}."
        )
    for document in documents:
        address = [*document.address[:4], "", "", "", ""][:4]
        for line in document.lines:
            row = [document.buyer["name"], document.buyer["email"], *address, "", "", "", ""]
            row += [
                document.number,
                document.purchase_order,
                day(document.on),
                day(document.due_on),
                "",
            ]
            row += [line.description, "1", amount(line.net_pence), ""]
            row += [name_of("xero", "account"), tax_of("xero", document, line)]
            file.rows.append([*row, "", "", "", "", "GBP", ""])
    texts = [*HEADER[:10], "*InvoiceNumber", "Reference", "*Description"]
    refuse_unsafe(file, texts, [row[10] for row in file.rows])
    return file
