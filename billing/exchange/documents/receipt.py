"""The content of a receipt: one payment, and how much of its invoice is paid with it."""

from django.db.models import Sum

from billing.models import Payment
from foundation.money import pounds
from foundation.periods import format_date

from .invoice import treatment_of
from .layout import Content, head, to_whom


def receipt_content(payment: Payment) -> Content:
    """Return the content of the receipt of a payment.

    Only payments that were booked before it count, and payments never change, so it reads
    the same on whatever day it is made.
    """
    invoice = payment.invoice
    earlier = invoice.payments.filter(pk__lt=payment.pk)
    before = earlier.aggregate(n=Sum("amount_pence"))["n"] or 0
    number = f"{invoice.number}-R{earlier.count() + 1}"
    facts = [
        ("Receipt number", number),
        ("Date received", format_date(payment.received_on)),
        ("Paid by", payment.get_method_display()),
    ]
    if payment.reference:
        facts.append(("Reference", payment.reference))
    facts.append(("For invoice", invoice.number))
    if invoice.purchase_order:
        facts.append(("Your purchase order", invoice.purchase_order))
    seller, vat = invoice.seller, treatment_of(invoice)
    return {
        **head("Receipt", number, payment.received_on, seller, vat),
        "to": to_whom("Received from", invoice.buyer),
        "facts": facts,
        "callout": {"words": "Received with thanks", "amount": pounds(payment.amount_pence)},
        "sections": [
            {
                "totals": [
                    (f"Total of invoice {invoice.number}", pounds(invoice.gross_pence)),
                    ("Received before", pounds(before)),
                    ("This payment", pounds(payment.amount_pence)),
                    ("Received so far", pounds(before + payment.amount_pence)),
                ]
            }
        ],
    }
