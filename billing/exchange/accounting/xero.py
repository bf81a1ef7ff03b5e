"""Xero's import files: sales invoices, credit notes, and money as a statement.

Source: the template Xero gives for download, as several public exporters write it.
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
    Note("do", "Choose “tax exclusive” when you import; invoices arrive as drafts."),
    Note("do", f"Xero takes {MOST_A_FILE} invoices a file at the most."),
    Note(
        "do",
        "Xero imports no payments: take the receipts as a statement of the account they came to, "
        "and match them there by the invoice number in Reference.",
    ),
    Note("do", "An invoice made void after its month was imported is to be made void there too."),
    Note("do", "Late charges (…-L) carry no VAT: move them to your account for interest."),
    Note("do", "Credit applied to an invoice is no money: allocate the credit note there."),
    Note(
        "unconfirmed",
        "The credit notes have the columns of the invoices: check their headings against the "
        "template that Xero gives you for credit notes.",
    ),
    Note("unconfirmed", "The tax of a reverse charge is a setting: ask who does your VAT return."),
)


def invoices(month: AccountingMonth) -> AccountingFile:
    """Return the month's invoices, a row a line. Raises CannotBeExported."""
    return _papers(month.invoices)


def credit_notes(month: AccountingMonth) -> AccountingFile:
    """Return the month's credit notes, above £0, in the same columns. Raises CannotBeExported."""
    return _papers(month.credit_notes)


def receipts(month: AccountingMonth) -> AccountingFile:
    """Return the month's money as a statement, refunds below £0. Raises CannotBeExported."""
    told = AccountingFile(STATEMENT)
    for row in month.receipts:
        told.rows.append(
            [day(row.on), amount(row.pence), row.name, row.what, row.document or row.reference, ""]
        )
    refuse_unsafe(told, ["Payee", "Description", "Reference"], [row[4] for row in told.rows])
    return told


def _papers(papers: Sequence[Paper]) -> AccountingFile:
    told = AccountingFile(HEADER, remarks=reworked(papers, "Xero"))
    if len(papers) > MOST_A_FILE:
        told.remarks.append(f"{len(papers)} documents: cut the file in parts of {MOST_A_FILE}.")
    for paper in papers:
        address = [*paper.address[:4], "", "", "", ""][:4]
        for line in paper.lines:
            row = [paper.buyer["name"], paper.buyer["email"], *address, "", "", "", ""]
            row += [paper.number, paper.purchase_order, day(paper.on), day(paper.due_on), ""]
            row += [line.description, "1", amount(line.net_pence), ""]
            row += [name_of("xero", "account"), tax_of("xero", paper, line)]
            told.rows.append([*row, "", "", "", "", "GBP", ""])
    texts = [*HEADER[:10], "*InvoiceNumber", "Reference", "*Description"]
    refuse_unsafe(told, texts, [row[10] for row in told.rows])
    return told
