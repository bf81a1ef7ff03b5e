"""Money at Stripe: payments, refunds, credit notes, and payments that came another way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from .client import MOST, POUNDS, SLACK, Ask, id_of, mark_of, noon, seconds, services

if TYPE_CHECKING:
    import stripe
    from stripe import params


@dataclass(frozen=True, slots=True)
class SeenPayment:
    """One payment of an invoice; ``record`` is set if it came outside Stripe."""

    id: str
    amount_pence: int
    currency: str
    paid_at: datetime | None
    intent: str
    record: str


@dataclass(frozen=True, slots=True)
class SeenRefund:
    """Money that Stripe paid back, or is about to."""

    id: str
    mark: str
    intent: str
    amount_pence: int
    currency: str
    failed: bool


@dataclass(frozen=True, slots=True)
class SeenNote:
    """A credit note at Stripe."""

    id: str
    mark: str
    amount_pence: int


@dataclass(frozen=True, slots=True)
class NewCreditNote:
    """A credit note to be created: what Stripe refunded of it, and what went back another way."""

    invoice: str
    amount_pence: int
    outside_pence: int
    memo: str
    refunds: list[tuple[str, int]] = field(default_factory=list)


def payments_of(invoice: str) -> list[SeenPayment]:
    """Return the payments of an invoice, without those still being processed."""
    with services() as v1:
        paid = v1.invoice_payments.list({"invoice": invoice, "status": "paid", "limit": MOST})
        return [_seen_payment(payment) for payment in paid.auto_paging_iter()]


def invoices_of(intent: str) -> list[str]:
    """Return the invoices that a payment counts towards."""
    with services() as v1:
        payments = v1.invoice_payments.list(
            {"payment": {"type": "payment_intent", "payment_intent": intent}, "limit": MOST}
        )
        return [id_of(payment.invoice) for payment in payments.auto_paging_iter()]


def method_of(intent: str) -> str:
    """Return the payment method, in Stripe's words: card, bacs_debit, customer_balance, ..."""
    import stripe  # noqa: PLC0415  8 MB and 0.2 s, which a worker does without

    with services() as v1:
        charge = v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]}).latest_charge
        details = charge.payment_method_details if isinstance(charge, stripe.Charge) else None
        return details.type if details else ""


def refunds_of(intent: str) -> list[SeenRefund]:
    """Return the refunds of a payment."""
    with services() as v1:
        back = v1.refunds.list({"payment_intent": intent, "limit": MOST})
        return [_seen_refund(refund) for refund in back.auto_paging_iter()]


def refunds_since(moment: datetime) -> Iterator[SeenRefund]:
    """Yield the refunds since a moment."""
    with services() as v1:
        back = v1.refunds.list({"created": {"gte": seconds(moment)}, "limit": MOST})
        yield from map(_seen_refund, back.auto_paging_iter())


def refund(ask: Ask, intent: str, pence: int, *, email: str) -> str:
    """Return the refund of part of a payment; after a bank transfer ``email`` gets instructions."""
    wanted: params.RefundCreateParams = {
        "payment_intent": intent,
        "amount": pence,
        "reason": "requested_by_customer",
        "metadata": ask.metadata,
    }
    if email:
        wanted["instructions_email"] = email
    with services() as v1:
        return v1.refunds.create(wanted, ask.only_once).id


def notes_of(invoice: str) -> list[SeenNote]:
    """Return the credit notes of an invoice that are not void."""
    with services() as v1:
        notes = v1.credit_notes.list({"invoice": invoice, "limit": MOST}).auto_paging_iter()
        return [SeenNote(n.id, mark_of(n), n.total) for n in notes if n.status == "issued"]


def credit(ask: Ask, credited: NewCreditNote) -> str:
    """Return the credit note. It is not emailed: ours, with its own number, is the document."""
    wanted: params.CreditNoteCreateParams = {
        "invoice": credited.invoice,
        "amount": credited.amount_pence,
        "memo": credited.memo,
        "email_type": "none",
        "metadata": ask.metadata,
    }
    if credited.outside_pence:
        wanted["out_of_band_amount"] = credited.outside_pence
    if credited.refunds:
        wanted["refunds"] = [{"refund": r, "amount_refunded": n} for r, n in credited.refunds]
    with services() as v1:
        return v1.credit_notes.create(wanted, ask.only_once).id


def find_report(ask: Ask) -> str | None:
    """Return the record of a payment that an earlier request created."""
    if ask.since is None:
        return None
    with services() as v1:
        since = seconds(ask.since - SLACK)
        made = v1.payment_records.list({"created_after": since, "limit": MOST})
        return next((r.id for r in made.auto_paging_iter() if mark_of(r) == ask.mark), None)


def report(ask: Ask, pence: int, *, on: date, reference: str) -> str:
    """Return the record of a payment that came outside Stripe."""
    assert ask.since is not None
    came_at = min(noon(on), seconds(ask.since))
    wanted: params.PaymentRecordReportPaymentParams = {
        "amount_requested": {"currency": POUNDS, "value": pence},
        "initiated_at": came_at,
        "outcome": "guaranteed",
        "guaranteed": {"guaranteed_at": came_at},
        "payment_method_details": {"type": "custom", "custom": {"display_name": "Paid to us"}},
        "processor_details": {"type": "custom", "custom": {"payment_reference": reference}},
        "metadata": ask.metadata,
    }
    with services() as v1:
        return v1.payment_records.report_payment(wanted, ask.only_once).id


def attach(record: str, invoice: str) -> None:
    """Count the record of a payment towards an invoice."""
    with services() as v1:
        v1.invoices.attach_payment(invoice, {"payment_record": record})


def _seen_payment(payment: "stripe.InvoicePayment") -> SeenPayment:
    paid_at = payment.status_transitions.paid_at
    return SeenPayment(
        id=payment.id,
        amount_pence=payment.amount_paid or 0,
        currency=payment.currency,
        paid_at=datetime.fromtimestamp(paid_at, UTC) if paid_at else None,
        intent=id_of(getattr(payment.payment, "payment_intent", None)),
        record=id_of(getattr(payment.payment, "payment_record", None)),
    )


def _seen_refund(refund: "stripe.Refund") -> SeenRefund:
    return SeenRefund(
        id=refund.id,
        mark=mark_of(refund),
        intent=id_of(refund.payment_intent),
        amount_pence=refund.amount,
        currency=refund.currency,
        failed=refund.status in ("failed", "canceled"),
    )
