"""An employer's account with us on a day: what is open, and every move behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from django.db.models import F, QuerySet

from billing.models import CreditNote, Invoice, Payment, Refund
from employers.models import Employer
from project.foundation.periods import add_months

from .debtors import Debtor, bucket

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One move on the account, in pence with VAT: above 0 it is charged, below paid or credited."""

    on: date
    what: str
    reference: str
    pence: int
    balance_pence: int


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice on which something is owed; ``days_late`` is 0 until its due date has passed."""

    number: str
    issued_on: date
    due_on: date
    gross_pence: int
    owed_pence: int
    days_late: int


@dataclass(slots=True)
class Statement:
    """All in pence with VAT. Balance = what is open less the credit kept for the employer.

    ``entries`` are those of the twelve months to the day, after ``brought_forward_pence``.
    """

    employer: Employer
    on: date
    since: date
    brought_forward_pence: int = 0
    entries: list[Entry] = field(default_factory=list)
    balance_pence: int = 0
    kept_pence: int = 0
    open: list[OpenInvoice] = field(default_factory=list)
    aged: Debtor | None = None

    @property
    def overdue_pence(self) -> int:
        """What is owed on invoices past their due date."""
        return sum(invoice.owed_pence for invoice in self.open if invoice.days_late)


# A move, and the invoice it is on.
Move = tuple[date, str, str, int, int]


def statement(employer: Employer, *, on: date) -> Statement:
    """Return an employer's account at the end of a day.

    A debt we wrote off is still on it: we no longer expect it, and it is owed all the same.
    """
    told = Statement(employer, on, since=add_months(on, -MONTHS_SHOWN) + timedelta(days=1))
    invoices = Invoice.objects.documents().filter(employer=employer, issued_on__lte=on)
    owed: dict[int, int] = {}
    # Sorted by day alone: of one day, charges stay before what credits and pays them.
    for day, what, reference, pence, invoice in sorted(_moves(invoices, on), key=lambda m: m[0]):
        told.balance_pence += pence
        owed[invoice] = owed.get(invoice, 0) + pence
        if day < told.since:
            told.brought_forward_pence = told.balance_pence
        else:
            told.entries.append(Entry(day, what, reference, pence, told.balance_pence))
    notes = CreditNote.objects.filter(invoice__in=invoices, issued_on__lte=on, kept_pence__gt=0)
    for invoice, kept in notes.values_list("invoice", "kept_pence"):
        owed[invoice] += kept
        told.kept_pence += kept
    _open(told, invoices.filter(pk__in=[key for key, pence in owed.items() if pence]), owed)
    return told


def _moves(invoices: QuerySet[Invoice], on: date) -> Iterator[Move]:
    """Return every move on some invoices up to and including a day."""
    charged = invoices.values_list(F("issued_on"), "number", "gross_pence", "pk")
    credited = CreditNote.objects.filter(invoice__in=invoices, issued_on__lte=on).values_list(
        "issued_on", "number", "gross_pence", "invoice"
    )
    paid = Payment.objects.filter(invoice__in=invoices, received_on__lte=on).values_list(
        "received_on", "invoice__number", F("amount_pence"), "invoice"
    )
    back = Refund.objects.filter(invoice__in=invoices, refunded_on__lte=on).values_list(
        "refunded_on", "credit_note__number", F("amount_pence"), "invoice"
    )
    kinds = (
        (1, "Invoice", charged),
        (-1, "Credit note", credited),
        (-1, "Payment", paid),
        (1, "Refund to you", back),
    )
    return chain.from_iterable(
        ((day, what, number, sign * pence, key) for day, number, pence, key in rows.order_by("pk"))
        for sign, what, rows in kinds
    )


def _open(told: Statement, invoices: QuerySet[Invoice], owed: dict[int, int]) -> None:
    """Add what is owed, invoice by invoice and by age."""
    employer = told.employer
    for invoice in invoices.order_by("due_on", "pk"):
        assert invoice.issued_on is not None
        assert invoice.due_on is not None
        pence, late = owed[invoice.pk], (told.on - invoice.due_on).days
        days = (invoice.issued_on, invoice.due_on)
        told.open.append(
            OpenInvoice(invoice.number, *days, invoice.gross_pence, pence, max(late, 0))
        )
        if told.aged is None:
            told.aged = Debtor(employer.pk, employer.reference, employer.name, invoice.due_on)
        column = bucket(late)
        setattr(told.aged, column, getattr(told.aged, column) + pence)
        told.aged.total_pence += pence
