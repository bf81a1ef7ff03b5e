"""What the story's office does about debts: reminders as they fall due, disputes and promises."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from billing.domain.chasing import disputes, promises, reminders
from billing.domain.chasing.chasing import chases
from billing.domain.chasing.late_payment_rules import NoReferenceRate
from billing.models import Invoice
from foundation.models import OutboxRow, OutboxState

from .days import Ago, Day
from .office import Office

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
AHEAD = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Disputed:
    """What they said was wrong, from when, and how it was settled, if it was."""

    on: Day
    reason: str
    settled: Day | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    """By when they said they would pay, and who said so."""

    on: Day
    by: Day
    whom: str


# By the graduate the invoice is for.
SAID: dict[str, Disputed | Promised] = {
    "Samir Chaudhury": Disputed(
        Ago(11, 22),
        "The invoice names the landlord's address",
        Ago(11, 28),
        "The address is the one they gave us: they pay as it is",
    ),
    "Farid Haddad": Disputed(
        Ago(3, 6), "They say the bonus is not part of the salary agreed, and paid half"
    ),
    "Efua Asante": Promised(Ago(2, 5), Ago(1, 9), "Joan, who keeps their books"),
    "Noah Abrahams": Promised(Ago(1, 24), Ago(0, 12), "Priya in their office"),
}


def foresee_chasing(office: Office, invoice: Invoice, graduate: str) -> None:
    """Note the reminders of an invoice that was just issued, and what is said about it."""
    assert invoice.due_on is not None
    note = office.diary.note
    note(invoice.due_on - AHEAD, _remind, office, invoice.pk)
    said = SAID.get(graduate)
    if isinstance(said, Disputed):
        note(office.day(said.on), _dispute, office, invoice.pk, said)
    elif said:
        note(office.day(said.on), _promise, office, invoice.pk, said)


def _remind(office: Office, pk: int, *, on: date) -> None:
    """Send what is due, and note the next: until it is paid, or nothing is left to send."""
    found = chases(Invoice.objects.filter(pk=pk), on=on)
    if not found or found[0].next is None or found[0].next.step == "on_stop":
        return
    [chase] = found
    assert chase.next is not None
    if not chase.is_due(on=on):
        office.diary.note(max(chase.next.on, on + A_WEEK), _remind, office, pk)
        return
    try:
        sent = reminders.send(pk, by=None, on=on)
    except NoReferenceRate:
        return  # the story goes on in half-years whose rate nobody has written down yet
    # Letters of the story went to nobody, and are not to go to anybody now.
    OutboxRow.objects.filter(key=reminders.key_of(sent.pk)).update(
        state=OutboxState.DONE, done_at=make_aware(datetime.combine(on, time(9)))
    )
    office.diary.note(on + A_DAY, _remind, office, pk)


def _dispute(office: Office, pk: int, said: Disputed, *, on: date) -> None:
    if not Invoice.objects.outstanding().filter(pk=pk).exists():
        return
    disputes.open_on(pk, reason=said.reason, by=office.finance, on=on)
    if said.settled:
        day = office.day(said.settled)
        office.diary.note(day, disputes.settle, pk, outcome=said.outcome, by=office.finance)


def _promise(office: Office, pk: int, said: Promised, *, on: date) -> None:
    if Invoice.objects.outstanding().filter(pk=pk).exists():
        promises.record(
            pk, promised_on=office.day(said.by), by_whom=said.whom, by=office.finance, on=on
        )
