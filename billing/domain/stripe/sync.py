"""Stripe's copy of one of our invoices: created once, compared before it is sent, kept in sync.

The worker syncs to our invoice as it is at that moment, so it does not matter how many rows of
the outbox are about it.
"""

from datetime import datetime
from decimal import Decimal

from django.db.models import Model

from billing import gateway
from billing.choices import INVOICES, InvoiceState
from billing.gateway.customers import Buyer
from billing.gateway.invoices import NewInvoice, SeenInvoice
from billing.models import Invoice, InvoiceLine, StripeLink, VatRate
from employers.models import Employer
from foundation import outbox
from foundation.models import OutboxRow
from foundation.money import pounds
from foundation.periods import day_of

from . import adjustments, links, receipts

KIND = "stripe.invoice"
LONGEST_ORDER = 140  # of a purchase order, at Stripe


def enqueue_sync(invoice: Invoice) -> OutboxRow | None:
    """Return the outbox row that will sync Stripe's copy; None when there is nothing to sync.

    Runs in the transaction that changed the invoice.
    """
    syncs = invoice.series == INVOICES and invoice.state != InvoiceState.DRAFT
    if not syncs or not gateway.connected():
        return None
    return outbox.put(KIND, invoice, {}, fold=True)


@outbox.task(KIND)
def sync_invoice(row: OutboxRow, *, now: datetime) -> None:
    """Sync Stripe's copy of the invoice of an outbox row."""
    invoice = Invoice.objects.select_related("employer").get(pk=row.subject_id)
    try:
        bring_in_line(invoice, now=now)
    except gateway.Rejected as error:
        raise outbox.PermanentFailure(f"Stripe refuses {invoice}: {error}") from error


def bring_in_line(invoice: Invoice, *, now: datetime) -> None:
    """Bring Stripe's copy of an issued invoice to the state of ours, in as many steps as needed.

    Raises PermanentFailure when Stripe's sums differ from ours, and what the gateway raises.
    """
    link = links.of(invoice)
    settled = invoice.state == InvoiceState.VOID or not invoice.outstanding_pence
    if settled and link.asked_at is None:
        return  # nothing is left to pay there
    try:
        seen = _standing(invoice, now=now)
    except gateway.NotFound:
        # Only drafts can be deleted at Stripe, and this one was deleted there by hand.
        links.forget(invoice, *invoice.lines.all())
        raise gateway.TemporaryFailure(f"The draft of {invoice} is no longer at Stripe.") from None
    if seen is None:
        return
    link.refresh_from_db()
    receipts.book_collected(invoice, link, seen, now=now)
    invoice.refresh_from_db()
    if invoice.state == InvoiceState.VOID:
        if seen.status == "open":
            _remember(link, gateway.invoices.void(seen.id))
        return
    _remember(link, adjustments.adjust(invoice, seen, now=now))


def _standing(invoice: Invoice, *, now: datetime) -> SeenInvoice | None:
    """Return the copy, finalized and sent; None when ours is void and the copy was a draft."""
    customer = _customer(invoice, now=now)
    wanted = NewInvoice(
        customer=customer,
        number=invoice.number,
        issued_on=invoice.issued_on or day_of(now),
        due_on=invoice.due_on or day_of(now),
        footer=invoice.vat_note,
        purchase_order=invoice.purchase_order[:LONGEST_ORDER],
    )
    stripe_id = links.ensure(
        invoice,
        find=lambda ask: gateway.invoices.find(ask, customer, invoice.number),
        make=lambda ask: gateway.invoices.make(ask, wanted),
        now=now,
    )
    seen = gateway.invoices.retrieve(stripe_id)
    if seen.status == "draft":
        if invoice.state == InvoiceState.VOID:
            _delete(invoice, seen)
            return None
        seen = _finalized(invoice, seen, customer, now=now)
    elif difference := _difference(invoice, seen):
        raise outbox.PermanentFailure(difference)
    if seen.status == "open" and invoice.state == InvoiceState.ISSUED:
        links.ensure(
            invoice,
            part="sent",
            find=lambda ask: gateway.invoices.find_sending(ask, seen.id),
            make=lambda ask: gateway.invoices.send(seen.id, ask),
            now=now,
        )
    return seen


def _finalized(invoice: Invoice, seen: SeenInvoice, customer: str, *, now: datetime) -> SeenInvoice:
    """Return the draft, finalized with its lines. Raises PermanentFailure if its sums differ."""
    for line in invoice.lines.order_by("pk"):
        _line(line, seen, customer, now=now)
    seen = gateway.invoices.retrieve(seen.id)
    if difference := _difference(invoice, seen):
        _delete(invoice, seen)
        raise outbox.PermanentFailure(difference)
    seen = gateway.invoices.finalize(seen.id)
    _remember(links.of(invoice), seen)
    return seen


def _difference(invoice: Invoice, seen: SeenInvoice) -> str:
    """Return how Stripe's sums differ from ours, or an empty text."""
    if seen.currency != gateway.POUNDS:
        return f"Stripe would charge {invoice} in {seen.currency.upper()} instead of pounds."
    theirs, ours = (seen.total_pence, seen.tax_pence), (invoice.gross_pence, invoice.vat_pence)
    if theirs == ours:
        return ""
    charged, vat = map(pounds, theirs)
    owed, owed_vat = map(pounds, ours)
    return (
        f"Stripe would charge {charged} for {invoice}, including VAT of {vat}. The invoice is for "
        f"{owed}, including VAT of {owed_vat}. Nothing was sent."
    )


def _delete(invoice: Invoice, seen: SeenInvoice) -> None:
    """Delete a draft at Stripe; its link goes first, so that after a crash it is found again."""
    links.forget(invoice, *invoice.lines.all())
    gateway.invoices.delete_draft(seen.id)


def _customer(invoice: Invoice, *, now: datetime) -> str:
    """Return Stripe's customer, updated once for each invoice to the buyer it names."""
    printed = invoice.buyer
    buyer = Buyer(
        reference=printed["reference"],
        name=printed["name"],
        email=invoice.employer.billing_email or printed.get("email", ""),
        address=printed.get("address", ""),
    )
    employer: Employer = invoice.employer
    known = links.known(employer)
    customer = links.ensure(
        employer,
        find=lambda ask: gateway.customers.find(ask, buyer),
        make=lambda ask: gateway.customers.make(ask, buyer),
        now=now,
    )
    if known and not links.known(invoice):
        gateway.customers.update(customer, buyer)
    return customer


def _line(line: InvoiceLine, draft: SeenInvoice, customer: str, *, now: datetime) -> str:
    rates = [_rate(line.vat_rate, now=now)] if line.vat_rate else []
    return links.ensure(
        line,
        find=lambda ask: gateway.invoices.find_line(ask, draft.id),
        make=lambda ask: gateway.invoices.make_line(
            ask,
            draft,
            customer=customer,
            says=line.description,
            pence=line.net_pence,
            rates=rates,
        ),
        now=now,
    )


def _rate(rate: Decimal, *, now: datetime) -> str:
    """Return Stripe's VAT rate for ours, by the row that brought it into force."""
    ours: Model = VatRate.objects.filter(rate=rate).earliest("pk")
    return links.ensure(
        ours,
        find=lambda ask: gateway.customers.find_rate(ask, rate * 100),
        make=lambda ask: gateway.customers.make_rate(ask, rate * 100),
        now=now,
    )


def _remember(link: StripeLink, seen: SeenInvoice) -> None:
    """Store the status of the copy, and where it can be paid."""
    StripeLink.objects.filter(pk=link.pk).update(status=seen.status, url=seen.url)
