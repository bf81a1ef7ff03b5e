"""The content of a credit note document, from its frozen copies and those of its invoice."""

from billing.choices import VatKind
from billing.models import CreditNote
from foundation.money import percent, pounds
from foundation.periods import format_date

from .invoice import treatment_of
from .layout import Content, Pairs, british, columns, head, to_whom, unbroken


def credit_note_content(note: CreditNote) -> Content:
    """Return the content of a credit note.

    Source: VAT Regulations 1995, reg. 15C, for its fields.
    """
    invoice = note.invoice
    assert invoice.issued_on is not None
    vat = treatment_of(invoice)
    facts = [
        ("Credit note number", note.number),
        ("Date of issue", format_date(note.issued_on)),
        ("Credits invoice", invoice.number),
        ("Invoice dated", format_date(invoice.issued_on)),
    ]
    if invoice.purchase_order:
        facts.append(("Your purchase order", invoice.purchase_order))
    return {
        # A note from before the seller was copied in has the seller of its invoice.
        **head("Credit note", note.number, note.issued_on, note.seller or invoice.seller, vat),
        "to": to_whom("Credit to", invoice.buyer),
        "facts": facts,
        "callout": {
            "words": f"Credited to you on invoice {invoice.number}",
            "amount": pounds(note.gross_pence),
        },
        "sections": [_line(note), *_words(vat.words), _use_of_credit(note)],
    }


def _line(note: CreditNote) -> Content:
    """Return the one line of a credit note, at the rate of its invoice, and its sums."""
    vat = treatment_of(note.invoice)
    lines = note.invoice.lines.order_by("pk").values_list("description", flat=True)
    what = "\n".join([note.reason.strip(), *lines])
    net, total = (
        pounds(note.net_pence),
        ("Total credited in pounds sterling", pounds(note.gross_pence)),
    )
    if not vat.names_vat:
        return {
            "columns": columns("Description", "Amount", wide=["Description"], figures=["Amount"]),
            "rows": [[what, net]],
            "totals": [total],
        }
    reverse = vat.kind == VatKind.REVERSE_CHARGE
    rate = "Reverse charge" if reverse else unbroken(british(percent(vat.rate)))
    tax = f"VAT ({rate.lower()})" if reverse else f"VAT credited at {rate} on {net}"
    names = ("Description", "Net", "VAT rate", "VAT")
    return {
        "columns": columns(*names, wide=names[:1], figures=names[1:]),
        "rows": [[what, net, rate, pounds(note.vat_pence)]],
        "totals": [("Net credited", net), (tax, pounds(note.vat_pence)), total],
    }


def _words(words: str) -> list[Content]:
    return [{"words": [words]}] if words else []


def _use_of_credit(note: CreditNote) -> Content:
    """Return how the credit is used: less to pay, paid back, or kept for later."""
    parts: Pairs = [
        (
            f"Taken off what is still to pay on invoice {note.invoice.number}",
            pounds(note.offset_pence),
        ),
        ("Paid back to you", pounds(note.refund_pence)),
        ("Kept as credit for you", pounds(note.kept_pence)),
    ]
    return {
        "heading": "How this credit is used",
        "facts": [(name, value) for name, value in parts if value != pounds(0)],
    }
