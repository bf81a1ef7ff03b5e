"""The documents and money of a month, read from our books for an accounting program.

Everything comes from the copies frozen when a document was issued.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from billing.choices import VatKind
from billing.models import (
    CreditNote,
    CreditUse,
    CustomerCredit,
    Invoice,
    LateCharge,
    LateChargePayment,
    LateChargeWaiver,
    Payment,
    Refund,
)
from foundation.periods import Month

from .month import AccountingDocument, AccountingMonth, Line, Money, one_line


def accounting_month(month: Month) -> AccountingMonth:
    """Return the invoices and credit notes issued in a month, and the money of its days.

    Void invoices count nowhere. Credit applied to an invoice is not money received. A late charge
    is an invoice without VAT, and the part of it that is given up is a credit note.
    """
    charges = list(_late_charges(month))
    waivers = list(_waivers(month))
    return AccountingMonth(
        invoices=[*map(_invoice, _invoices(month)), *charges],
        credit_notes=[*map(_credit_note, _credit_notes(month)), *waivers],
        receipts=sorted(_money(month), key=lambda row: (row.on, row.document, row.pence)),
    )


def _invoices(month: Month) -> QuerySet[Invoice]:
    rows = Invoice.objects.documents().filter(issued_on__range=(month.first, month.last))
    return rows.select_related("employer").prefetch_related("lines").order_by("issued_on", "pk")


def _invoice(row: Invoice) -> AccountingDocument:
    assert row.issued_on is not None
    assert row.due_on is not None
    assert row.tax_point is not None
    lines = sorted(row.lines.all(), key=lambda line: line.pk)
    return AccountingDocument(
        number=row.number,
        on=row.issued_on,
        due_on=row.due_on,
        tax_point=row.tax_point,
        reference=row.employer.reference,
        buyer=row.buyer,
        vat_kind=row.vat_kind,
        lines=[
            Line(one_line(line.description), line.net_pence, line.vat_pence, line.vat_rate)
            for line in lines
        ],
        purchase_order=row.purchase_order,
    )


def _credit_notes(month: Month) -> QuerySet[CreditNote]:
    rows = CreditNote.objects.filter(issued_on__range=(month.first, month.last))
    return rows.select_related("invoice__employer").order_by("issued_on", "pk")


def _credit_note(row: CreditNote) -> AccountingDocument:
    invoice = row.invoice
    what = f"Credit of invoice {invoice.number}: {one_line(row.reason)}"
    return AccountingDocument(
        number=row.number,
        on=row.issued_on,
        due_on=row.issued_on,
        tax_point=row.issued_on,
        reference=invoice.employer.reference,
        buyer=invoice.buyer,
        vat_kind=invoice.vat_kind,
        lines=[Line(what, row.net_pence, row.vat_pence, invoice.vat_rate)],
        purchase_order=invoice.purchase_order,
    )


def _late_charges(month: Month) -> Iterator[AccountingDocument]:
    rows = LateCharge.objects.filter(charged_on__range=(month.first, month.last))
    for row in rows.select_related("invoice__employer").order_by("charged_on", "pk"):
        what = f"Interest and fixed sum, because {row.invoice.number} was not paid in time"
        yield _late_document(row, "L", row.charged_on, Line(what, row.total_pence, 0, Decimal(0)))


def _waivers(month: Month) -> Iterator[AccountingDocument]:
    rows = LateChargeWaiver.objects.filter(waived_on__range=(month.first, month.last))
    for row in rows.select_related("charge__invoice__employer").order_by("waived_on", "pk"):
        what = f"Late charge {row.charge.invoice.number}-L given up: {one_line(row.reason)}"
        line = Line(what, row.amount_pence, 0, Decimal(0))
        yield _late_document(row.charge, "LW", row.waived_on, line)


def _late_document(charge: LateCharge, suffix: str, on: date, line: Line) -> AccountingDocument:
    """Return a late charge, or its waiver, as a document; it is outside the scope of VAT."""
    invoice = charge.invoice
    return AccountingDocument(
        number=f"{invoice.number}-{suffix}",
        on=on,
        due_on=on,
        tax_point=on,
        reference=invoice.employer.reference,
        buyer=invoice.buyer,
        vat_kind=VatKind.NOT_REGISTERED,
        lines=[line],
    )


def _money(month: Month) -> Iterator[Money]:
    """Yield the money received and paid back in a month, on invoices and on account."""
    days = (month.first, month.last)
    paid = Payment.objects.filter(received_on__range=days, credit_use=None)
    for row in paid.select_related("invoice__employer"):
        what = f"Payment of {row.invoice.number}, {row.get_method_display().lower()}"
        yield _on_invoice(row.invoice, row.received_on, row.amount_pence, what)
    for_charges = LateChargePayment.objects.filter(received_on__range=days)
    for extra in for_charges.select_related("charge__invoice__employer"):
        invoice = extra.charge.invoice
        what = f"Payment of {invoice.number}-L, {extra.get_method_display().lower()}"
        money = _on_invoice(invoice, extra.received_on, extra.amount_pence, what)
        yield replace(money, document=f"{invoice.number}-L")
    back = Refund.objects.filter(refunded_on__range=days)
    for refund in back.select_related("invoice__employer", "credit_note"):
        what = f"Refund under {refund.credit_note.number}"
        yield _on_invoice(refund.invoice, refund.refunded_on, -refund.amount_pence, what)
    credits = CustomerCredit.objects.filter(kept_on__range=days, bank_line__isnull=False)
    for credit in credits.select_related("employer"):
        yield _on_account(credit, credit.kept_on, credit.amount_pence, "Paid on account")
    returned = CreditUse.objects.filter(used_on__range=days, payment=None)
    for use in returned.select_related("credit__employer"):
        yield _on_account(use.credit, use.used_on, -use.amount_pence, "Credit paid back")


def _on_invoice(invoice: Invoice, on: date, pence: int, what: str) -> Money:
    name = invoice.buyer.get("name") or str(invoice.employer)
    return Money(on, pence, invoice.employer.reference, name, invoice.number, what)


def _on_account(credit: CustomerCredit, on: date, pence: int, what: str) -> Money:
    employer = credit.employer
    return Money(on, pence, employer.reference, employer.name, "", what)
