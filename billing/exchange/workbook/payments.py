"""The sheet Payments: money in, and money back out as negative amounts."""

from collections.abc import Iterator
from datetime import date
from heapq import merge
from typing import Any

from django.db.models import F, QuerySet, Value

from billing.choices import PaymentMethod
from billing.models import Payment, Refund

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
ABOUT = "One row a payment or refund, with the share of it that is not VAT. Up to {day}."


def write_payments(book: Book) -> None:
    """Fill the sheet, and tally what the checks look for."""
    table = Table(book, "Payments", "pay", COLUMNS, about=ABOUT.format(day=book.as_of_words))
    on = book.period.as_of
    for found in _movements(on):
        sign = 1 if found["kind"] == "Payment" else -1
        amount, net = sign * found["amount_pence"], sign * found["net_pence"]
        dated = found["invoice_dated"]
        table.add(
            [
                *(found["day"], found["kind"], found["invoice_number"] or None),
                *(found["employer"], found["graduate"], found["cohort"] or NO_COHORT),
                PaymentMethod(found["method"]).label if found["method"] else None,
                *(found["note"] or None, amount, net, amount - net, dated),
                yes(found["recorded"]),
            ]
        )
        if dated > on:
            book.tally("in_advance", amount)
        book.tally("unrecorded", int(not found["recorded"]))
    table.finish()


def payments_upto(on: date) -> QuerySet[Payment]:
    """Return the payments received by a day."""
    return Payment.objects.filter(received_on__lte=on)


def refunds_upto(on: date) -> QuerySet[Refund]:
    """Return the refunds paid by a day."""
    return Refund.objects.filter(refunded_on__lte=on)


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
    yield from merge(_read(came), _read(went), key=lambda found: found["day"])


def _read(moved: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    rows = moved.annotate(
        invoice_number=F("invoice__number"),
        invoice_dated=F("invoice__issued_on"),
        employer=F("invoice__employer__name"),
        graduate=F("invoice__fee__hire__graduate__full_name"),
        cohort=F("invoice__fee__hire__graduate__cohort__name"),
    ).order_by("day", "pk")
    columns = ["kind", "day", "invoice_number", "invoice_dated", "employer", "graduate", "cohort"]
    columns += ["method", "note", "amount_pence", "net_pence", "recorded"]
    yield from rows.values(*columns).iterator(chunk_size=AT_A_TIME)
