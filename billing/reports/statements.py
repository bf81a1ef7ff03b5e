"""An employer's account with us on a day: what is open, and every move behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter

from django.db.models import F, Sum

from billing.models import CreditNote, Invoice, Payment, Refund
from employers.models import Employer
from project.foundation.periods import add_months

from .debtors import Debtor, bucket, owing

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One move on the account, in pence with VAT: above 0 it is charged, below paid or credited."""

    on: date
    what: str
    reference: str
    pence: int
    balance_pence: int = 0


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


def statement(employer: Employer, *, on: date) -> Statement:
    """Return an employer's account at the end of a day."""
    told = Statement(employer, on, since=add_months(on, -MONTHS_SHOWN) + timedelta(days=1))
    for entry in sorted(_entries(employer, on), key=attrgetter("on")):
        told.balance_pence += entry.pence
        if entry.on < told.since:
            told.brought_forward_pence = told.balance_pence
            continue
        told.entries.append(
            Entry(entry.on, entry.what, entry.reference, entry.pence, told.balance_pence)
        )
    notes = CreditNote.objects.filter(invoice__employer=employer, issued_on__lte=on)
    told.kept_pence = notes.aggregate(n=Sum("kept_pence"))["n"] or 0
    _open(told)
    return told


def _entries(employer: Employer, on: date) -> Iterator[Entry]:
    """Yield every move up to and including a day; of one day, charges before what pays them."""
    issued = Invoice.objects.documents().filter(employer=employer, issued_on__lte=on).order_by("pk")
    for day, number, pence in issued.values_list(F("issued_on"), "number", "gross_pence"):
        yield Entry(day, "Invoice", number, pence)
    back = Refund.objects.filter(invoice__employer=employer, refunded_on__lte=on).order_by("pk")
    notes = CreditNote.objects.filter(invoice__employer=employer, issued_on__lte=on)
    for day, number, pence in notes.order_by("pk").values_list(
        "issued_on", "number", "gross_pence"
    ):
        yield Entry(day, "Credit note", number, -pence)
    paid = Payment.objects.filter(invoice__employer=employer, received_on__lte=on).order_by("pk")
    for day, number, pence in paid.values_list("received_on", "invoice__number", F("amount_pence")):
        yield Entry(day, "Payment", number, -pence)
    for day, number, pence in back.values_list(
        "refunded_on", "credit_note__number", F("amount_pence")
    ):
        yield Entry(day, "Refund to you", number, pence)


def _open(told: Statement) -> None:
    """Add what is owed, invoice by invoice and by age."""
    employer = told.employer
    rows = owing(on=told.on).filter(employer=employer).order_by("due_on", "pk")
    for number, issued_on, due_on, gross, owed in rows.values_list(
        "number", "issued_on", "due_on", "gross_pence", F("owed_pence")
    ):
        late = (told.on - due_on).days
        told.open.append(OpenInvoice(number, issued_on, due_on, gross, owed, max(late, 0)))
        if told.aged is None:
            told.aged = Debtor(employer.pk, employer.reference, employer.name, due_on)
        column = bucket(late)
        setattr(told.aged, column, getattr(told.aged, column) + owed)
        told.aged.total_pence += owed
