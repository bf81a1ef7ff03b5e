"""What Stripe collected, booked as payments: from what stands at Stripe, not from what it told.

Looked at once or fifty times, in whatever order news of it came, the books end the same.
"""

from datetime import date, datetime

from django.db import transaction

from billing import gateway
from billing.choices import ParkedKind
from billing.gateway.invoices import SeenInvoice
from billing.gateway.money import SeenPayment
from billing.models import Invoice, StripeReceipt, StripeTwin
from foundation.errors import DomainError
from foundation.money import pounds
from foundation.periods import day_of
from foundation.transactions import atomic

from .parked import METHODS, book_receipt, park

INVOICE = Invoice._meta.label_lower


def ours(seen: SeenInvoice) -> tuple[Invoice, StripeTwin] | None:
    """Return our invoice for one at Stripe, by its id or by the mark we gave it, with its twin."""
    twins = StripeTwin.objects.filter(subject_type=INVOICE, part="")
    twin = twins.filter(stripe_id=seen.id).first()
    if twin is None and seen.mark:
        twin = twins.filter(key=seen.mark, stripe_id="").first()
    return (Invoice.objects.get(pk=twin.subject_id), twin) if twin else None


def look_at(stripe_id: str, *, now: datetime) -> list[str]:
    """Book what Stripe collected of one of its invoices; return what was done, in sentences.

    What fits no invoice of ours is parked. An invoice of somebody else's that nobody paid is
    passed over.
    """
    try:
        seen = gateway.invoices.look(stripe_id)
    except gateway.Gone:
        return []
    if seen.status == "draft":
        return []
    found = ours(seen)
    if found is None:
        return _book_all(_paid(seen), None, seen, on=day_of(now))
    return collect(*found, seen, now=now)


def collect(invoice: Invoice, twin: StripeTwin, seen: SeenInvoice, *, now: datetime) -> list[str]:
    """Book what Stripe collected of an invoice of ours; park what we do not know there."""
    on = day_of(now)
    paid = _paid(seen)
    done = _book_all(paid, invoice, seen, on=on)
    done += _overpaid(invoice, seen, on=on)
    done += _strange_notes(invoice, seen, on=on)
    done += _strange_refunds(invoice, on=on)
    _note(twin, seen, collected_pence=sum(payment.amount_pence for payment in paid))
    return done


def _paid(seen: SeenInvoice) -> list[SeenPayment]:
    """Return the payments that came through Stripe, and not another way that we reported."""
    return [payment for payment in gateway.money.payments_of(seen.id) if not payment.record]


def _book_all(
    paid: list[SeenPayment], invoice: Invoice | None, seen: SeenInvoice, *, on: date
) -> list[str]:
    ids = [payment.id for payment in paid]
    known = StripeReceipt.objects.filter(stripe_id__in=ids).values_list("stripe_id", flat=True)
    new = set(ids) - set(known)
    return [_book(payment, invoice, seen, on=on) for payment in paid if payment.id in new]


def _book(payment: SeenPayment, invoice: Invoice | None, seen: SeenInvoice, *, on: date) -> str:
    """Book one payment, or park it; return what was done."""
    method = gateway.money.method_of(payment.intent) if payment.intent else ""
    with transaction.atomic():
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
            return f"{payment.id} was booked meanwhile"
        why_not = _misfit(receipt, invoice, seen)
        if invoice is not None and not why_not:
            try:
                with transaction.atomic():
                    amount = receipt.amount_pence
                    book_receipt(receipt, invoice, amount_pence=amount, by=None, on=on)
                return f"{pounds(amount)} booked on {invoice}"
            except DomainError as refusal:
                why_not = str(refusal)
        park(
            ParkedKind.PAYMENT,
            receipt.stripe_id,
            receipt.amount_pence,
            why_not,
            on=on,
            invoice=invoice,
            receipt=receipt,
            currency=receipt.currency,
        )
        return f"{payment.id} parked: {why_not}"


def _misfit(receipt: StripeReceipt, invoice: Invoice | None, seen: SeenInvoice) -> str:
    """Return why money cannot be booked without a person, or nothing."""
    if invoice is None:
        named = f" {seen.number}" if seen.number else ""
        return f"Money came for an invoice{named} at Stripe that is not in our books."
    if receipt.currency != gateway.POUNDS:
        return f"{invoice} was paid in {receipt.currency.upper()} instead of pounds."
    if seen.total_pence != invoice.gross_pence:
        asked, owed = pounds(seen.total_pence), pounds(invoice.gross_pence)
        return f"Stripe's copy of {invoice} asks for {asked}, ours for {owed}."
    if receipt.method not in METHODS:
        return f"{invoice} was paid by {receipt.method or 'something unknown'}."
    return ""


def _overpaid(invoice: Invoice, seen: SeenInvoice, *, on: date) -> list[str]:
    """Park what was transferred above the invoice: Stripe keeps it for the payer's next one."""
    if not seen.overpaid_pence:
        return []
    says = (
        f"{pounds(seen.overpaid_pence)} more was paid than {invoice} asks: "
        "Stripe holds it as the payer's credit. Pay it back there."
    )
    park(ParkedKind.DIFFERENCE, seen.id, seen.overpaid_pence, says, on=on, invoice=invoice)
    return [f"{pounds(seen.overpaid_pence)} above {invoice} parked"]


def _strange_notes(invoice: Invoice, seen: SeenInvoice, *, on: date) -> list[str]:
    """Park the credit notes that somebody made at Stripe by hand."""
    strange = [n for n in gateway.money.notes_of(seen.id) if not _is_ours(n.mark)]
    for note in strange:
        says = (
            f"{pounds(note.amount_pence)} of {invoice} was credited at Stripe by hand: "
            "credit it here too, or void it there."
        )
        park(ParkedKind.CREDIT_NOTE, note.id, note.amount_pence, says, on=on, invoice=invoice)
    return [f"credit note {note.id} parked" for note in strange]


def _strange_refunds(invoice: Invoice, *, on: date) -> list[str]:
    """Park the refunds that somebody made at Stripe by hand, and those of ours that failed."""
    intents = invoice.stripe_receipts.exclude(intent="").values_list("intent", flat=True)
    done = []
    for refund in (r for intent in intents for r in gateway.money.refunds_of(intent)):
        mine = _is_ours(refund.mark)
        if mine is not refund.failed:
            continue  # ours and on its way, or theirs and it never happened
        sum_ = pounds(refund.amount_pence)
        says = (
            f"The refund of {sum_} on {invoice} failed: pay it back another way."
            if mine
            else f"{sum_} of {invoice} was paid back at Stripe by hand: credit it here too."
        )
        park(ParkedKind.REFUND, refund.id, refund.amount_pence, says, on=on, invoice=invoice)
        done.append(f"refund {refund.id} parked")
    return done


def _is_ours(mark: str) -> bool:
    return bool(mark) and StripeTwin.objects.filter(key=mark).exists()


@atomic
def _note(twin: StripeTwin, seen: SeenInvoice, *, collected_pence: int) -> None:
    """Write down how the invoice stands there, and what Stripe says it has collected of it."""
    twin = StripeTwin.objects.select_for_update(of=("self",), no_key=True).get(pk=twin.pk)
    # Never less than before: somebody may have looked after us and written before us.
    twin.collected_pence = max(twin.collected_pence, collected_pence)
    twin.stripe_id, twin.status, twin.url = seen.id, seen.status, seen.url
    twin.save(update_fields=["collected_pence", "stripe_id", "status", "url"])
