"""Events from Stripe: stored once, and followed up by reading the objects they are about."""

from datetime import datetime

from billing import gateway
from billing.choices import UnallocatedKind
from billing.gateway.events import Event
from billing.models import Invoice, StripeEvent, StripeLink, StripeReceipt
from foundation import outbox
from foundation.models import OutboxRow
from foundation.money import pounds
from foundation.periods import day_of
from foundation.transactions import atomic

from . import receipts
from .unallocated import add_unallocated

KIND = "stripe.look"
# The objects whose events are followed up. All other events are only stored.
ABOUT = {"invoice", "invoice_payment", "credit_note", "refund", "charge", "payment_intent"}
DISPUTED = "charge.dispute.created"


@atomic
def receive(event: Event, *, now: datetime) -> StripeEvent | None:
    """Return the stored event, with the outbox row of its follow-up; None if it came before.

    Only the object it names is taken from the event, so the order of arrival does not matter.
    """
    followed_up = event.object_type in ABOUT or event.type == DISPUTED
    stored, new = StripeEvent.objects.get_or_create(
        event_id=event.id,
        defaults={
            "type": event.type,
            "object_type": event.object_type,
            "object_id": event.object_id,
            "through_stripe": event.through_stripe,
            "made_at": event.made_at,
            "done_at": None if followed_up else now,
        },
    )
    if not new:
        return None
    if followed_up:
        invoice = event.object_id if event.object_type == "invoice" else event.invoice
        payload = {"event": stored.pk, "invoice": invoice, "intent": _intent(event)}
        outbox.put(KIND, _our_invoice(invoice) or stored, payload, key=f"stripe-{event.id}")
    return stored


@outbox.task(KIND)
def follow_up(row: OutboxRow, *, now: datetime) -> None:
    """Read what an event is about, and book what Stripe collected. Raises the gateway's errors."""
    event = StripeEvent.objects.get(pk=row.payload["event"])
    invoice, intent = row.payload["invoice"], row.payload["intent"]
    try:
        for stripe_id in [invoice] if invoice else gateway.money.invoices_of(intent):
            receipts.refresh(stripe_id, now=now)
    except gateway.Rejected as error:
        raise outbox.PermanentFailure(f"Stripe does not show {event}: {error}") from error
    if event.type == DISPUTED:
        _disputed(event, intent, now=now)
    StripeEvent.objects.filter(pk=event.pk).update(done_at=now)


def _disputed(event: StripeEvent, intent: str, *, now: datetime) -> None:
    """Record that a payer disputes a payment with their bank, for a person to answer."""
    for receipt in StripeReceipt.objects.filter(intent=intent).select_related("invoice"):
        sum_ = pounds(receipt.amount_pence)
        add_unallocated(
            UnallocatedKind.DISPUTE,
            event.object_id,
            receipt.amount_pence,
            f"The payer disputes {sum_} paid for {receipt.invoice}. Answer at Stripe in time.",
            on=day_of(now),
            invoice=receipt.invoice,
        )


def _intent(event: Event) -> str:
    return event.object_id if event.object_type == "payment_intent" else event.intent


def _our_invoice(stripe_id: str) -> Invoice | None:
    """Return our invoice by Stripe's id: the tasks of one invoice run in order."""
    label = Invoice._meta.label_lower
    rows = StripeLink.objects.filter(subject_type=label, part="", stripe_id=stripe_id)
    link = rows.exclude(stripe_id="").first()
    return Invoice.objects.get(pk=link.subject_id) if link else None
