"""The identities between our books and Stripe, and that nothing waits unseen in the outbox.

Source: the project's research on reliability, invariants 17 and 18.
"""

from datetime import date, datetime, timedelta

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce

from billing.choices import UnallocatedKind, UnallocatedState
from billing.models import Invoice, StripeEvent, StripeLink, StripeReceipt
from foundation.models import OutboxRow

INVOICE = Invoice._meta.label_lower
# A worker looks every few seconds: a row that has waited longer than this is forgotten.
SOON = timedelta(minutes=15)


def booked(on: date) -> list[str]:
    """Return the receipts that are neither booked in full nor waiting for a person."""
    summed = StripeReceipt.objects.annotate(
        booked=Coalesce(Sum("bookings__payment__amount_pence"), Value(0))
    )
    is_payment = Q(unallocated__kind=UnallocatedKind.PAYMENT)
    whole = Q(booked=F("amount_pence"))
    settled = Q(unallocated__state=UnallocatedState.SETTLED)
    wrong = summed.filter(~whole & (Q(unallocated=None) | is_payment & settled))
    return [f"receipt {stripe_id}" for stripe_id in wrong.values_list("stripe_id", flat=True)]


def collected(on: date) -> list[str]:
    """Return the invoices whose sum collected at Stripe differs from our receipts."""
    received = dict(
        StripeReceipt.objects.exclude(invoice=None)
        .values_list("invoice")
        .annotate(n=Sum("amount_pence"))
    )
    links = StripeLink.objects.filter(subject_type=INVOICE, part="")
    at_stripe = dict(links.values_list("subject_id", "collected_pence"))
    wrong = [
        pk
        for pk in received.keys() | at_stripe.keys()
        if received.get(pk, 0) != at_stripe.get(pk, 0)
    ]
    numbers = Invoice.objects.filter(pk__in=wrong).order_by("pk").values_list("number", flat=True)
    return [f"invoice {number}" for number in numbers]


def paid_events(on: date) -> list[str]:
    """Return the processed payment events without a receipt."""
    processed = StripeEvent.objects.filter(through_stripe=True, done_at__isnull=False)
    ids = processed.filter(type="invoice_payment.paid").values_list("object_id", flat=True)
    known = StripeReceipt.objects.filter(stripe_id__in=ids).values_list("stripe_id", flat=True)
    return [f"event of {stripe_id}" for stripe_id in sorted(set(ids) - set(known))]


def outbox(now: datetime) -> list[str]:
    """Return the outbox rows that were due long ago and that no worker has touched."""
    rows = OutboxRow.objects.forgotten(at=now - SOON)
    return [f"outbox row {pk} ({kind})" for pk, kind in rows.values_list("pk", "kind")]
