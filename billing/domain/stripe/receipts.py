"""What Stripe collected, booked as payments: read from Stripe's objects, never from its events.

Read once or fifty times, in whatever order the events came, the books end up the same.
"""

from datetime import date, datetime

from django.db import transaction

from billing import gateway
from billing.choices import UnallocatedKind
from billing.gateway.invoices import SeenInvoice
from billing.gateway.money import SeenPayment
from billing.models import Invoice, StripeLink, StripeReceipt
from foundation.errors import DomainError
from foundation.money import pounds
from foundation.periods import day_of
from foundation.transactions import atomic, finishing

from .unallocated import METHODS, add_unallocated, book_receipt

INVOICE = Invoice._meta.label_lower


def linked_invoice(seen: SeenInvoice) -> tuple[Invoice, StripeLink] | None:
    """Return our invoice for one at Stripe, by its id or by the mark we gave it, with its link."""
    rows = StripeLink.objects.filter(subject_type=INVOICE, part="")
    link = rows.filter(stripe_id=seen.id).first()
    if link is None and seen.mark:
        link = rows.filter(key=seen.mark, stripe_id="").first()
    return (Invoice.objects.get(pk=link.subject_id), link) if link else None


def refresh(stripe_id: str, *, now: datetime) -> list[str]:
    """Book what Stripe collected on one of its invoices; return what was done, in sentences.

    Money that matches none of our invoices becomes unallocated. An unpaid invoice that is not
    ours is skipped.
    """
    try:
        seen = gateway.invoices.retrieve(stripe_id)
    except gateway.NotFound:
        return []
    if seen.status == "draft":
        return []
    match = linked_invoice(seen)
    if match is None:
        return _book_all(_paid(seen), None, seen, on=day_of(now))
    return book_collected(*match, seen, now=now)


def book_collected(
    invoice: Invoice, link: StripeLink, seen: SeenInvoice, *, now: datetime
) -> list[str]:
    """Book what Stripe collected on one of our invoices; what we cannot explain is unallocated."""
    on = day_of(now)
    paid = _paid(seen)
    done = _book_all(paid, invoice, seen, on=on)
    done += _overpaid(invoice, seen, on=on)
    done += _strange_notes(invoice, seen, on=on)
    done += _strange_refunds(invoice, on=on)
    _note(link, seen, collected_pence=sum(payment.amount_pence for payment in paid))
    return done


def _paid(seen: SeenInvoice) -> list[SeenPayment]:
    """Return the payments that came through Stripe, without those that we reported to it."""
    return [payment for payment in gateway.money.payments_of(seen.id) if not payment.record]


def _book_all(
    paid: list[SeenPayment], invoice: Invoice | None, seen: SeenInvoice, *, on: date
) -> list[str]:
    ids = [payment.id for payment in paid]
    known = StripeReceipt.objects.filter(stripe_id__in=ids).values_list("stripe_id", flat=True)
    new = set(ids) - set(known)
    return [_book(payment, invoice, seen, on=on) for payment in paid if payment.id in new]


def _book(payment: SeenPayment, invoice: Invoice | None, seen: SeenInvoice, *, on: date) -> str:
    """Book one payment, or store it as unallocated; return what was done."""
    method = gateway.money.method_of(payment.intent) if payment.intent else ""
    with transaction.atomic(), finishing():
        receipt, new = StripeReceipt.objects.get_or_create(
            stripe_id=payment.id,
            defaults={
                "intent": payment.intent,
                "invoice": invoice,
                "amount_pence": payment.amount_pence,
                "currency": payment.currency,
                "method": method,
                "received_on": day_of(payment.paid_at) if payment.paid_at else on,
            },
        )
        if not new:  # another worker was faster
            return f"{payment.id} has been booked already"
        why_not = _misfit(receipt, invoice, seen)
        if invoice is not None and not why_not:
            try:
                with transaction.atomic():
                    amount = receipt.amount_pence
                    book_receipt(receipt, invoice, amount_pence=amount, by=None, on=on)
                return f"{pounds(amount)} booked on {invoice}"
            except DomainError as refusal:
                why_not = str(refusal)
        add_unallocated(
            UnallocatedKind.PAYMENT,
            receipt.stripe_id,
            receipt.amount_pence,
            why_not,
            on=on,
            invoice=invoice,
            receipt=receipt,
            currency=receipt.currency,
        )
        return f"{payment.id} not booked: {why_not}"


