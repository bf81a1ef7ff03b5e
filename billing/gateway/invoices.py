"""Invoices at Stripe: made as ours is, sent, and brought to the state ours is in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import stripe
from django.conf import settings
from stripe import params

from .client import MOST, POUNDS, SLACK, Ask, mark_of, noon, seconds, services


@dataclass(frozen=True, slots=True)
class Wanted:
    """An invoice to be made at Stripe, as ours is."""

    customer: str
    number: str
    issued_on: date
    due_on: date
    footer: str
    purchase_order: str


@dataclass(frozen=True, slots=True)
class SeenInvoice:
    """An invoice as it stands at Stripe, in pence."""

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


def make(ask: Ask, wanted: Wanted) -> str:
    """Return the new draft, which has no lines yet and goes nowhere by itself."""
    assert ask.since is not None
    asked: params.InvoiceCreateParams = {
        "customer": wanted.customer,
        "number": wanted.number,
        "currency": POUNDS,
        "collection_method": "send_invoice",
        "auto_advance": False,
        "pending_invoice_items_behavior": "exclude",
        # Never ahead of Stripe's clock; from when it was first asked, as the due date below.
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
    # Stripe takes a due date ahead of it only. From when it was first asked, so that the same
    # key always carries the same request.
    if wanted.due_on > ask.since.date():
        asked["due_date"] = noon(wanted.due_on)
    else:
        asked["days_until_due"] = 0
    if wanted.footer:
        asked["footer"] = wanted.footer
    if wanted.purchase_order:
        asked["custom_fields"] = [{"name": "Purchase order", "value": wanted.purchase_order}]
    with services() as v1:
        return v1.invoices.create(asked, ask.only_once).id


def find_line(ask: Ask, invoice: str) -> str | None:
    """Return the line of a draft that carries our mark."""
    with services() as v1:
        lines = v1.invoices.line_items.list(invoice, {"limit": MOST}).auto_paging_iter()
        return next((line.id for line in lines if mark_of(line) == ask.mark), None)


def make_line(
    ask: Ask, invoice: SeenInvoice, *, customer: str, says: str, pence: int, rates: list[str]
) -> str:
    """Return the new line of a draft, without VAT; ``rates`` are what comes on top."""
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


def look(invoice: str) -> SeenInvoice:
    """Return an invoice as it stands."""
    with services() as v1:
        return _seen(v1.invoices.retrieve(invoice))


def finalize(invoice: str) -> SeenInvoice:
    """Return the draft as an invoice that can be paid and never changes."""
    with services() as v1:
        return _seen(v1.invoices.finalize_invoice(invoice, {"auto_advance": False}))


def find_sending(ask: Ask, invoice: str) -> str | None:
    """Return the event that says an invoice was sent since we first asked for that."""
    if ask.since is None:
        return None
    with services() as v1:
        told = v1.events.list(
            {
                "type": "invoice.sent",
                "created": {"gte": seconds(ask.since - SLACK)},
                "limit": MOST,
            }
        )
        sent = (e.id for e in told.auto_paging_iter() if e.data.object["id"] == invoice)
        return next(sent, None)


def send(invoice: str, ask: Ask) -> str:
    """Have Stripe e-mail an invoice, once; return what stands for it."""
    with services() as v1:
        return v1.invoices.send_invoice(invoice, {}, ask.only_once).id


def delete_draft(invoice: str) -> None:
    """Take a draft away; its number is free again."""
    with services() as v1:
        v1.invoices.delete(invoice)


def void(invoice: str) -> SeenInvoice:
    """Return an open invoice as void: nobody can pay it any more."""
    with services() as v1:
        return _seen(v1.invoices.void_invoice(invoice))


def give_up(invoice: str) -> SeenInvoice:
    """Return an open invoice as one on which nothing more is expected."""
    with services() as v1:
        return _seen(v1.invoices.mark_uncollectible(invoice))


def settle_outside(invoice: str) -> SeenInvoice:
    """Return an open invoice as paid by another way than Stripe, whatever was left of it."""
    with services() as v1:
        return _seen(v1.invoices.pay(invoice, {"paid_out_of_band": True}))


def made_since(moment: datetime) -> Iterator[SeenInvoice]:
    """Yield every invoice made since a moment, by us or by hand."""
    with services() as v1:
        made = v1.invoices.list({"created": {"gte": seconds(moment)}, "limit": MOST})
        yield from map(_seen, made.auto_paging_iter())


def _seen(invoice: stripe.Invoice) -> SeenInvoice:
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
