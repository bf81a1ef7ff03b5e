"""What chasing leaves to a person: promises, disputes, lost letters, and whom to put on stop."""

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
# So long after it was opened a dispute is to be settled, or somebody looks at it.
TIME_TO_SETTLE: Final = timedelta(days=14)


def tasks(*, on: date, going: Sequence[Chase] | None = None) -> list[Task]:
    """Return what waits for somebody on a day because of unpaid invoices.

    ``going`` are the debts that ``reminders.to_stop`` looks through.
    """
    parts = (_broken(on), _to_settle(on), _undelivered(on), _to_stop(on, going), _to_release(on))
    return [task for part in parts for task in part]


def why_stop(chase: Chase, *, on: date) -> str:
    """Return why an employer is to be put on stop, as it is kept in its history."""
    invoice = chase.invoice
    assert invoice.due_on is not None
    days = [format_date(one.sent_on) for one in chase.sent]
    reminded = f"reminded on {', '.join(days)}" if days else "no reminder was sent"
    return (
        f"{pounds(invoice.outstanding_pence)} of invoice {invoice} is {(on - invoice.due_on).days} "
        f"days late ({reminded})"
    )


def _broken(on: date) -> Iterator[Task]:
    """Yield the last promises whose day went by, and nothing, or not all, was paid."""
    later = PromiseToPay.objects.filter(invoice=OuterRef("invoice"), pk__gt=OuterRef("pk"))
    owed = Invoice.objects.outstanding().exclude(disputes__in=_open_disputes())
    broken = PromiseToPay.objects.filter(
        ~Exists(later), promised_on__lt=on, invoice__in=owed
    ).select_related("invoice__employer")
    for promise in broken.order_by("pk"):
        invoice, day = promise.invoice, format_date(promise.promised_on)
        sentence = (
            f"Ask {promise.by_whom} of {invoice.employer}: {invoice} was promised for {day}, and "
            f"{pounds(invoice.outstanding_pence)} is still open."
        )
        yield Task("promise_broken", f"invoices/{invoice.pk}/", promise.promised_on, sentence)


def _open_disputes() -> QuerySet[Dispute]:
    return Dispute.objects.filter(closed_on=None)


def _to_settle(on: date) -> Iterator[Task]:
    """Yield the disputes of what is owed, each to be settled within 14 days."""
    opened = _open_disputes().filter(opened_on__lte=on, invoice__in=Invoice.objects.outstanding())
    for dispute in opened.select_related("invoice__employer").order_by("pk"):
        invoice, day = dispute.invoice, format_date(dispute.opened_on)
        sentence = (
            f"Settle with {invoice.employer} what is wrong with {invoice}, of which "
            f"{pounds(invoice.outstanding_pence)} is open: disputed on {day}."
        )
        due_by = dispute.opened_on + TIME_TO_SETTLE
        yield Task("dispute_to_settle", f"invoices/{invoice.pk}/", due_by, sentence)


def _undelivered(on: date) -> Iterator[Task]:
    """Yield the reminders whose letter the mail server refused for good."""
    given_up = OutboxRow.objects.given_up().filter(subject_type=Reminder._meta.label_lower)
    lost = Reminder.objects.filter(pk__in=given_up.values("subject_id"), sent_on__lte=on)
    for reminder in lost.select_related("invoice__employer").order_by("pk"):
        sentence = (
            f"Find another address of {reminder.invoice.employer}: the "
            f"{reminder.get_step_display().lower()} of {reminder.invoice} to {reminder.to} could "
            "not be delivered."
        )
        subject = f"invoices/{reminder.invoice_id}/"
        yield Task("reminder_undelivered", subject, reminder.sent_on, sentence)


def _to_stop(on: date, going: Sequence[Chase] | None) -> Iterator[Task]:
    """Yield one task an employer, for its oldest debt that went through the whole ladder."""
    seen = set()
    for chase in reminders.to_stop(on=on, going=going):
        employer = chase.invoice.employer
        if employer.pk in seen or chase.next is None:
            continue
        seen.add(employer.pk)
        sentence = f"Put {employer} on stop, or agree what follows: {why_stop(chase, on=on)}."
        yield Task("employer_to_stop", f"employers/{employer.pk}/", chase.next.on, sentence)


def _to_release(on: date) -> Iterator[Task]:
    late = Invoice.objects.overdue(on=on).filter(employer=OuterRef("pk"))
    for employer in Employer.objects.filter(~Exists(late), on_stop=True).order_by("pk"):
        sentence = f"Look whether {employer} can be released: it is on stop, and nothing is late."
        yield Task("employer_to_release", f"employers/{employer.pk}/", on, sentence)
