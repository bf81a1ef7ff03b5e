"""Payments of invoices."""

from datetime import date

from billing.models import BankLine, Invoice, Payment
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.money import pounds
from foundation.periods import plausible_date
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
) -> Payment:
    """Return the payment, in part or in full; the invoice is paid when nothing is left.

    ``by`` is None when the worker books what Stripe collected.
    Raises NotPayable for a draft or a void invoice, MoreThanOwed above what is outstanding, and
    BadValue for an impossible amount or day.
    """
    plausible_date("received_on", received_on)
    if amount_pence <= 0:
        raise BadValue("amount_pence", "A payment must be above £0. Money paid back is a refund.")
    invoice = Invoice.objects.select_for_update(of=("self",), no_key=True).get(pk=invoice_id)
    if refusal := why_not_record(invoice):
        raise refusal
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
