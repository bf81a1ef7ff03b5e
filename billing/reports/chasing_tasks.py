"""Chasing tasks for a person: promises, disputes, undelivered reminders, employers to stop."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from billing.domain.chasing import reminders
from billing.domain.chasing.chasing import Chase
from billing.models import Dispute, Invoice, PromiseToPay, Reminder
from employers.models import Employer
from foundation.models import OutboxRow
from foundation.money import pounds
from foundation.periods import format_date

from .task import Task

KINDS: Final = (
    "promise_broken",
    "dispute_to_settle",
    "reminder_undelivered",
    "employer_to_stop",
    "employer_to_release",
)
# A dispute should be settled within this time of being opened.
TIME_TO_SETTLE: Final = timedelta(days=14)


def tasks(*, on: date, going: Sequence[Chase] | None = None) -> list[Task]:
    """Return the tasks on a day that come from unpaid invoices.

    ``going`` are the debts that ``reminders.to_stop`` looks through.
    """
    parts = (_broken(on), _to_settle(on), _undelivered(on), _to_stop(on, going), _to_release(on))
    return [task for part in parts for task in part]


def why_stop(chase: Chase, *, on: date) -> str:
    """Return the reason to put an employer on stop, as its history records it."""
    invoice = chase.invoice
    assert invoice.due_on is not None
    days = [format_date(one.sent_on) for one in chase.sent]
    reminded = f"reminders sent on {', '.join(days)}" if days else "no reminders sent"
    return (
        f"{pounds(invoice.outstanding_pence)} of invoice {invoice} is {(on - invoice.due_on).days} "
        f"days late ({reminded})"
    )


def _broken(on: date) -> Iterator[Task]:
    """Yield each invoice's last promise if its day has passed and the invoice is not fully paid."""
    later = PromiseToPay.objects.filter(invoice=OuterRef("invoice"), pk__gt=OuterRef("pk"))
    owed = Invoice.objects.outstanding().exclude(disputes__in=_open_disputes())
    broken = PromiseToPay.objects.filter(
        ~Exists(later), promised_on__lt=on, invoice__in=owed
    ).select_related("invoice__employer")
    for promise in broken.order_by("pk"):
        invoice, day = promise.invoice, format_date(promise.promised_on)
        sentence = (
            f"Contact {promise.by_whom} at {invoice.employer}: {invoice} was promised for {day}, "
            f"but {pounds(invoice.outstanding_pence)} is still unpaid."
        )
        yield Task("promise_broken", f"invoices/{invoice.pk}/", promise.promised_on, sentence)


def _open_disputes() -> QuerySet[Dispute]:
    return Dispute.objects.filter(closed_on=None)


def _to_settle(on: date) -> Iterator[Task]:
    """Yield the disputes about unpaid invoices, each to settle within 14 days."""
    opened = _open_disputes().filter(opened_on__lte=on, invoice__in=Invoice.objects.outstanding())
    for dispute in opened.select_related("invoice__employer").order_by("pk"):
        invoice, day = dispute.invoice, format_date(dispute.opened_on)
        sentence = (
            f"Settle the dispute with {invoice.employer} about {invoice}, opened on {day}: "
            f"{pounds(invoice.outstanding_pence)} is unpaid."
        )
        due_by = dispute.opened_on + TIME_TO_SETTLE
        yield Task("dispute_to_settle", f"invoices/{invoice.pk}/", due_by, sentence)


def _undelivered(on: date) -> Iterator[Task]:
    """Yield the reminders that the mail server refused for good."""
    given_up = OutboxRow.objects.given_up().filter(subject_type=Reminder._meta.label_lower)
    lost = Reminder.objects.filter(pk__in=given_up.values("subject_id"), sent_on__lte=on)
    for reminder in lost.select_related("invoice__employer").order_by("pk"):
        sentence = (
            f"Find another address for {reminder.invoice.employer}: the "
            f"{reminder.get_step_display().lower()} for {reminder.invoice} to {reminder.to} could "
            "not be delivered."
        )
        subject = f"invoices/{reminder.invoice_id}/"
        yield Task("reminder_undelivered", subject, reminder.sent_on, sentence)


def _to_stop(on: date, going: Sequence[Chase] | None) -> Iterator[Task]:
    """Yield one task for each employer whose oldest debt has had all its reminders."""
    seen = set()
    for chase in reminders.to_stop(on=on, going=going):
        employer = chase.invoice.employer
        if employer.pk in seen or chase.next is None:
            continue
        seen.add(employer.pk)
        sentence = f"Put {employer} on stop, or agree the next step: {why_stop(chase, on=on)}."
        yield Task("employer_to_stop", f"employers/{employer.pk}/", chase.next.on, sentence)


def _to_release(on: date) -> Iterator[Task]:
    late = Invoice.objects.overdue(on=on).filter(employer=OuterRef("pk"))
    for employer in Employer.objects.filter(~Exists(late), on_stop=True).order_by("pk"):
        sentence = f"Check whether to release {employer}: it is on stop, but nothing is late."
        yield Task("employer_to_release", f"employers/{employer.pk}/", on, sentence)
