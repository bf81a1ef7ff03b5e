"""Invoices at Stripe: created like ours, sent, and brought to the state of ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from .client import MOST, POUNDS, SLACK, Ask, mark_of, noon, seconds, services

if TYPE_CHECKING:
    import stripe
    from stripe import params


@dataclass(frozen=True, slots=True)
class NewInvoice:
    """An invoice to be created at Stripe."""

    customer: str
    number: str
    issued_on: date
    due_on: date
    footer: str
    purchase_order: str


@dataclass(frozen=True, slots=True)
class SeenInvoice:
    """An invoice as it is at Stripe, in pence."""

    id: str
    mark: str
    status: str
    number: str
    currency: str
    total_pence: int
    tax_pence: int
    remaining_pence: int
    overpaid_pence: int
    url: str


def find(ask: Ask, customer: str, number: str) -> str | None:
    """Return the customer's invoice that carries our mark or our number."""
    with services() as v1:
        theirs = v1.invoices.list({"customer": customer, "limit": MOST}).auto_paging_iter()
        return next((i.id for i in theirs if mark_of(i) == ask.mark or i.number == number), None)


def make(ask: Ask, wanted: NewInvoice) -> str:
    """Return the new draft, which has no lines yet and is not sent by itself."""
    assert ask.since is not None
    request: params.InvoiceCreateParams = {
        "customer": wanted.customer,
        "number": wanted.number,
        "currency": POUNDS,
        "collection_method": "send_invoice",
        "auto_advance": False,
        "pending_invoice_items_behavior": "exclude",
        # Never ahead of Stripe's clock; counted from the first request, as the due date below.
        "effective_at": min(noon(wanted.issued_on), seconds(ask.since)),
        "payment_settings": {
            "payment_method_types": settings.STRIPE_PAYMENT_METHODS,
            "payment_method_options": {
                "customer_balance": {
                    "funding_type": "bank_transfer",
                    "bank_transfer": {"type": "gb_bank_transfer"},
                }
            },
        },
        "metadata": ask.metadata,
    }
    # Stripe accepts future due dates only. Counted from the first request, so that the same key
    # always carries the same request.
    if wanted.due_on > ask.since.date():
        request["due_date"] = noon(wanted.due_on)
    else:
        request["days_until_due"] = 0
    if wanted.footer:
        request["footer"] = wanted.footer
    if wanted.purchase_order:
        request["custom_fields"] = [{"name": "Purchase order", "value": wanted.purchase_order}]
    with services() as v1:
        return v1.invoices.create(request, ask.only_once).id


def find_line(ask: Ask, invoice: str) -> str | None:
    """Return the line of a draft that carries our mark."""
    with services() as v1:
        lines = v1.invoices.line_items.list(invoice, {"limit": MOST}).auto_paging_iter()
        return next((line.id for line in lines if mark_of(line) == ask.mark), None)


def make_line(
    ask: Ask, invoice: SeenInvoice, *, customer: str, says: str, pence: int, rates: list[str]
) -> str:
    """Return the new line of a draft, without VAT; ``rates`` are the VAT rates to add."""
    wanted: params.InvoiceItemCreateParams = {
        "customer": customer,
        "invoice": invoice.id,
        "amount": pence,
        "currency": POUNDS,
        "description": says,
        "tax_rates": rates,
        "metadata": ask.metadata,
    }
    with services() as v1:
        return v1.invoice_items.create(wanted, ask.only_once).id


def retrieve(invoice: str) -> SeenInvoice:
    """Return an invoice as it is now."""
    with services() as v1:
        return _seen(v1.invoices.retrieve(invoice))


def finalize(invoice: str) -> SeenInvoice:
    """Return the draft as an invoice that can be paid and never changes."""
    with services() as v1:
        return _seen(v1.invoices.finalize_invoice(invoice, {"auto_advance": False}))


def find_sending(ask: Ask, invoice: str) -> str | None:
    """Return the event that records the sending of an invoice since our first request."""
    if ask.since is None:
        return None
    with services() as v1:
        events = v1.events.list(
            {
                "type": "invoice.sent",
                "created": {"gte": seconds(ask.since - SLACK)},
                "limit": MOST,
            }
        )
        sent = (e.id for e in events.auto_paging_iter() if e.data.object["id"] == invoice)
        return next(sent, None)


def send(invoice: str, ask: Ask) -> str:
    """Have Stripe email an invoice, once; return the id that records it."""
    with services() as v1:
        return v1.invoices.send_invoice(invoice, {}, ask.only_once).id


def delete_draft(invoice: str) -> None:
    """Delete a draft; its number is free again."""
    with services() as v1:
        v1.invoices.delete(invoice)


def void(invoice: str) -> SeenInvoice:
    """Return an open invoice as void: it can no longer be paid."""
    with services() as v1:
        return _seen(v1.invoices.void_invoice(invoice))


def mark_uncollectible(invoice: str) -> SeenInvoice:
    """Return an open invoice as uncollectible: no more is expected."""
    with services() as v1:
        return _seen(v1.invoices.mark_uncollectible(invoice))


def mark_paid_elsewhere(invoice: str) -> SeenInvoice:
    """Return an open invoice as paid outside Stripe, whatever was left of it."""
    with services() as v1:
        return _seen(v1.invoices.pay(invoice, {"paid_out_of_band": True}))


def made_since(moment: datetime) -> Iterator[SeenInvoice]:
    """Yield every invoice made since a moment, by us or by hand."""
    with services() as v1:
        made = v1.invoices.list({"created": {"gte": seconds(moment)}, "limit": MOST})
        yield from map(_seen, made.auto_paging_iter())


def _seen(invoice: "stripe.Invoice") -> SeenInvoice:
    return SeenInvoice(
        id=invoice.id,
        mark=mark_of(invoice),
        status=str(invoice.status),
        number=invoice.number or "",
        currency=invoice.currency,
        total_pence=invoice.total,
        tax_pence=sum(tax.amount for tax in invoice.total_taxes or []),
        remaining_pence=invoice.amount_remaining,
        overpaid_pence=invoice.amount_overpaid,
        url=invoice.hosted_invoice_url or "",
    )
