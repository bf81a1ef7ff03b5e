"""Catching up with Stripe: everything since a day is read, and the books are brought up to date."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils.timezone import make_aware

from billing import gateway
from billing.choices import INVOICES, InvoiceState
from billing.models import Invoice, StripeLink

from . import receipts, sync


def reconcile(*, since: date, now: datetime) -> Iterator[str]:
    """Yield what was done, in sentences; nothing when nothing was missing.

    Reads the invoices made at Stripe since the day, by us or by hand, those with a refund since
    then, and all of ours that are still open there. Raises what the gateway raises.
    """
    start = make_aware(datetime.combine(since, time()))
    seen = [invoice.id for invoice in gateway.invoices.made_since(start)]
    for refund in gateway.money.refunds_since(start):
        if refund.intent:
            seen += gateway.money.invoices_of(refund.intent)
    unsettled = StripeLink.objects.filter(subject_type=receipts.INVOICE, part="")
    seen += unsettled.filter(status__in=["open", "uncollectible"]).values_list(
        "stripe_id", flat=True
    )
    for stripe_id in dict.fromkeys(seen):
        yield from receipts.refresh(stripe_id, now=now)
    yield from _without_copy(since)


def _without_copy(since: date) -> Iterator[str]:
    """Queue copies of the invoices issued since a day that Stripe lacks, such as earlier ones."""
    requested = StripeLink.objects.filter(subject_type=receipts.INVOICE, part="").exclude(
        asked_at=None
    )
    missing = Invoice.objects.outstanding().filter(
        series=INVOICES, state=InvoiceState.ISSUED, issued_on__gte=since
    )
    for invoice in missing.exclude(pk__in=requested.values("subject_id")).order_by("sequence"):
        sync.enqueue_sync(invoice)
        yield f"{invoice} will be copied to Stripe"
