"""News from Stripe: kept once, and answered by looking at what stands there."""

from datetime import datetime

from billing import gateway
from billing.choices import ParkedKind
from billing.gateway.events import Told
from billing.models import Invoice, StripeEvent, StripeReceipt, StripeTwin
from foundation import outbox
from foundation.models import OutboxRow
from foundation.money import pounds
from foundation.periods import day_of
from foundation.transactions import atomic

from . import receipts
from .parked import park

KIND = "stripe.look"
# What an event must be about for us to look. All others are kept, and that is all.
ABOUT = {"invoice", "invoice_payment", "credit_note", "refund", "charge", "payment_intent"}
DISPUTED = "charge.dispute.created"


@atomic
def receive(told: Told, *, now: datetime) -> StripeEvent | None:
    """Return the event, kept with the outbox row of what follows; None if it was kept before.

    Nothing it says is believed but which object to look at, so no order of arrival matters.
    """
    looks = told.object_type in ABOUT or told.type == DISPUTED
    event, new = StripeEvent.objects.get_or_create(
        event_id=told.id,
        defaults={
            "type": told.type,
            "object_type": told.object_type,
            "object_id": told.object_id,
            "through_stripe": told.through_stripe,
            "made_at": told.made_at,
            "done_at": None if looks else now,
        },
    )
    if not new:
        return None
    if looks:
        invoice = told.object_id if told.object_type == "invoice" else told.invoice
        payload = {"event": event.pk, "invoice": invoice, "intent": _intent(told)}
        outbox.put(KIND, _ours(invoice) or event, payload, key=f"stripe-{told.id}")
    return event


@outbox.task(KIND)
def look(row: OutboxRow, *, now: datetime) -> None:
    """Look at what an event was about, and book what Stripe collected. Raises the gateway's."""
    event = StripeEvent.objects.get(pk=row.payload["event"])
    invoice, intent = row.payload["invoice"], row.payload["intent"]
    try:
        for stripe_id in [invoice] if invoice else gateway.money.invoices_of(intent):
            receipts.look_at(stripe_id, now=now)
    except gateway.Refused as no:
        raise outbox.PermanentFailure(f"Stripe does not show {event}: {no}") from no
    if event.type == DISPUTED:
        _disputed(event, intent, now=now)
    StripeEvent.objects.filter(pk=event.pk).update(done_at=now)


def _disputed(event: StripeEvent, intent: str, *, now: datetime) -> None:
    """Show a person that a payer took a payment back at their bank, for now."""
    for receipt in StripeReceipt.objects.filter(intent=intent).select_related("invoice"):
        sum_ = pounds(receipt.amount_pence)
        park(
            ParkedKind.DISPUTE,
            event.object_id,
            receipt.amount_pence,
            f"The payer disputes {sum_} paid for {receipt.invoice}: answer at Stripe in time.",
            on=day_of(now),
            invoice=receipt.invoice,
        )


def _intent(told: Told) -> str:
    return told.object_id if told.object_type == "payment_intent" else told.intent


def _ours(stripe_id: str) -> Invoice | None:
    """Return our invoice by the id of Stripe's, so that what is done about it is done in order."""
    label = Invoice._meta.label_lower
    twins = StripeTwin.objects.filter(subject_type=label, part="", stripe_id=stripe_id)
    twin = twins.exclude(stripe_id="").first()
    return Invoice.objects.get(pk=twin.subject_id) if twin else None
