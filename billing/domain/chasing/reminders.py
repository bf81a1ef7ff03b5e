"""Reminders of what employers owe: the preview of the next one, and sending it."""

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
    """Nothing is owed, or there is a reason not to send a reminder."""

    code = "not_chased"


class NoReminderLeft(DomainError):
    """All reminders went out, or the next is not due."""

    code = "no_reminder_left"


class NoAddress(DomainError):
    """There is no address to write to."""

    code = "no_address"


@dataclass(frozen=True, slots=True)
class ReminderEmail:
    """A reminder as it would go out; ``attached`` is the name of the PDF, if there is one."""

    step: ReminderStep
    due_on: date
    to: str
    words: notices.Email
    attached: str
    quiet: str


def waiting(*, on: date) -> list[Chase]:
    """Return the debts whose reminder is due on a day, the oldest first."""
    return [
        chase
        for chase in chases(_old_enough(ReminderStep.BEFORE_DUE, on), on=on)
        if chase.is_due(on=on) and _is_email(chase)
    ]


def to_stop(*, on: date, going: Sequence[Chase] | None = None) -> list[Chase]:
    """Return the debts whose employer is to be put on stop and is not yet.

    ``going`` are the debts of ``may_stop`` and any others, for a caller that has read them.
    """
    return [
        chase
        for chase in (chases(may_stop(on=on), on=on) if going is None else going)
        if chase.is_due(on=on) and not _is_email(chase) and not chase.invoice.employer.on_stop
    ]


def may_stop(*, on: date) -> InvoiceQuerySet:
    """Return the invoices late enough to put their employer on stop, disputed or not."""
    return _old_enough(ReminderStep.ON_STOP, on).filter(employer__on_stop=False)


def _old_enough(step: ReminderStep, on: date) -> InvoiceQuerySet:
    """Return the invoices for which a step can be due on a day, so that others are not read."""
    return Invoice.objects.filter(due_on__lte=on - timedelta(days=reminder_days()[step]))


def preview(invoice_id: int, *, on: date) -> ReminderEmail:
    """Return the reminder of an invoice that comes next, as it would read on a day.

    ``quiet`` says why it would not go out, if so. Raises NotChased when nothing is owed,
    NoReminderLeft after the last, NoAddress, and NoReferenceRate.
    """
    return _next_email(_chase(invoice_id, on=on), on=on)


@atomic
def send(invoice_id: int, *, by: User | None, on: date, ahead: bool = False) -> Reminder:
    """Return the reminder that comes next, handed to the outbox and stored word for word.

    Raises NotChased while there is a reason not to send it, NoReminderLeft before the next is due
    (with ``ahead``, only if one went out the same day), NoAddress, and NoReferenceRate.
    """
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    chase = _chase(invoice_id, on=on)
    if chase.quiet:
        raise NotChased(f"No reminder goes out for invoice {invoice}. {chase.quiet}.")
    email = _next_email(chase, on=on)
    today = any(one.sent_on >= on for one in chase.sent)
    if today or (email.due_on > on and not ahead):
        raise NoReminderLeft(
            f"The {email.step.label.lower()} for invoice {invoice} is due on "
            f"{format_date(email.due_on)}."
        )
    reminder = Reminder.objects.create(
        invoice=invoice,
        step=email.step,
        due_on=email.due_on,
        sent_on=on,
        to=email.to,
        subject=email.words.subject,
        body=email.words.body,
    )
    _post(email, reminder)
    history.record(Verb.REMINDED, invoice, by=by, on=on, step=email.step, to=email.to)
    return reminder


def key_of(reminder_id: int) -> str:
    """Return the key of the outbox row that sends a reminder."""
    return f"reminder-{reminder_id}"


def deliveries(sent: Sequence[Reminder]) -> dict[int, str]:
    """Return the state of the email of each reminder: waiting, done, given_up or dropped."""
    keys = {key_of(one.pk): one.pk for one in sent}
    rows = OutboxRow.objects.filter(key__in=keys).values_list("key", "state")
    return {keys[key]: state for key, state in rows}


def _post(email: ReminderEmail, reminder: Reminder) -> None:
    document = Document.objects.filter(invoice=reminder.invoice).defer("content").first()
    files = [mailing.Attachment(email.attached, PDF, document, "content")] if document else []
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mailing.put(
        reminder,
        to=[email.to],
        subject=email.words.subject,
        text=email.words.body,
        sender=formataddr((email.words.sender, address)),
        reply_to=email.words.reply_to,
        attachments=files,
        key=key_of(reminder.pk),
    )


def _is_email(chase: Chase) -> bool:
    return chase.next is not None and chase.next.step != ReminderStep.ON_STOP


def _chase(invoice_id: int, *, on: date) -> Chase:
    rows = chases(Invoice.objects.filter(pk=invoice_id), on=on)
    if not rows:
        invoice = Invoice.objects.get(pk=invoice_id)
        raise NotChased(f"Nothing is owed on invoice {invoice}.")
    return rows[0]


def _next_email(chase: Chase, *, on: date) -> ReminderEmail:
    invoice, reminder = chase.invoice, chase.next
    if reminder is None or not _is_email(chase):
        raise NoReminderLeft(f"Every reminder for invoice {invoice} has been sent.")
    # Interest is named only from the law's figures, never guessed.
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
    return ReminderEmail(
        reminder.step,
        reminder.on,
        _address(invoice),
        words,
        f"{invoice}.pdf" if attached else "",
        chase.quiet,
    )


def _address(invoice: Invoice) -> str:
    """Return the address: of accounts now, else on the invoice, else of the first contact."""
    contact = invoice.employer.contacts.order_by("pk").first()
    address = (
        invoice.employer.billing_email
        or invoice.buyer.get("email", "")
        or (contact.email if contact else "")
    )
    if not address:
        raise NoAddress(
            f"{invoice.employer} has no email address for invoices. Add one, and the "
            f"reminder for {invoice} goes out."
        )
    return address
