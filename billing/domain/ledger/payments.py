"""Payments of invoices."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from billing.models import BankLine, Invoice, Payment
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.money import pounds
from foundation.periods import format_date, plausible_date
from foundation.transactions import atomic

from . import invoices, write_offs
from .balance import balance_of
from .vat_rules import net_share_of_payment


class NotPayable(DomainError):
    """Only an issued invoice can be paid."""

    code = "not_payable"


class MoreThanOwed(DomainError):
    """The payment is above what is outstanding."""

    code = "more_than_owed"


class SamePaymentAgain(DomainError):
    """A payment of the same sum, day and payer was recorded minutes ago; say that it is another."""

    code = "same_payment_again"
    field = "confirmed"


# Two people at one statement, or one whose browser answered nothing: within so long it is asked.
SAME_WITHIN: Final = timedelta(minutes=10)


def why_not_record(invoice: Invoice) -> NotPayable | MoreThanOwed | None:
    """Return why an invoice cannot be paid at all; None for one that can."""
    if not invoice.is_document:
        return NotPayable(f"Invoice {invoice} is {invoice.get_state_display().lower()}.")
    return None if invoice.payable_pence else _more_than_owed(invoice)


@atomic
def record(
    invoice_id: int,
    *,
    amount_pence: int,
    received_on: date,
    method: str,
    by: User | None,
    on: date,
    reference: str = "",
    bank_line: BankLine | None = None,
    at: datetime | None = None,
    confirmed: bool = False,
) -> Payment:
    """Return the payment, in part or in full; the invoice is paid when nothing is left.

    ``by`` is None when the worker books what Stripe collected. ``at`` is the moment when a person
    types it in; then a payment that looks like one of the last ten minutes is asked about, unless
    ``confirmed``.
    Raises NotPayable for a draft or a void invoice, MoreThanOwed above what is outstanding,
    SamePaymentAgain, and BadValue for an impossible amount or day.
    """
    plausible_date("received_on", received_on)
    invoice = _payable(invoice_id, amount_pence)
    _refuse_twin(invoice, amount_pence, received_on, at=None if confirmed else at)
    write_offs.owe_again(invoice, amount_pence, by=by, on=received_on)
    if amount_pence > invoice.outstanding_pence:
        raise _more_than_owed(invoice)
    paid = Payment.objects.create(
        invoice=invoice,
        amount_pence=amount_pence,
        net_pence=_net_share(invoice, amount_pence),
        received_on=received_on,
        method=method,
        reference=reference,
        bank_line=bank_line,
    )
    invoice.paid_pence += amount_pence
    invoices.settle(invoice)
    history.record(Verb.RECORDED, paid, by=by, on=on, invoice=invoice.pk, amount_pence=amount_pence)
    return paid


def _payable(invoice_id: int, amount_pence: int) -> Invoice:
    """Return the invoice, locked; raise if it, or this amount, cannot be paid at all."""
    if amount_pence <= 0:
        raise BadValue("amount_pence", "A payment must be above £0. Money paid back is a refund.")
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    if refusal := why_not_record(invoice):
        raise refusal
    return invoice


def _refuse_twin(
    invoice: Invoice, amount_pence: int, received_on: date, *, at: datetime | None
) -> None:
    """Refuse a twin among the payer's payments of the last minutes."""
    if at:
        theirs = Payment.objects.filter(invoice__employer=invoice.employer_id)
        recent = theirs.filter(created_at__gt=at - SAME_WITHIN).select_related("invoice")
        refuse_twin(recent, amount_pence, received_on, booked_on=lambda twin: twin.invoice)


def refuse_twin(
    recent: QuerySet[Any],
    amount_pence: int,
    received_on: date,
    *,
    booked_on: Callable[[Any], object],
) -> None:
    """Raise SamePaymentAgain if the payer's recent payments hold one of the same sum and day.

    ``booked_on`` names what such a payment was booked on.
    """
    twin = recent.filter(amount_pence=amount_pence, received_on=received_on).first()
    if twin is not None:
        raise SamePaymentAgain(
            f"{pounds(amount_pence)} of {format_date(received_on)} was booked on "
            f"{booked_on(twin)} a few minutes ago. Confirm that this is another payment."
        )


def _more_than_owed(invoice: Invoice) -> MoreThanOwed:
    return MoreThanOwed(
        f"{pounds(invoice.outstanding_pence)} is outstanding on {invoice}. "
        "Book that much here, and the rest on the invoice it is for."
    )


def _net_share(invoice: Invoice, amount_pence: int) -> int:
    """Return the part of a further payment that is not VAT, in pence."""
    balance = balance_of(invoice)
    return net_share_of_payment(
        invoice.net_pence,
        invoice.gross_pence,
        balance.paid_pence,
        balance.paid_net_pence,
        amount_pence,
        credited_net=balance.offset_net_pence,
        credited_gross=balance.offset_pence,
    )
