"""The content of a late payment charge: the amount, the reason and the working."""

from billing.domain.ledger import snapshots
from billing.models import LateCharge
from foundation.money import pounds
from foundation.periods import format_date

from .invoice import treatment_of
from .layout import Content, british, head, how_to_pay, to_whom

WHY = (
    "Invoice {number} was not paid by its due date. The Late Payment of Commercial Debts "
    "(Interest) Act 1998 lets us charge interest from the day after, and a fixed sum for the "
    "trouble."
)


def late_charge_content(charge: LateCharge) -> Content:
    """Return the content of a late payment charge, as it stood when it was made.

    Source: Late Payment of Commercial Debts (Interest) Act 1998, sections 1, 4, 5A and 6.
    """
    invoice = charge.invoice
    number, due = f"{invoice.number}-L", invoice.due_on
    assert due is not None
    seller, vat = snapshots.of_seller(charge.charged_on), treatment_of(invoice)
    why = WHY.format(number=invoice.number)
    # A seller that is not registered does not mention VAT.
    reason = f"{why} No VAT is due on either." if vat.names_vat else why
    return {
        **head("Late payment charge", number, charge.charged_on, seller, vat),
        "to": to_whom("Charged to", invoice.buyer),
        "facts": [
            ("Charge number", number),
            ("Date", format_date(charge.charged_on)),
            ("For invoice", invoice.number),
            ("Which was due", format_date(due)),
        ],
        "callout": {"words": "To pay now", "amount": pounds(charge.total_pence)},
        "sections": [
            {"words": [reason]},
            {
                "totals": [
                    ("Interest", pounds(charge.interest_pence)),
                    ("Fixed sum", pounds(charge.fixed_sum_pence)),
                    ("Late payment charge", pounds(charge.total_pence)),
                ],
            },
            {"heading": "How it was worked out", "small": list(map(british, charge.working))},
            how_to_pay(seller, number),
        ],
    }
