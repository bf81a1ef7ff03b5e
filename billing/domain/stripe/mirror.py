"""Stripe's copy of an invoice of ours: made once, compared before anybody sees it, kept in line.

What leads is our invoice as it stands when the worker comes to it, so it does not matter how many
rows of the outbox speak of it: each brings the copy to where the invoice is by then.
"""

from datetime import datetime
from decimal import Decimal

from django.db.models import Model

from billing import gateway
from billing.choices import INVOICES, InvoiceState
from billing.gateway.customers import Buyer
from billing.gateway.invoices import SeenInvoice, Wanted
from billing.models import Invoice, InvoiceLine, StripeTwin, VatRate
from employers.models import Employer
from foundation import outbox
from foundation.models import OutboxRow
from foundation.money import pounds
from foundation.periods import day_of

from . import adjustments, receipts, twins

KIND = "stripe.invoice"
LONGEST_ORDER = 140  # of a purchase order, at Stripe


def wish(invoice: Invoice) -> OutboxRow | None:
    """Return the outbox row that brings Stripe's copy in line; None when there is none to bring.

    Part of the transaction that changed the invoice.
    """
    ours = invoice.series == INVOICES and invoice.state != InvoiceState.DRAFT
    if not ours or not gateway.connected():
        return None
    return outbox.put(KIND, invoice, {}, fold=True)


@outbox.task(KIND)
def mirror(row: OutboxRow, *, now: datetime) -> None:
    """Bring Stripe's copy of the invoice of a row in line with ours."""
    invoice = Invoice.objects.select_related("employer").get(pk=row.subject_id)
    try:
        bring_in_line(invoice, now=now)
    except gateway.Refused as no:
        raise outbox.PermanentFailure(f"Stripe refuses {invoice}: {no}") from no


def bring_in_line(invoice: Invoice, *, now: datetime) -> None:
    """Make Stripe's copy of an issued invoice what ours is, in as many steps as that takes.

    Raises PermanentFailure when Stripe's sums differ from ours, and what the gateway raises.
    """
    twin = twins.of(invoice)
    settled = invoice.state == InvoiceState.VOID or not invoice.outstanding_pence
    if settled and twin.asked_at is None:
        return  # nobody has to pay it there
    try:
        seen = _standing(invoice, now=now)
    except gateway.Gone:
        # Only drafts can be deleted there, and somebody did that by hand.
        twins.forget(invoice, *invoice.lines.all())
        raise gateway.NotNow(f"The draft of {invoice} is gone from Stripe.") from None
    if seen is None:
        return
    twin.refresh_from_db()
    receipts.collect(invoice, twin, seen, now=now)
    invoice.refresh_from_db()
    if invoice.state == InvoiceState.VOID:
        if seen.status == "open":
            _remember(twin, gateway.invoices.void(seen.id))
        return
    _remember(twin, adjustments.adjust(invoice, seen, now=now))


def _standing(invoice: Invoice, *, now: datetime) -> SeenInvoice | None:
    """Return the copy, finalized and sent; None when ours is void and it never came so far."""
    customer = _customer(invoice, now=now)
    wanted = Wanted(
        customer=customer,
        number=invoice.number,
        issued_on=invoice.issued_on or day_of(now),
        due_on=invoice.due_on or day_of(now),
        footer=invoice.vat_note,
        purchase_order=invoice.purchase_order[:LONGEST_ORDER],
    )
    stripe_id = twins.ensure(
        invoice,
        find=lambda ask: gateway.invoices.find(ask, customer, invoice.number),
        make=lambda ask: gateway.invoices.make(ask, wanted),
        now=now,
    )
    seen = gateway.invoices.look(stripe_id)
    if seen.status == "draft":
        if invoice.state == InvoiceState.VOID:
            _delete(invoice, seen)
            return None
        seen = _finalized(invoice, seen, customer, now=now)
    elif difference := _difference(invoice, seen):
        raise outbox.PermanentFailure(difference)
    if seen.status == "open" and invoice.state == InvoiceState.ISSUED:
        twins.ensure(
            invoice,
            part="sent",
            find=lambda ask: gateway.invoices.find_sending(ask, seen.id),
            make=lambda ask: gateway.invoices.send(seen.id, ask),
            now=now,
        )
    return seen


def _finalized(invoice: Invoice, seen: SeenInvoice, customer: str, *, now: datetime) -> SeenInvoice:
    """Return the draft with its lines, finalized; PermanentFailure when its sums are not ours."""
    for line in invoice.lines.order_by("pk"):
        _line(line, seen, customer, now=now)
    seen = gateway.invoices.look(seen.id)
    if difference := _difference(invoice, seen):
        _delete(invoice, seen)
        raise outbox.PermanentFailure(difference)
    seen = gateway.invoices.finalize(seen.id)
    _remember(twins.of(invoice), seen)
    return seen


def _difference(invoice: Invoice, seen: SeenInvoice) -> str:
    """Return in which way Stripe's sums are not ours, or nothing."""
    if seen.currency != gateway.POUNDS:
        return f"Stripe would ask for {invoice} in {seen.currency.upper()}."
    theirs, ours = (seen.total_pence, seen.tax_pence), (invoice.gross_pence, invoice.vat_pence)
    if theirs == ours:
        return ""
    asked, vat = map(pounds, theirs)
    owed, owed_vat = map(pounds, ours)
    return (
        f"Stripe would ask {asked} for {invoice}, VAT {vat} of it; it is {owed}, VAT {owed_vat}. "
        "Nothing was sent."
    )


def _delete(invoice: Invoice, seen: SeenInvoice) -> None:
    """Take a draft away from Stripe; forgotten first, so that a crash between leaves it found."""
    twins.forget(invoice, *invoice.lines.all())
    gateway.invoices.delete_draft(seen.id)


def _customer(invoice: Invoice, *, now: datetime) -> str:
    """Return who pays, as the invoice names them, told to Stripe once an invoice."""
    printed = invoice.buyer
    buyer = Buyer(
        reference=printed["reference"],
        name=printed["name"],
        email=invoice.employer.billing_email or printed.get("email", ""),
        address=printed.get("address", ""),
    )
    employer: Employer = invoice.employer
    known = twins.known(employer)
    customer = twins.ensure(
        employer,
        find=lambda ask: gateway.customers.find(ask, buyer),
        make=lambda ask: gateway.customers.make(ask, buyer),
        now=now,
    )
    if known and not twins.known(invoice):
        gateway.customers.update(customer, buyer)
    return customer


def _line(line: InvoiceLine, draft: SeenInvoice, customer: str, *, now: datetime) -> str:
    rates = [_rate(line.vat_rate, now=now)] if line.vat_rate else []
    return twins.ensure(
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
    """Return Stripe's rate of VAT for ours, by the row that brought it into force."""
    ours: Model = VatRate.objects.filter(rate=rate).earliest("pk")
    return twins.ensure(
        ours,
        find=lambda ask: gateway.customers.find_rate(ask, rate * 100),
        make=lambda ask: gateway.customers.make_rate(ask, rate * 100),
        now=now,
    )


def _remember(twin: StripeTwin, seen: SeenInvoice) -> None:
    """Write down how the copy stands, and where it can be paid."""
    StripeTwin.objects.filter(pk=twin.pk).update(status=seen.status, url=seen.url)
