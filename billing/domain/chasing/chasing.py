"""The state of each debt: what goes out next and when, or why nothing does."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from billing.choices import REMINDER_STEPS, ReminderStep
from billing.models import CustomerCredit, Dispute, Invoice, PromiseToPay, Reminder
from billing.models.ledger.invoice import InvoiceQuerySet
from foundation.money import pounds
from foundation.periods import format_date

from .reminder_rules import ScheduledReminder, next_reminder


@dataclass(frozen=True, slots=True)
class Chase:
    """An unpaid invoice: its next step, if any, and in ``quiet`` why it is not taken."""

    invoice: Invoice
    next: ScheduledReminder | None
    quiet: str

    def is_due(self, *, on: date) -> bool:
        """Return whether the next step is due on a day."""
        return self.next is not None and self.next.on <= on and not self.quiet

    @property
    def sent(self) -> list[Reminder]:
        """The reminders that went out, the oldest first."""
        return sorted(self.invoice.reminders.all(), key=lambda one: (one.sent_on, one.pk))

    @property
    def dispute(self) -> Dispute | None:
        """The open dispute, if there is one."""
        return next((one for one in self.invoice.disputes.all() if one.closed_on is None), None)

    @property
    def promise(self) -> PromiseToPay | None:
        """The latest promise, whether or not it was kept."""
        return max(self.invoice.promises.all(), key=lambda one: one.pk, default=None)


def reminder_days() -> dict[ReminderStep, int]:
    """Return how many days after the due date each step is. Raises ImproperlyConfigured."""
    days = settings.REMINDER_DAYS
    if len(days) != len(REMINDER_STEPS) or days != sorted(set(days)) or not days[0] < 0 < days[1]:
        raise ImproperlyConfigured(
            "REMINDER_DAYS must be five rising numbers, the first below 0 and the others above: "
            "-3,3,14,30,45."
        )
    return dict(zip(REMINDER_STEPS, days, strict=True))


def chases(invoices: InvoiceQuerySet, *, on: date) -> list[Chase]:
    """Return the state of the unpaid ones among some invoices, the oldest debt first."""
    rows = list(
        invoices.outstanding()
        .select_related("employer__reminder_schedule")
        .prefetch_related("reminders", "disputes", "promises")
        .order_by("due_on", "pk")
    )
    covered, days = _covered({row.employer_id for row in rows}), reminder_days()
    return [Chase(row, _next(row, days, on), _quiet(row, covered, on)) for row in rows]


def steps_of(invoice: Invoice) -> list[ReminderStep]:
    """Return the steps that are on for the employer of an invoice."""
    schedule = getattr(invoice.employer, "reminder_schedule", None)
    return schedule.steps if schedule else list(REMINDER_STEPS)


def held_credit(employers: Iterable[int]) -> dict[int, int]:
    """Return the credit held for each of some employers, in pence with VAT."""
    held: dict[int, int] = defaultdict(int)
    credits = CustomerCredit.objects.available().filter(employer__in=employers)
    for employer, left in credits.values_list("employer", "left_pence"):  # type: ignore[misc]
        held[employer] += left
    return dict(held)


def _next(invoice: Invoice, days: Mapping[ReminderStep, int], on: date) -> ScheduledReminder | None:
    assert invoice.issued_on is not None
    assert invoice.due_on is not None
    return next_reminder(
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        on=on,
        days=days,
        steps=steps_of(invoice),
        sent={ReminderStep(one.step): one.sent_on for one in invoice.reminders.all()},
    )


def _quiet(invoice: Invoice, covered: Mapping[int, int], on: date) -> str:
    """Return why no reminder goes out for an unpaid invoice on a day; empty if one does."""
    chase = Chase(invoice, None, "")
    if chase.dispute:
        return f"Disputed since {format_date(chase.dispute.opened_on)}: {chase.dispute.reason}"
    if chase.promise and chase.promise.promised_on >= on:
        return f"Promised for {format_date(chase.promise.promised_on)} by {chase.promise.by_whom}"
    if invoice.pk in covered:
        return f"Covered by the credit of {pounds(covered[invoice.pk])} that we hold for them"
    return ""


def _covered(employers: set[int]) -> dict[int, int]:
    """Return the debts that the credit we hold would pay, the oldest first, with that credit."""
    held = held_credit(employers)
    debts = Invoice.objects.outstanding().filter(employer__in=held).order_by("due_on", "pk")
    covered: dict[int, int] = {}
    owed: dict[int, int] = defaultdict(int)
    for debt in debts:
        owed[debt.employer_id] += debt.outstanding_pence
        if owed[debt.employer_id] <= held[debt.employer_id]:
            covered[debt.pk] = held[debt.employer_id]
    return covered
