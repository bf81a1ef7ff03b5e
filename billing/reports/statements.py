"""An employer's account with us on a day: what is open, and every move behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from django.db.models import F, QuerySet

from billing.models import (
    CreditNote,
    Invoice,
    LateCharge,
    LateChargeWaiver,
    Payment,
    Refund,
)
from employers.models import Employer
from foundation.periods import add_months

from .customer_credit import NO_INVOICE, credit_moves
from .debtors import Debtor, bucket

MONTHS = 12


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
    """An invoice, or a late charge (INV-0001-L), on which something is owed.

    ``days_late`` is 0 until its due date has passed.
    """

    number: str
    issued_on: date
    due_on: date
    gross_pence: int
    owed_pence: int
    days_late: int


@dataclass(slots=True)
class Statement:
    """All in pence with VAT. Balance = what is open less the credit we hold for the employer.

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

    def add(self, open_: OpenInvoice) -> None:
        """Add what is open on one document, to the list and to its age."""
        self.open.append(open_)
        if self.aged is None:
            firm = self.employer
            self.aged = Debtor(firm.pk, firm.reference, firm.name, open_.due_on)
        column = bucket((self.on - open_.due_on).days)
        setattr(self.aged, column, getattr(self.aged, column) + open_.owed_pence)
        self.aged.total_pence += open_.owed_pence

    @property
    def overdue_pence(self) -> int:
        """What is owed on invoices past their due date."""
        return sum(invoice.owed_pence for invoice in self.open if invoice.days_late)


# A move with the key of its invoice: below zero for a late charge, NO_INVOICE for credit.
Move = tuple[date, str, str, int, int]


def statement(employer: Employer, *, on: date) -> Statement:
    """Return an employer's account at the end of a day.

    A debt we wrote off is still on it: we no longer expect it, but it is still owed.
    """
    account = Statement(employer, on, since=add_months(on, -MONTHS) + timedelta(days=1))
    invoices = Invoice.objects.documents().filter(employer=employer, issued_on__lte=on)
    owed: dict[int, int] = {}
    # Sorted by day alone: of one day, charges stay before what credits and pays them.
    charges = _charges(invoices, on)
    moves = chain(_moves(invoices, on), _late_moves(charges, on), credit_moves(employer, on=on))
    for day, what, reference, pence, invoice in sorted(moves, key=lambda move: move[0]):
        account.balance_pence += pence
        owed[invoice] = owed.get(invoice, 0) + pence
        if day < account.since:
            account.brought_forward_pence = account.balance_pence
        else:
            account.entries.append(Entry(day, what, reference, pence, account.balance_pence))
    account.kept_pence -= owed.pop(NO_INVOICE, 0)
    notes = CreditNote.objects.filter(invoice__in=invoices, issued_on__lte=on, kept_pence__gt=0)
    for invoice, held in notes.values_list("invoice", "kept_pence"):
        owed[invoice] += held
        account.kept_pence += held
    _open(account, invoices.filter(pk__in=[key for key, pence in owed.items() if pence]), owed)
    _open_charges(account, charges, owed)
    if account.aged:
        account.aged.kept_pence = account.kept_pence
    return account


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


def _charges(invoices: QuerySet[Invoice], on: date) -> list[LateCharge]:
    """Return the late charges on some invoices up to a day, with their payments and waivers."""
    made = LateCharge.objects.filter(invoice__in=invoices, charged_on__lte=on)
    known = made.select_related("invoice", "waiver").prefetch_related("payments")
    return list(known.order_by("charged_on", "pk"))


def _late_moves(charges: list[LateCharge], on: date) -> Iterator[Move]:
    """Yield every move on late charges up to and including a day."""
    for charge in charges:
        number, key = f"{charge.invoice.number}-L", -charge.pk
        yield charge.charged_on, "Late payment charge", number, charge.total_pence, key
        for paid in charge.payments.all():
            if paid.received_on <= on:
                yield paid.received_on, "Payment", number, -paid.amount_pence, key
        waiver: LateChargeWaiver | None = getattr(charge, "waiver", None)
        if waiver and waiver.waived_on <= on:
            yield waiver.waived_on, "Late charge waived", number, -waiver.amount_pence, key


def _open_charges(account: Statement, charges: list[LateCharge], owed: dict[int, int]) -> None:
    """Add what is owed on late charges, which fall due when they are made."""
    for charge in charges:
        day, left = charge.charged_on, owed[-charge.pk]
        if left:
            days = (day, day, charge.total_pence, left, (account.on - day).days)
            account.add(OpenInvoice(f"{charge.invoice.number}-L", *days))


def _open(account: Statement, invoices: QuerySet[Invoice], owed: dict[int, int]) -> None:
    """Add what is owed, invoice by invoice."""
    for invoice in invoices.order_by("due_on", "pk"):
        assert invoice.issued_on is not None
        assert invoice.due_on is not None
        late = max((account.on - invoice.due_on).days, 0)
        days = (invoice.issued_on, invoice.due_on)
        account.add(OpenInvoice(invoice.number, *days, invoice.gross_pence, owed[invoice.pk], late))
