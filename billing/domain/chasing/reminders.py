"""Reminding employers of what they owe: what it would say, and sending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import formataddr, parseaddr
from typing import Final

from django.conf import settings

from billing import notices
from billing.choices import ReminderStep
from billing.domain.ledger import snapshots
from billing.models import Document, Invoice, Reminder
from billing.models.ledger.invoice import InvoiceQuerySet
from foundation import history, mailing
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.models import OutboxRow
from foundation.periods import format_date
from foundation.transactions import atomic

from . import late_payment
from .chasing import Chase, chases, reminder_days

PDF: Final = "application/pdf"


class NotChased(DomainError):
    """Nothing is owed, or something speaks against a reminder."""

    code = "not_chased"


class NoReminderLeft(DomainError):
    """All letters of the ladder went out, or the next is not due."""

    code = "no_reminder_left"


class NoAddress(DomainError):
    """Nobody knows where to write to."""

    code = "no_address"


@dataclass(frozen=True, slots=True)
class Letter:
    """A reminder as it would go out; ``attached`` is the name of the PDF, if there is one."""

    step: ReminderStep
    due_on: date
    to: str
    words: notices.Email
    attached: str
    quiet: str


def waiting(*, on: date) -> list[Chase]:
    """Return the debts of which somebody is to be reminded on a day, the oldest first."""
    return [
        chase
        for chase in chases(_old_enough(ReminderStep.BEFORE_DUE, on), on=on)
        if chase.is_due(on=on) and _is_letter(chase)
    ]


def to_stop(*, on: date, going: Sequence[Chase] | None = None) -> list[Chase]:
    """Return the debts for which their employer is to be put on stop, and is not yet.

    ``going`` are the debts of ``may_stop`` and any others, for who has read them already.
    """
    return [
        chase
        for chase in (chases(may_stop(on=on), on=on) if going is None else going)
        if chase.is_due(on=on) and not _is_letter(chase) and not chase.invoice.employer.on_stop
    ]


def may_stop(*, on: date) -> InvoiceQuerySet:
    """Return the invoices late enough to put their employer on stop, whatever speaks against it."""
    return _old_enough(ReminderStep.ON_STOP, on).filter(employer__on_stop=False)


def _old_enough(step: ReminderStep, on: date) -> InvoiceQuerySet:
    """Return the invoices for which a step can be due on a day: no others need be read."""
    return Invoice.objects.filter(due_on__lte=on - timedelta(days=reminder_days()[step]))


def preview(invoice_id: int, *, on: date) -> Letter:
    """Return the reminder of an invoice that comes next, as it would read on a day.

    ``quiet`` says why it would not go out, if so. Raises NotChased when nothing is owed,
    NoReminderLeft after the last, NoAddress, and NoReferenceRate.
    """
    return _letter(_chase(invoice_id, on=on), on=on)


@atomic
def send(invoice_id: int, *, by: User | None, on: date, ahead: bool = False) -> Reminder:
    """Return the reminder that comes next, handed to the outbox and kept as it reads.

    Raises NotChased while something speaks against it, NoReminderLeft before the next is due
    (with ``ahead``, only when one went out that very day), NoAddress, and NoReferenceRate.
    """
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    chase = _chase(invoice_id, on=on)
    if chase.quiet:
        raise NotChased(f"Nobody is reminded of invoice {invoice}. {chase.quiet}.")
    letter = _letter(chase, on=on)
    today = any(one.sent_on >= on for one in chase.sent)
    if today or (letter.due_on > on and not ahead):
        raise NoReminderLeft(
            f"The {letter.step.label.lower()} of invoice {invoice} is due on "
            f"{format_date(letter.due_on)}."
        )
    reminder = Reminder.objects.create(
        invoice=invoice,
        step=letter.step,
        due_on=letter.due_on,
        sent_on=on,
        to=letter.to,
        subject=letter.words.subject,
        body=letter.words.body,
    )
    _post(letter, reminder)
    history.record(Verb.REMINDED, invoice, by=by, on=on, step=letter.step, to=letter.to)
    return reminder


def key_of(reminder_id: int) -> str:
    """Return the key of the row of the outbox with which a reminder leaves."""
    return f"reminder-{reminder_id}"


def deliveries(sent: Sequence[Reminder]) -> dict[int, str]:
    """Return what became of the letter of each reminder: waiting, done, given_up or dropped."""
    keys = {key_of(one.pk): one.pk for one in sent}
    rows = OutboxRow.objects.filter(key__in=keys).values_list("key", "state")
    return {keys[key]: state for key, state in rows}


def _post(letter: Letter, reminder: Reminder) -> None:
    paper = Document.objects.filter(invoice=reminder.invoice).defer("content").first()
    files = [mailing.Attachment(letter.attached, PDF, paper, "content")] if paper else []
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mailing.put(
        reminder,
        to=[letter.to],
        subject=letter.words.subject,
        text=letter.words.body,
        sender=formataddr((letter.words.sender, address)),
        reply_to=letter.words.reply_to,
        attachments=files,
        key=key_of(reminder.pk),
    )


def _is_letter(chase: Chase) -> bool:
    return chase.next is not None and chase.next.step != ReminderStep.ON_STOP


def _chase(invoice_id: int, *, on: date) -> Chase:
    rows = chases(Invoice.objects.filter(pk=invoice_id), on=on)
    if not rows:
        invoice = Invoice.objects.get(pk=invoice_id)
        raise NotChased(f"Nothing is owed on invoice {invoice}.")
    return rows[0]


def _letter(chase: Chase, *, on: date) -> Letter:
    invoice, reminder = chase.invoice, chase.next
    if reminder is None or not _is_letter(chase):
        raise NoReminderLeft(f"Every reminder of invoice {invoice} has been sent.")
    # What makes the debt dearer is said once the law's figures are known, and never guessed.
    claim = late_payment.claim_on(invoice, on=on) if reminder.step == ReminderStep.FINAL else None
    charged = getattr(invoice, "late_charge", None)
    waived = charged is not None and hasattr(charged, "waiver")
    attached = Document.objects.filter(invoice=invoice).exists()
    words = notices.reminder(
        invoice,
        reminder.step,
        seller=snapshots.seller_on(on),
        on=on,
        working=() if waived else charged.working if charged else claim.working if claim else (),
        charged=charged is not None,
        attached=attached,
    )
    return Letter(
        reminder.step,
        reminder.on,
        _address(invoice),
        words,
        f"{invoice}.pdf" if attached else "",
        chase.quiet,
    )


def _address(invoice: Invoice) -> str:
    """Return where to write: to accounts, as they are now or were then, else to a contact."""
    contact = invoice.employer.contacts.order_by("pk").first()
    address = (
        invoice.employer.billing_email
        or invoice.buyer.get("email", "")
        or (contact.email if contact else "")
    )
    if not address:
        raise NoAddress(
            f"{invoice.employer} has no e-mail address for invoices: write it down, and the "
            f"reminder of {invoice} goes out."
        )
    return address
