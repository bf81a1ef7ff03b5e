"""Sage 50's audit trail transactions: SI, SC, SA and SP rows, all in one file.

Sage cannot import a receipt against an invoice (SR): money is a payment on account (SA), to be
allocated there. Source: Sage's knowledge base on importing audit trail transactions.
"""

import re
from typing import Final

from .month import (
    AccountingDocument,
    AccountingFile,
    AccountingMonth,
    CannotBeExported,
    Money,
    amount,
    day,
    name_of,
    refuse_unsafe,
    tax_of,
)
from .notes import Note

HEADER: Final = [
    *("Type", "Account Reference", "Nominal A/C Ref", "Department Code", "Date", "Reference"),
    *("Details", "Net Amount", "Tax Code", "Tax Amount", "Exchange Rate", "Extra Reference"),
    *("User Name", "Project Refn", "Cost Code Refn"),
]
LONGEST_ACCOUNT, LONGEST_REFERENCE, LONGEST_DETAILS = 8, 30, 60
NOTES: Final = (
    Note("do", "Import the file as audit trail transactions: Sage cannot import invoices."),
    Note("do", "Each account must exist there: the first 8 letters and digits of our reference."),
    Note("do", "Money is on account (SA, or SP if paid back): allocate it to its invoice."),
    Note("do", "If an invoice was made void after its month was imported, reverse it there too."),
    Note("do", "Late charges (…-L) have no VAT: move them to your account for interest."),
    Note("do", "Credit applied to an invoice is not money: allocate the credit note there."),
    Note(
        "unconfirmed",
        "The last two column headings are unchecked, but Sage maps columns by position.",
    ),
    Note(
        "unconfirmed",
        "The tax code of a reverse charge is a setting: ask whoever does your VAT return.",
    ),
)


def everything(month: AccountingMonth) -> AccountingFile:
    """Return invoices, credit notes and money, one after the other. Raises CannotBeExported."""
    rows = [*_document_rows("SI", month.invoices), *_document_rows("SC", month.credit_notes)]
    return _file([*rows, *map(_money, month.receipts)], month)


def invoices(month: AccountingMonth) -> AccountingFile:
    """Return the month's invoices as SI rows. Raises CannotBeExported."""
    return _file(_document_rows("SI", month.invoices), month)


def credit_notes(month: AccountingMonth) -> AccountingFile:
    """Return the month's credit notes as SC rows, above £0. Raises CannotBeExported."""
    return _file(_document_rows("SC", month.credit_notes), month)


def receipts(month: AccountingMonth) -> AccountingFile:
    """Return the month's money as SA and SP rows. Raises CannotBeExported."""
    return _file([_money(row) for row in month.receipts], month)


def account(reference: str) -> str:
    """Return an employer's account in Sage: the first 8 letters and digits of our reference."""
    return re.sub(r"[^A-Z0-9]", "", reference.upper())[:LONGEST_ACCOUNT]


def _document_rows(kind: str, documents: list[AccountingDocument]) -> list[list[str]]:
    return [
        [
            *(
                kind,
                account(document.reference),
                name_of("sage50", "account"),
                "0",
                day(document.on),
            ),
            *(document.number[:LONGEST_REFERENCE], line.description[:LONGEST_DETAILS].rstrip()),
            *(amount(line.net_pence), tax_of("sage50", document, line), amount(line.vat_pence)),
            *("1", document.purchase_order[:LONGEST_REFERENCE], "", "", ""),
        ]
        for document in documents
        for line in document.lines
    ]


def _money(row: Money) -> list[str]:
    kind = "SA" if row.pence > 0 else "SP"
    reference = (row.document or account(row.reference))[:LONGEST_REFERENCE]
    # The VAT return counts the invoice; the money itself has no tax.
    sums = [amount(abs(row.pence)), name_of("sage50", "tax_not_registered"), "0.00"]
    head = [kind, account(row.reference), name_of("sage50", "bank"), "0", day(row.on), reference]
    return [*head, row.what[:LONGEST_DETAILS].rstrip(), *sums, "1", "", "", "", ""]


def _file(rows: list[list[str]], month: AccountingMonth) -> AccountingFile:
    file = AccountingFile(HEADER, rows)
    file.remarks = _shortened(month)
    texts = ["Account Reference", "Reference", "Details", "Extra Reference"]
    refuse_unsafe(file, texts, [row[5] for row in rows])
    return file


def _shortened(month: AccountingMonth) -> list[str]:
    """Return a remark for each shortened reference; raise CannotBeExported if two become equal."""
    documents = [*month.invoices, *month.credit_notes]
    references = sorted(
        {document.reference for document in documents} | {row.reference for row in month.receipts}
    )
    known: dict[str, str] = {}
    for reference in references:
        other = known.setdefault(account(reference), reference)
        if other != reference:
            raise CannotBeExported(
                f"{other} and {reference} would be the same account in Sage, "
                f"{account(reference)}. Give one of them another reference."
            )
    return [f"{long} is account {short} there." for short, long in known.items() if short != long]
