"""An employer says an invoice is wrong; later it is settled. Nobody is reminded in between."""

from datetime import date

from django.db import transaction

from billing.choices import InvoiceState
from billing.models import Dispute, Invoice
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.periods import written


class NothingToDispute(DomainError):
    """Only what is owed is disputed, and promised to be paid."""

    code = "nothing_owed"


class AlreadyDisputed(DomainError):
    """An invoice has one open dispute at most."""

    code = "already_disputed"


class NotDisputed(DomainError):
    """No dispute is open."""

    code = "not_disputed"


@transaction.atomic
def open_on(invoice_id: int, *, reason: str, by: User, on: date) -> Dispute:
    """Return the dispute of an invoice: from now on nobody is reminded of it.

    Raises NothingToDispute, AlreadyDisputed, and BadValue without a reason.
    """
    if not reason.strip():
        raise BadValue("reason", "Say what they think is wrong.")
    invoice = owed(invoice_id)
    if open_dispute := invoice.disputes.filter(closed_on=None).first():
        day = written(open_dispute.opened_on)
        raise AlreadyDisputed(f"Invoice {invoice} is disputed since {day}: settle that first.")
    dispute = Dispute.objects.create(invoice=invoice, opened_on=on, reason=reason)
    history.record(Verb.DISPUTED, invoice, by=by, on=on, reason=reason)
    return dispute


@transaction.atomic
def settle(invoice_id: int, *, outcome: str, by: User, on: date) -> Dispute:
    """Return the dispute, settled: reminders go on where they stopped.

    Raises NotDisputed, and BadValue without an outcome or before it was opened.
    """
    if not outcome.strip():
        raise BadValue("outcome", "Say what was agreed.")
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    dispute = invoice.disputes.filter(closed_on=None).first()
    if dispute is None:
        raise NotDisputed(f"No dispute is open on invoice {invoice}.")
    if on < dispute.opened_on:
        raise BadValue("on", f"It was opened on {written(dispute.opened_on)}, after that day.")
    dispute.closed_on, dispute.outcome = on, outcome
    dispute.save(update_fields=["closed_on", "outcome"])
    history.record(Verb.SETTLED_THE_DISPUTE, invoice, by=by, on=on, outcome=outcome)
    return dispute


def owed(invoice_id: int) -> Invoice:
    """Return an invoice, locked. Raises NothingToDispute unless something is owed on it."""
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    if invoice.state != InvoiceState.ISSUED or not invoice.outstanding_pence:
        raise NothingToDispute(f"Nothing is owed on invoice {invoice}.")
    return invoice
