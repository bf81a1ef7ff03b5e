"""The sheet Payments: money in, and money back out as negative amounts."""

from collections.abc import Iterator
from datetime import date
from heapq import merge
from typing import Any

from django.db.models import F, QuerySet, Value

from billing.choices import PaymentMethod
from billing.models import CreditUse, Payment, Refund

from . import styles
from .book import Book
from .rows import AT_A_TIME, NO_COHORT, on_record, yes
from .table import Column, Table

COLUMNS = [
    Column("Day", "day", styles.DATE, 12),
    Column("Kind", "kind", styles.TEXT, 10),
    Column("Invoice", "invoice", styles.STRONG_TEXT, 12),
    Column("Employer", "employer", styles.TEXT, 31),
    Column("Graduate", "graduate", styles.TEXT, 24),
    Column("Cohort", "cohort", styles.TEXT, 21),
    Column("Method", "method", styles.TEXT, 18),
    Column("Reference", "reference", styles.TEXT, 36),
    Column("Amount", "amount", styles.STRONG_AMOUNT, 13, total=True),
    Column("Net share", "net", styles.AMOUNT, 13, total=True),
    Column("VAT share", "vat", styles.AMOUNT, 13, total=True),
    Column("Invoice dated", "invoice_dated", styles.DATE, 12, print=False),
    Column("In the history", "on_record", styles.TEXT, 9, print=False),
]
CREDIT_USED = "Credit used"
ABOUT = (
    "One row for each payment or refund, with its share that is not VAT. Credit from a credit note "
    "that is used is a payment on one invoice, and taken off the other. Up to {day}."
)


def write_payments(book: Book) -> None:
    """Fill the sheet, and tally the figures for the checks."""
    table = Table(book, "Payments", "pay", COLUMNS, about=ABOUT.format(day=book.as_of_words))
    on = book.period.as_of
    for movement in _movements(on):
        sign = 1 if movement["kind"] == "Payment" else -1
        amount, net = sign * movement["amount_pence"], sign * movement["net_pence"]
        dated = movement["invoice_dated"]
        table.add(
            [
                *(movement["day"], movement["kind"], movement["invoice_number"] or None),
                *(movement["employer"], movement["graduate"], movement["cohort"] or NO_COHORT),
                PaymentMethod(movement["method"]).label if movement["method"] else None,
                *(movement["note"] or None, amount, net, amount - net, dated),
                yes(movement["recorded"]),
            ]
        )
        if dated > on:
            book.tally("in_advance", amount)
        if movement["kind"] == CREDIT_USED:
            book.tally("credit_used", amount)
        book.tally("unrecorded", int(not movement["recorded"]))
    table.finish()


def payments_upto(on: date) -> QuerySet[Payment]:
    """Return the payments received by a day."""
    return Payment.objects.filter(received_on__lte=on)


def refunds_upto(on: date) -> QuerySet[Refund]:
    """Return the refunds paid by a day."""
    return Refund.objects.filter(refunded_on__lte=on)


def uses_upto(on: date) -> QuerySet[CreditUse]:
    """Return the uses, by a day, of credit from notes: they reduce what their invoice collected."""
    return CreditUse.objects.filter(used_on__lte=on, credit__credit_note__isnull=False)


def _movements(on: date) -> Iterator[dict[str, Any]]:
    """Yield payments and refunds in the order of their days."""
    came = payments_upto(on).annotate(
        kind=Value("Payment"),
        day=F("received_on"),
        note=F("reference"),
        recorded=on_record(Payment),
    )
    went = refunds_upto(on).annotate(
        kind=Value("Refund"),
        day=F("refunded_on"),
        note=F("reason"),
        method=Value(""),
        recorded=on_record(Refund),
    )
    used = uses_upto(on).annotate(
        kind=Value(CREDIT_USED),
        day=F("used_on"),
        note=F("credit__credit_note__number"),
        method=Value(""),
        recorded=on_record(CreditUse),
    )
    rows = (_read(came), _read(went), _read(used, "credit__credit_note__invoice"))
    yield from merge(*rows, key=lambda movement: movement["day"])


def _read(moved: QuerySet[Any], invoice: str = "invoice") -> Iterator[dict[str, Any]]:
    rows = moved.annotate(
        invoice_number=F(f"{invoice}__number"),
        invoice_dated=F(f"{invoice}__issued_on"),
        employer=F(f"{invoice}__employer__name"),
        graduate=F(f"{invoice}__fee__hire__graduate__full_name"),
        cohort=F(f"{invoice}__fee__hire__graduate__cohort__name"),
    ).order_by("day", "pk")
    columns = ["kind", "day", "invoice_number", "invoice_dated", "employer", "graduate", "cohort"]
    columns += ["method", "note", "amount_pence", "net_pence", "recorded"]
    yield from rows.values(*columns).iterator(chunk_size=AT_A_TIME)
