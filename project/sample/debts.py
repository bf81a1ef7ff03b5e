"""How the story's office chases debts: reminders as they fall due, disputes and promises."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from billing.domain.chasing import disputes, promises, reminders
from billing.domain.chasing.chasing import chases
from billing.domain.chasing.late_payment_rules import NoReferenceRate
from billing.models import Invoice
from foundation.models import OutboxRow, OutboxState

from .days import Day
from .entries import entries
from .office import Office

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
AHEAD = timedelta(days=3)
FILE = "debts.toml"


@dataclass(frozen=True, slots=True)
class Disputed:
    """What the employer says is wrong, from when, and how it was settled, if it was.

    ``graduate`` is the one the invoice is for.
    """

    graduate: str
    on: Day
    reason: str
    settled: Day | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    """By when the employer promised to pay, and who promised it."""

    graduate: str
    on: Day
    by: Day
    by_whom: str


DISPUTES = {dispute.graduate: dispute for dispute in entries(Disputed, FILE, "disputes")}
PROMISES = {promise.graduate: promise for promise in entries(Promised, FILE, "promises")}


def plan_chasing(office: Office, invoice: Invoice, graduate: str) -> None:
    """Note the reminders of an invoice that was just issued, and its dispute or promise."""
    assert invoice.due_on is not None
    note = office.diary.note
    note(invoice.due_on - AHEAD, _remind, office, invoice.pk)
    if dispute := DISPUTES.get(graduate):
        note(office.day(dispute.on), _dispute, office, invoice.pk, dispute)
    elif promise := PROMISES.get(graduate):
        note(office.day(promise.on), _promise, office, invoice.pk, promise)


def _remind(office: Office, pk: int, *, on: date) -> None:
    """Send what is due, and note the next: until it is paid, or nothing is left to send."""
    chase = next(iter(chases(Invoice.objects.filter(pk=pk), on=on)), None)
    if chase is None or chase.next is None or chase.next.step == "on_stop":
        return
    if not chase.is_due(on=on):
        office.diary.note(max(chase.next.on, on + A_WEEK), _remind, office, pk)
        return
    try:
        sent = reminders.send(pk, by=None, on=on)
    except NoReferenceRate:
        return  # the story may run into half-years whose rate is not published yet
    # The people of the story do not exist, so none of its emails may be sent.
    OutboxRow.objects.filter(key=reminders.key_of(sent.pk)).update(
        state=OutboxState.DONE, done_at=make_aware(datetime.combine(on, time(9)))
    )
    office.diary.note(on + A_DAY, _remind, office, pk)


def _dispute(office: Office, pk: int, dispute: Disputed, *, on: date) -> None:
    if not Invoice.objects.outstanding().filter(pk=pk).exists():
        return
    disputes.open_on(pk, reason=dispute.reason, by=office.finance, on=on)
    if dispute.settled:
        day = office.day(dispute.settled)
        office.diary.note(day, disputes.settle, pk, outcome=dispute.outcome, by=office.finance)


def _promise(office: Office, pk: int, promise: Promised, *, on: date) -> None:
    if Invoice.objects.outstanding().filter(pk=pk).exists():
        promises.record(
            pk,
            promised_on=office.day(promise.by),
            by_whom=promise.by_whom,
            by=office.finance,
            on=on,
        )
