"""Changes to an invoice after it was issued, reported to Stripe so that nobody pays twice."""

from datetime import datetime

from billing import gateway
from billing.choices import UnallocatedKind
from billing.gateway.invoices import SeenInvoice
from billing.gateway.money import NewCreditNote
from billing.models import CreditNote, Invoice, Payment, Refund, StripeReceipt
from foundation.money import pounds
from foundation.periods import day_of

from . import links
from .unallocated import METHODS, add_unallocated

PAYABLE = ("open", "uncollectible")


def adjust(invoice: Invoice, seen: SeenInvoice, *, now: datetime) -> SeenInvoice:
    """Return the copy with our credit notes, refunds and other payments applied to it.

    What still differs then is recorded for a person. Raises what the gateway raises.
    """
    for note in invoice.credit_notes.order_by("sequence"):
        if links.known(note) is None:
            _credit(note, seen, now=now)
            seen = gateway.invoices.retrieve(seen.id)
    if seen.status in PAYABLE:
        seen = _paid_outside(invoice, seen, now=now)
    left = 0 if seen.status == "paid" else seen.remaining_pence
    if left != invoice.payable_pence:
        _report_difference(invoice, seen, left, now=now)
    return seen


def _credit(note: CreditNote, seen: SeenInvoice, *, now: datetime) -> str:
    """Return Stripe's credit note for ours: first off what is unpaid there, then paid back."""
    back = [pair for refund in note.refunds.all() for pair in _refund(refund, now=now)]
    unpaid = seen.remaining_pence if seen.status in PAYABLE else 0
    rest = note.gross_pence - min(unpaid, note.gross_pence)
    linked = []
    for refund_id, pence in back:
        counted = min(pence, rest)
        if counted:
            linked.append((refund_id, counted))
        rest -= counted
    credited = NewCreditNote(
        invoice=seen.id,
        amount_pence=note.gross_pence,
        outside_pence=rest,
        memo=f"Credit note {note.number}: {note.reason}",
        refunds=linked,
    )
    return links.ensure(
        note,
        find=lambda ask: next(
            (n.id for n in gateway.money.notes_of(seen.id) if n.mark == ask.mark), None
        ),
        make=lambda ask: gateway.money.credit(ask, credited),
        now=now,
    )


def _refund(refund: Refund, *, now: datetime) -> list[tuple[str, int]]:
    """Return the parts of a refund that go back through Stripe, as it came: ids and pence.

    A refund requested with the day it was paid back was made by hand.
    """
    if refund.approval.detail.get("refunded_on"):
        return []
    left, back = refund.amount_pence, []
    for receipt in refund.invoice.stripe_receipts.exclude(intent="").order_by("-pk"):
        ours = _by_us(receipt, refund)
        gone = sum(r.amount_pence for r in gateway.money.refunds_of(receipt.intent) if not r.failed)
        pence = ours or min(left, receipt.amount_pence - gone)
        if pence > 0:
            back.append((_refund_of(receipt, refund, pence, now=now), pence))
            left -= pence
    return back


def _by_us(receipt: StripeReceipt, refund: Refund) -> int:
    """Return how much of a receipt this refund paid back already, in an earlier attempt."""
    mark = links.of(refund, receipt.stripe_id[:40]).key
    made = gateway.money.refunds_of(receipt.intent)
    return sum(r.amount_pence for r in made if r.mark == mark)


def _refund_of(receipt: StripeReceipt, refund: Refund, pence: int, *, now: datetime) -> str:
    transfer = METHODS.get(receipt.method) == "bank_transfer"
    email = refund.invoice.employer.billing_email if transfer else ""
    return links.ensure(
        refund,
        part=receipt.stripe_id[:40],
        find=lambda ask: next(
            (r.id for r in gateway.money.refunds_of(receipt.intent) if r.mark == ask.mark), None
        ),
        make=lambda ask: gateway.money.refund(ask, receipt.intent, pence, email=email),
        now=now,
    )


def _paid_outside(invoice: Invoice, seen: SeenInvoice, *, now: datetime) -> SeenInvoice:
    """Return the copy once it charges no more than is payable here."""
    gap = seen.remaining_pence - invoice.payable_pence
    if gap > 0 and not invoice.payable_pence:
        return gateway.invoices.mark_paid_elsewhere(seen.id)
    attached = {p.record for p in gateway.money.payments_of(seen.id) if p.record}
    for payment in invoice.payments.filter(stripe_booking=None).order_by("pk"):
        record = links.known(payment)
        if gap <= 0 or (record and record.stripe_id in attached):
            continue
        pence = min(gap, payment.amount_pence)
        _report(payment, pence, seen, now=now)
        gap -= pence
    if invoice.written_off_pence and not invoice.outstanding_pence and seen.status == "open":
        return gateway.invoices.mark_uncollectible(seen.id)
    return gateway.invoices.retrieve(seen.id)


def _report(payment: Payment, pence: int, seen: SeenInvoice, *, now: datetime) -> None:
    """Report to Stripe a payment that came another way, and count it towards the copy."""
    reference = payment.reference or f"payment {payment.pk}"
    record = links.ensure(
        payment,
        find=gateway.money.find_report,
        make=lambda ask: gateway.money.report(
            ask, pence, on=payment.received_on, reference=reference
        ),
        now=now,
    )
    gateway.money.attach(record, seen.id)


def _report_difference(invoice: Invoice, seen: SeenInvoice, left: int, *, now: datetime) -> None:
    """Record for a person that Stripe and we disagree on what is still to be paid."""
    if invoice.stripe_receipts.filter(unallocated__state="waiting").exists():
        return  # the reason is recorded already: money that waits to be booked
    charged, owed = pounds(left), pounds(invoice.outstanding_pence)
    says = f"Stripe still charges {charged} for {invoice}. In our books {owed} is outstanding."
    add_unallocated(
        UnallocatedKind.DIFFERENCE, seen.id, left, says, on=day_of(now), invoice=invoice
    )