def _misfit(receipt: StripeReceipt, invoice: Invoice | None, seen: SeenInvoice) -> str:
    """Return why a person has to allocate the money, or an empty text."""
    if invoice is None:
        named = f" {seen.number}" if seen.number else ""
        return f"Stripe collected money for an invoice{named} that is not in our books."
    if receipt.currency != gateway.POUNDS:
        return f"{invoice} was paid in {receipt.currency.upper()} instead of pounds."
    if seen.total_pence != invoice.gross_pence:
        charged, owed = pounds(seen.total_pence), pounds(invoice.gross_pence)
        return f"Stripe's copy of {invoice} is for {charged}, ours is for {owed}."
    if receipt.method not in METHODS:
        return f"{invoice} was paid by {receipt.method or 'an unknown method'}."
    return ""


def _overpaid(invoice: Invoice, seen: SeenInvoice, *, on: date) -> list[str]:
    """Record what was paid above the invoice: Stripe holds it for the payer's next one."""
    if not seen.overpaid_pence:
        return []
    says = (
        f"{pounds(seen.overpaid_pence)} too much was paid on {invoice}. "
        "Stripe holds it as the payer's credit. Pay it back there."
    )
    add_unallocated(
        UnallocatedKind.DIFFERENCE, seen.id, seen.overpaid_pence, says, on=on, invoice=invoice
    )
    return [f"{pounds(seen.overpaid_pence)} paid above {invoice}: for a person to decide"]


def _strange_notes(invoice: Invoice, seen: SeenInvoice, *, on: date) -> list[str]:
    """Record the credit notes that were made at Stripe by hand."""
    strange = [n for n in gateway.money.notes_of(seen.id) if not _is_ours(n.mark)]
    for note in strange:
        says = (
            f"{pounds(note.amount_pence)} of {invoice} was credited at Stripe by hand. "
            "Credit it here too, or void the credit note there."
        )
        add_unallocated(
            UnallocatedKind.CREDIT_NOTE, note.id, note.amount_pence, says, on=on, invoice=invoice
        )
    return [f"credit note {note.id} made by hand: for a person to decide" for note in strange]


def _strange_refunds(invoice: Invoice, *, on: date) -> list[str]:
    """Record the refunds that were made at Stripe by hand, and those of ours that failed."""
    intents = invoice.stripe_receipts.exclude(intent="").values_list("intent", flat=True)
    done = []
    for refund in (r for intent in intents for r in gateway.money.refunds_of(intent)):
        mine = _is_ours(refund.mark)
        if mine is not refund.failed:
            continue  # ours and on its way, or theirs and it never happened
        sum_ = pounds(refund.amount_pence)
        says = (
            f"The refund of {sum_} on {invoice} failed. Pay it back another way."
            if mine
            else f"{sum_} of {invoice} was paid back at Stripe by hand. Credit it here too."
        )
        add_unallocated(
            UnallocatedKind.REFUND, refund.id, refund.amount_pence, says, on=on, invoice=invoice
        )
        done.append(f"refund {refund.id}: for a person to decide")
    return done


def _is_ours(mark: str) -> bool:
    return bool(mark) and StripeLink.objects.filter(key=mark).exists()


@atomic
def _note(link: StripeLink, seen: SeenInvoice, *, collected_pence: int) -> None:
    """Store the status of the invoice at Stripe, and what Stripe has collected on it."""
    link = StripeLink.objects.select_for_update(of=("self",), no_key=True).get(pk=link.pk)
    # Never less than before: another worker may have read later and stored earlier.
    link.collected_pence = max(link.collected_pence, collected_pence)
    link.stripe_id, link.status, link.url = seen.id, seen.status, seen.url
    link.save(update_fields=["collected_pence", "stripe_id", "status", "url"])
