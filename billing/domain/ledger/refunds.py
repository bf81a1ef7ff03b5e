"""Refunds: one person requests, another approves, and only then is the refund booked."""

from datetime import date

from billing.choices import Remedy
from billing.models import Invoice, Payment
from foundation import approvals
from foundation.accounts.models import User
from foundation.errors import BadValue, DomainError
from foundation.models import Approval
from foundation.money import pounds

from .balance import balance_of
from .credit_notes import Credit, credit, net_for, refuse_unsound

INVOICE, PAYMENT = "invoice_refund", "payment_refund"


class StillOwed(DomainError):
    """Nothing is refunded while something is still owed."""

    code = "still_owed"


class MoreThanPaid(DomainError):
    """A refund is above what was paid and not yet paid back."""

    code = "more_than_paid"


def ask_on_invoice(
    invoice_id: int,
    *,
    net_pence: int,
    reason: str,
    by: User,
    on: date,
    refunded_on: date | None = None,
) -> Approval:
    """Return the request to credit an invoice and pay back what was paid, for a second person.

    Raises at once what ``credit_notes.credit`` would raise.
    """
    invoice = Invoice.objects.get(pk=invoice_id)
    refuse_unsound(invoice, balance_of(invoice), Credit(net_pence, reason, Remedy.REFUND))
    day = refunded_on.isoformat() if refunded_on else None
    return approvals.ask(
        INVOICE, invoice, by=by, on=on, reason=reason, net_pence=net_pence, refunded_on=day
    )


def why_not_ask_on_payment(payment: Payment) -> DomainError | None:
    """Return why nothing of a payment can be refunded; None where something can."""
    return _why_stays(payment) or approvals.why_not_ask(PAYMENT, payment)


def _left_of(payment: Payment) -> int:
    """Return the most that can be refunded of a payment, in pence."""
    return min(payment.amount_pence, payment.invoice.paid_pence)


def _why_stays(payment: Payment) -> MoreThanPaid | StillOwed | None:
    invoice = payment.invoice
    if not _left_of(payment):
        return MoreThanPaid("Nothing of this payment is left to pay back.")
    if invoice.outstanding_pence:
        return StillOwed(
            f"{pounds(invoice.outstanding_pence)} of {invoice} is still owed, and a credit lowers "
            "that first. Credit the invoice instead."
        )
    return None


def ask_on_payment(
    payment_id: int,
    *,
    amount_pence: int,
    reason: str,
    by: User,
    on: date,
    refunded_on: date | None = None,
) -> Approval:
    """Return the request to pay back part or all of a payment, VAT included, for a second person.

    Once approved, it is a credit note for that total on the payment's invoice.
    Raises MoreThanPaid above what is left of the payment or its invoice, StillOwed while the
    invoice has a debt (a credit would lower that first), and what ``net_for`` and
    ``credit_notes.credit`` raise.
    """
    payment = Payment.objects.select_related("invoice").get(pk=payment_id)
    _credit_for(payment, amount_pence, reason)
    day = refunded_on.isoformat() if refunded_on else None
    return approvals.ask(
        PAYMENT, payment, by=by, on=on, reason=reason, amount_pence=amount_pence, refunded_on=day
    )


def _credit_for(
    payment: Payment, amount_pence: int, reason: str, approval: Approval | None = None
) -> Credit:
    """Return the credit that pays a sum back; raise if it cannot be paid back."""
    invoice = payment.invoice
    if amount_pence <= 0:
        raise BadValue("amount_pence", "A refund must be above £0.")
    if amount_pence > _left_of(payment):
        raise MoreThanPaid(
            f"{pounds(_left_of(payment))} of this payment can be paid back, "
            f"not {pounds(amount_pence)}."
        )
    if refusal := _why_stays(payment):
        raise refusal
    wanted = Credit(net_for(invoice, amount_pence), reason, Remedy.REFUND, approval=approval)
    refuse_unsound(invoice, balance_of(invoice), wanted)
    return wanted


@approvals.on_approval(PAYMENT)
def _on_payment(approval: Approval) -> None:
    by, on = approvals.second_person(approval)
    locked = Invoice.objects.select_for_update(of=("self",), no_key=True)
    locked.get(payments=approval.subject_id)
    payment = Payment.objects.select_related("invoice").get(pk=approval.subject_id)
    wanted = _credit_for(payment, approval.detail["amount_pence"], approval.reason, approval)
    credit(payment.invoice_id, wanted, by=by, on=on)


@approvals.on_approval(INVOICE)
def _on_invoice(approval: Approval) -> None:
    wanted = Credit(approval.detail["net_pence"], approval.reason, Remedy.REFUND, approval=approval)
    by, on = approvals.second_person(approval)
    credit(approval.subject_id, wanted, by=by, on=on)
