"""What chasing leaves to a person: broken promises, whom to put on stop, and whom to release."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from billing.domain import reminders
from billing.domain.chasing import Chase
from billing.models import Dispute, Invoice, PromiseToPay
from employers.models import Employer
from project.foundation.money import pounds
from project.foundation.periods import written

from .task import Task

KINDS: Final = ("promise_broken", "employer_to_stop", "employer_to_release")


def tasks(*, on: date) -> list[Task]:
    """Return what waits for somebody on a day because of unpaid invoices."""
    return [*_broken(on), *_to_stop(on), *_to_release(on)]


def why_stop(chase: Chase, *, on: date) -> str:
    """Return why an employer is to be put on stop, as it is kept in its history."""
    invoice = chase.invoice
    assert invoice.due_on is not None
    days = [written(one.sent_on) for one in chase.sent]
    asked = f"reminded on {', '.join(days)}" if days else "no reminder was sent"
    return (
        f"{pounds(invoice.outstanding_pence)} of invoice {invoice} is {(on - invoice.due_on).days} "
        f"days late ({asked})"
    )


def _broken(on: date) -> Iterator[Task]:
    """Yield the last promises whose day went by, and nothing, or not all, was paid."""
    later = PromiseToPay.objects.filter(invoice=OuterRef("invoice"), pk__gt=OuterRef("pk"))
    owed = Invoice.objects.outstanding().exclude(disputes__in=_open_disputes())
    broken = PromiseToPay.objects.filter(
        ~Exists(later), promised_on__lt=on, invoice__in=owed
    ).select_related("invoice__employer")
    for promise in broken.order_by("pk"):
        invoice, day = promise.invoice, written(promise.promised_on)
        sentence = (
            f"Ask {promise.by_whom} of {invoice.employer}: {invoice} was promised for {day}, and "
            f"{pounds(invoice.outstanding_pence)} is still open."
        )
        yield Task("promise_broken", f"invoices/{invoice.pk}/", promise.promised_on, sentence)


def _open_disputes() -> QuerySet[Dispute]:
    return Dispute.objects.filter(closed_on=None)


def _to_stop(on: date) -> Iterator[Task]:
    """Yield one task an employer, for its oldest debt that went through the whole ladder."""
    seen = set()
    for chase in reminders.to_stop(on=on):
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
