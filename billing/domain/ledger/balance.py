"""What was paid and credited on an invoice so far, with the shares that are not VAT."""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Sum

from billing.models import CreditNote, Invoice
from foundation.money import half_up


@dataclass(frozen=True, slots=True)
class Balance:
    """All in pence. ``paid`` is every payment ever made, before refunds."""

    paid_pence: int
    paid_net_pence: int
    offset_pence: int
    offset_net_pence: int
    credited_net_pence: int
    credited_vat_pence: int


def returned_net(note: CreditNote) -> int:
    """Return the part of a credit note's net that was refunded or kept, in pence, half up."""
    returned = note.refund_pence + note.kept_pence
    return half_up(Fraction(note.net_pence * returned, note.gross_pence))


def balance_of(invoice: Invoice) -> Balance:
    """Return the sums over an invoice's payments and credit notes."""
    paid = invoice.payments.aggregate(gross=Sum("amount_pence"), net=Sum("net_pence"))
    notes = list(invoice.credit_notes.all())
    return Balance(
        paid_pence=paid["gross"] or 0,
        paid_net_pence=paid["net"] or 0,
        offset_pence=sum(note.offset_pence for note in notes),
        offset_net_pence=sum(note.net_pence - returned_net(note) for note in notes),
        credited_net_pence=sum(note.net_pence for note in notes),
        credited_vat_pence=sum(note.vat_pence for note in notes),
    )
