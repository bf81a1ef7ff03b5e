"""Disputes of invoices: from opening to settling, no reminder goes out."""

from datetime import date

from billing.models import Dispute, Invoice
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError, require
from foundation.periods import format_date
from foundation.transactions import atomic


class NothingToDispute(DomainError):
    """Only a debt can be disputed, or promised to be paid."""

    code = "nothing_owed"


class AlreadyDisputed(DomainError):
    """An invoice has at most one open dispute."""

    code = "already_disputed"


class NotDisputed(DomainError):
    """No dispute is open."""

    code = "not_disputed"


def why_not_owed(invoice: Invoice) -> NothingToDispute | None:
    """Return why an invoice cannot be disputed or promised; None while something is owed."""
    if invoice.outstanding_pence:
        return None
    return NothingToDispute(f"Nothing is owed on invoice {invoice}.")


def why_not_open(invoice: Invoice) -> NothingToDispute | AlreadyDisputed | None:
    """Return what `open_on` refuses about an invoice; None where it may be disputed."""
    if settled := why_not_owed(invoice):
        return settled
    if dispute := open_dispute(invoice):
        day = format_date(dispute.opened_on)
        return AlreadyDisputed(
            f"Invoice {invoice} has been disputed since {day}. Settle that dispute first."
        )
    return None


def open_dispute(invoice: Invoice) -> Dispute | None:
    """Return the open dispute of an invoice, if there is one."""
    # All of them, of which there are few: a page may have fetched them already.
    return next((row for row in invoice.disputes.all() if row.closed_on is None), None)


def why_not_settle(invoice: Invoice) -> NotDisputed | None:
    """Return what `settle` refuses about an invoice, None while a dispute is open on it."""
    return None if open_dispute(invoice) else _not_disputed(invoice)


@atomic
def open_on(invoice_id: int, *, reason: str, by: User, on: date) -> Dispute:
    """Return the dispute of an invoice: from now on no reminder goes out for it.

    Raises NothingToDispute, AlreadyDisputed, and BadValue without a reason.
    """
    require("reason", reason, "Say what they think is wrong.")
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    if refusal := why_not_open(invoice):
        raise refusal
    dispute = Dispute.objects.create(invoice=invoice, opened_on=on, reason=reason)
    history.record(Verb.DISPUTED, invoice, by=by, on=on, reason=reason)
    return dispute


@atomic
def settle(invoice_id: int, *, outcome: str, by: User, on: date) -> Dispute:
    """Return the dispute, settled: reminders continue where they stopped.

    Raises NotDisputed, and BadValue without an outcome or for a day before it was opened.
    """
    require("outcome", outcome, "Say what was agreed.")
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    dispute = open_dispute(invoice)
    if dispute is None:
        raise _not_disputed(invoice)
    if on < dispute.opened_on:
        raise BadValue("on", f"The dispute was opened later, on {format_date(dispute.opened_on)}.")
    dispute.closed_on, dispute.outcome = on, outcome
    dispute.save(update_fields=["closed_on", "outcome"])
    history.record(Verb.SETTLED_THE_DISPUTE, invoice, by=by, on=on, outcome=outcome)
    return dispute


def _not_disputed(invoice: Invoice) -> NotDisputed:
    return NotDisputed(f"No dispute is open on invoice {invoice}.")
