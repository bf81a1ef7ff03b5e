"""Money and changes at Stripe that only a person can allocate: open until booked or dismissed."""

from datetime import date

from django.db.models import Sum

from billing.choices import UnallocatedKind, UnallocatedState
from billing.domain.ledger import payments
from billing.models import Invoice, Payment, StripeBooking, StripeReceipt, StripeUnallocated
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError, require
from foundation.money import pounds
from foundation.transactions import atomic

# Stripe's payment methods and ours.
METHODS = {
    "card": "card",
    "link": "card",
    "bacs_debit": "bacs_debit",
    "customer_balance": "bank_transfer",
}


class AlreadyPlaced(DomainError):
    """The item was settled or dismissed before."""

    code = "already_placed"


class NotBookable(DomainError):
    """Only money in pounds that Stripe collected can be booked."""

    code = "not_money_of_ours"


def add_unallocated(
    kind: UnallocatedKind,
    stripe_id: str,
    pence: int,
    says: str,
    *,
    on: date,
    invoice: Invoice | None = None,
    receipt: StripeReceipt | None = None,
    currency: str = "gbp",
) -> StripeUnallocated:
    """Return the item; the same one is stored once, even after it was decided."""
    item, new = StripeUnallocated.objects.get_or_create(
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
        history.record(Verb.PARKED, item, by=None, on=on, after=item.state, says=says)
    return item


@atomic
def book(
    unallocated_id: int, *, invoice_id: int, by: User, on: date, amount_pence: int | None = None
) -> Payment:
    """Return the payment: unallocated money, or part of it, booked on the invoice it is for.

    The item is settled once all of it is booked. Raises NotBookable for anything but pounds that
    Stripe collected, AlreadyPlaced, BadValue for more than is left, and what
    ``payments.record`` raises.
    """
    item = _waiting(unallocated_id)
    receipt = item.receipt
    if receipt is None or receipt.currency != "gbp":
        raise NotBookable("This is not money in pounds. Dismiss it and say what you did about it.")
    left = receipt.amount_pence - booked_pence(receipt)
    amount_pence = left if amount_pence is None else amount_pence
    if amount_pence > left:
        raise BadValue("amount_pence", f"Only {pounds(left)} of it is left to book.")
    payment = book_receipt(
        receipt, Invoice.objects.get(pk=invoice_id), amount_pence=amount_pence, by=by, on=on
    )
    if amount_pence == left:
        _decide(item, UnallocatedState.SETTLED, by=by, on=on)
    return payment


@atomic
def dismiss(unallocated_id: int, *, reason: str, by: User, on: date) -> StripeUnallocated:
    """Return the item, dismissed with what was done about it. Raises AlreadyPlaced and BadValue."""
    require("reason", reason, "Say what you did about it.")
    return _decide(
        _waiting(unallocated_id), UnallocatedState.DISMISSED, by=by, on=on, reason=reason
    )


def book_receipt(
    receipt: StripeReceipt, invoice: Invoice, *, amount_pence: int, by: User | None, on: date
) -> Payment:
    """Return the payment of part of a receipt on an invoice. Raises as ``payments.record``."""
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


def _waiting(unallocated_id: int) -> StripeUnallocated:
    item = StripeUnallocated.objects.select_for_update(of=("self",), no_key=True).get(
        pk=unallocated_id
    )
    if item.state != UnallocatedState.WAITING:
        raise AlreadyPlaced(f"This has already been {item.get_state_display().lower()}.")
    return item


def _decide(
    item: StripeUnallocated, state: UnallocatedState, *, by: User, on: date, reason: str = ""
) -> StripeUnallocated:
    item.state, item.reason = state, reason
    item.decided_by, item.decided_on = by, on
    item.save(update_fields=["state", "reason", "decided_by", "decided_on"])
    history.record(
        Verb(state), item, by=by, on=on, before=UnallocatedState.WAITING, after=state, reason=reason
    )
    return item
