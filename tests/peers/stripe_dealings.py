"""What tests do with our Stripe: let the worker work, hand its news over, look at the books."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from billing.models import Invoice, StripeLink
from billing.reports.checks.books import check_books
from foundation import outbox

from .stripe import Peer
from .stripe_objects import StripeObject


def work(*, hours: float = 0) -> outbox.Pass:
    """Do what is due, now or when so many hours have gone by."""
    return outbox.run_due(clock=lambda: timezone.now() + timedelta(hours=hours))


def link_of(invoice: Invoice) -> StripeLink:
    return StripeLink.objects.get(subject_type="billing.invoice", subject_id=invoice.pk, part="")


def copy_of(peer: Peer, invoice: Invoice) -> StripeObject:
    """Return the invoice at Stripe that stands for ours, alone under its number."""
    (copy,) = [
        copy_there for copy_there in peer.all("invoice") if copy_there["number"] == invoice.number
    ]
    return copy


def tell(peer: Peer, event: StripeObject, client: Client | None = None, **other: Any) -> int:
    """Post one event as Stripe does, and return the status of the answer."""
    body, signature = peer.signed(event, **other)
    answer = (client or Client()).post(
        "/stripe/webhook/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )
    return answer.status_code


def tell_all(peer: Peer, *types: str) -> None:
    for event in peer.news(*types):
        assert tell(peer, event) == 200


def broken_books() -> dict[str, list[str]]:
    """Return the identities that do not hold today."""
    call_command("store_documents")
    return dict(check_books(on=timezone.localdate(), now=timezone.now()))
