"""What was found at Stripe and only a person can place: shown until it is booked or dismissed."""

from datetime import date

from django.db.models import Sum

from billing.choices import ParkedKind, ParkedState
from billing.domain.ledger import payments
from billing.models import Invoice, Payment, StripeBooking, StripeParked, StripeReceipt
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError, require
from foundation.money import pounds
from foundation.transactions import atomic

# Stripe's word for how it was paid, and ours.
METHODS = {
    "card": "card",
    "link": "card",
    "bacs_debit": "bacs_debit",
    "customer_balance": "bank_transfer",
}


class AlreadyPlaced(DomainError):
    """It was settled or dismissed before."""

    code = "already_placed"


class NotMoneyOfOurs(DomainError):
    """Only money in pounds that Stripe collected can be booked."""

    code = "not_money_of_ours"


def park(
    kind: ParkedKind,
    stripe_id: str,
    pence: int,
    says: str,
    *,
    on: date,
    invoice: Invoice | None = None,
    receipt: StripeReceipt | None = None,
    currency: str = "gbp",
) -> StripeParked:
    """Return the puzzle; the same one is shown once, also after it was decided."""
    parked, new = StripeParked.objects.get_or_create(
        kind=kind,
        stripe_id=stripe_id,
        amount_pence=pence,
        defaults={
            "invoice": invoice,
            "receipt": receipt,
            "currency": currency,
            "says": says,
            "found_on": on,
        },
    )
    if new:
        history.record(Verb.PARKED, parked, by=None, on=on, after=parked.state, says=says)
    return parked


@atomic
def book(
    parked_id: int, *, invoice_id: int, by: User, on: date, amount_pence: int | None = None
) -> Payment:
    """Return the payment: parked money, or so much of it, booked on the invoice it is for.

    It is settled once all of it is booked. Raises NotMoneyOfOurs for anything but pounds that
    Stripe collected, AlreadyPlaced, BadValue for more than is left, and what
    ``payments.record`` refuses.
    """
    parked = _waiting(parked_id)
    receipt = parked.receipt
    if receipt is None or receipt.currency != "gbp":
        raise NotMoneyOfOurs("There are no pounds here to book: dismiss it with what was done.")
    left = receipt.amount_pence - booked_pence(receipt)
    amount_pence = left if amount_pence is None else amount_pence
    if amount_pence > left:
        raise BadValue("amount_pence", f"Only {pounds(left)} of it is left to book.")
    payment = book_receipt(
        receipt, Invoice.objects.get(pk=invoice_id), amount_pence=amount_pence, by=by, on=on
    )
    if amount_pence == left:
        _decide(parked, ParkedState.SETTLED, by=by, on=on)
    return payment


@atomic
def dismiss(parked_id: int, *, reason: str, by: User, on: date) -> StripeParked:
    """Return the puzzle, with what a person did about it. Raises AlreadyPlaced and BadValue."""
    require("reason", reason, "Say what was done about it.")
    return _decide(_waiting(parked_id), ParkedState.DISMISSED, by=by, on=on, reason=reason)


def book_receipt(
    receipt: StripeReceipt, invoice: Invoice, *, amount_pence: int, by: User | None, on: date
) -> Payment:
    """Return the payment of so much of a receipt on an invoice. Raises as ``payments.record``."""
    payment = payments.record(
        invoice.pk,
        amount_pence=amount_pence,
        received_on=receipt.received_on,
        method=METHODS.get(receipt.method, "card"),
        reference=(receipt.intent or receipt.stripe_id)[:100],
        by=by,
        on=on,
    )
    StripeBooking.objects.create(receipt=receipt, payment=payment)
    return payment


def booked_pence(receipt: StripeReceipt) -> int:
    """Return how much of a receipt is booked, in pence."""
    booked = receipt.bookings.aggregate(n=Sum("payment__amount_pence"))
    return booked["n"] or 0


def _waiting(parked_id: int) -> StripeParked:
    parked = StripeParked.objects.select_for_update(of=("self",), no_key=True).get(pk=parked_id)
    if parked.state != ParkedState.WAITING:
        raise AlreadyPlaced(f"This was {parked.get_state_display().lower()} already.")
    return parked


def _decide(
    parked: StripeParked, state: ParkedState, *, by: User, on: date, reason: str = ""
) -> StripeParked:
    parked.state, parked.reason = state, reason
    parked.decided_by, parked.decided_on = by, on
    parked.save(update_fields=["state", "reason", "decided_by", "decided_on"])
    history.record(
        Verb(state), parked, by=by, on=on, before=ParkedState.WAITING, after=state, reason=reason
    )
    return parked
