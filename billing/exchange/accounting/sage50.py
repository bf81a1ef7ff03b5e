"""Sage 50's audit trail transactions: SI, SC, SA and SP rows, all in one file.

Sage imports no receipt against an invoice (SR): money comes as a payment on account (SA), and is
allocated there. Source: Sage's knowledge base on importing audit trail transactions.
"""

import re
from typing import Final

from .month import (
    AccountingFile,
    AccountingMonth,
    CannotBeExported,
    Money,
    Paper,
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
    Note("do", "Import as audit trail transactions; Sage takes no invoices as such."),
    Note("do", "Each account reference must exist there: 8 letters and digits of our reference."),
    Note("do", "Money is on account (SA; SP where it went back): allocate it to its invoice."),
    Note("do", "An invoice made void after its month was imported is to be reversed there too."),
    Note("do", "Late charges (…-L) carry no VAT: move them to your account for interest."),
    Note("do", "Credit applied to an invoice is no money: allocate the credit note there."),
    Note("unconfirmed", "The last two column headings are from memory: Sage maps by position."),
    Note("unconfirmed", "The tax of a reverse charge is a setting: ask who does your VAT return."),
)


def everything(month: AccountingMonth) -> AccountingFile:
    """Return invoices, credit notes and money, one after the other. Raises CannotBeExported."""
    rows = [*_papers("SI", month.invoices), *_papers("SC", month.credit_notes)]
    return _file([*rows, *map(_money, month.receipts)], month)


def invoices(month: AccountingMonth) -> AccountingFile:
    """Return the month's invoices as SI rows. Raises CannotBeExported."""
    return _file(_papers("SI", month.invoices), month)


def credit_notes(month: AccountingMonth) -> AccountingFile:
    """Return the month's credit notes as SC rows, above £0. Raises CannotBeExported."""
    return _file(_papers("SC", month.credit_notes), month)


def receipts(month: AccountingMonth) -> AccountingFile:
    """Return the month's money as SA and SP rows. Raises CannotBeExported."""
    return _file([_money(row) for row in month.receipts], month)


def account(reference: str) -> str:
    """Return what Sage calls an employer: the first 8 letters and digits of our reference."""
    return re.sub(r"[^A-Z0-9]", "", reference.upper())[:LONGEST_ACCOUNT]


def _papers(kind: str, papers: list[Paper]) -> list[list[str]]:
    return [
        [
            *(kind, account(paper.reference), name_of("sage50", "account"), "0", day(paper.on)),
            *(paper.number[:LONGEST_REFERENCE], line.description[:LONGEST_DETAILS].rstrip()),
            *(amount(line.net_pence), tax_of("sage50", paper, line), amount(line.vat_pence)),
            *("1", paper.purchase_order[:LONGEST_REFERENCE], "", "", ""),
        ]
        for paper in papers
        for line in paper.lines
    ]


def _money(row: Money) -> list[str]:
    kind = "SA" if row.pence > 0 else "SP"
    reference = (row.document or account(row.reference))[:LONGEST_REFERENCE]
    # What the VAT return counts is the invoice; money itself has no tax.
    sums = [amount(abs(row.pence)), name_of("sage50", "tax_not_registered"), "0.00"]
    head = [kind, account(row.reference), name_of("sage50", "bank"), "0", day(row.on), reference]
    return [*head, row.what[:LONGEST_DETAILS].rstrip(), *sums, "1", "", "", "", ""]


def _file(rows: list[list[str]], month: AccountingMonth) -> AccountingFile:
    told = AccountingFile(HEADER, rows)
    told.remarks = _shortened(month)
    texts = ["Account Reference", "Reference", "Details", "Extra Reference"]
    refuse_unsafe(told, texts, [row[5] for row in rows])
    return told


def _shortened(month: AccountingMonth) -> list[str]:
    """Return a remark for each reference Sage sees shorter. Raises CannotBeExported for twins."""
    papers = [*month.invoices, *month.credit_notes]
    references = sorted(
        {paper.reference for paper in papers} | {row.reference for row in month.receipts}
    )
    known: dict[str, str] = {}
    for reference in references:
        other = known.setdefault(account(reference), reference)
        if other != reference:
            raise CannotBeExported(
                f"{other} and {reference} would be the same account in Sage, "
                f"{account(reference)}: give one of them another reference."
            )
    return [f"{long} is account {short} there." for short, long in known.items() if short != long]
