"""Our standing with Stripe: connected or not, what needs a person, where to pay an invoice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from billing import gateway
from billing.models import CreditNote, Invoice, StripeLink, StripeUnallocated
from foundation.models import OutboxRow, OutboxState
from foundation.periods import day_of

INVOICE = Invoice._meta.label_lower
NAMED = {INVOICE: Invoice, CreditNote._meta.label_lower: CreditNote}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item that needs finance; ``source`` is parked or outbox, ``id`` the key there.

    ``booked_pence`` of ``amount_pence`` are booked already; both are 0 if it is not money.
    ``actions`` are the actions on offer: book and dismiss, or retry and drop.
    """

    source: str
    id: int
    kind: str
    subject: str
    says: str
    since: date
    amount_pence: int
    booked_pence: int
    currency: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether we are connected, in a sentence too, and how many items wait."""

    connected: bool
    says: str
    parked: int
    given_up: int
    failing: int
    waiting: int


def standing() -> Standing:
    """Return our standing with Stripe, and the size of the outbox."""
    rows = OutboxRow.objects.filter(state=OutboxState.WAITING)
    connected = gateway.connected()
    return Standing(
        connected=connected,
        says="Stripe is connected." if connected else "Stripe is not connected.",
        parked=StripeUnallocated.objects.waiting().count(),
        given_up=OutboxRow.objects.given_up().count(),
        failing=rows.exclude(last_error="").count(),
        waiting=rows.count(),
    )


def parked_and_given_up() -> list[Waiting]:
    """Return everything that needs a person, the oldest first."""
    items = StripeUnallocated.objects.waiting().select_related("invoice", "receipt")
    with_booked: Any = items.annotate(booked=Sum("receipt__bookings__payment__amount_pence"))
    rows = [_parked(one, one.booked or 0) for one in with_booked]
    given_up = list(OutboxRow.objects.given_up())
    names = _names(given_up)
    rows += [_given_up(row, names[row.subject_type, row.subject_id]) for row in given_up]
    return sorted(rows, key=lambda row: (row.since, row.source, row.id))


def pay_urls(invoices: Iterable[Invoice]) -> dict[int, str]:
    """Return the payment pages at Stripe of the invoices open there, by their ids."""
    owing = [invoice.pk for invoice in invoices if invoice.outstanding_pence]
    rows = StripeLink.objects.filter(subject_type=INVOICE, subject_id__in=owing, part="")
    open_ones = rows.filter(status="open").exclude(url="")
    return dict(open_ones.values_list("subject_id", "url"))


def _parked(parked: StripeUnallocated, booked_pence: int) -> Waiting:
    money = parked.receipt is not None and parked.currency == gateway.POUNDS
    return Waiting(
        source="parked",
        id=parked.pk,
        kind=parked.kind,
        subject=str(parked.invoice or parked.stripe_id),
        says=parked.says,
        since=parked.found_on,
        amount_pence=parked.amount_pence,
        booked_pence=booked_pence,
        currency=parked.currency,
        actions=("book", "dismiss") if money else ("dismiss",),
    )


def _given_up(row: OutboxRow, name: str) -> Waiting:
    return Waiting(
        source="outbox",
        id=row.pk,
        kind=row.kind,
        subject=name,
        says=row.last_error,
        since=day_of(row.created_at),
        amount_pence=0,
        booked_pence=0,
        currency=gateway.POUNDS,
        actions=("retry", "drop"),
    )


def _names(rows: Iterable[OutboxRow]) -> dict[tuple[str, int], str]:
    """Return readable names of the subjects of outbox rows: documents by their number."""
    names = {(row.subject_type, row.subject_id): str(row.subject_id) for row in rows}
    for label, model in NAMED.items():
        ids = [pk for kind, pk in names if kind == label]
        manager: Any = model._default_manager
        numbers = manager.filter(pk__in=ids).values_list("pk", "number")
        names |= {(label, pk): number for pk, number in numbers}
    return names
