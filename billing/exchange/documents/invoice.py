"""The content of an invoice document, from its frozen copies alone."""

from collections import defaultdict

from billing.choices import VatKind
from billing.domain.ledger.vat_rules import VatTreatment
from billing.models import Invoice, InvoiceLine
from foundation.money import percent, pounds
from foundation.periods import format_date
from foundation.uk_numbers import format_vat_number

from .layout import Content, Pairs, british, columns, head, how_to_pay, to_whom, unbroken


def treatment_of(invoice: Invoice) -> VatTreatment:
    """Return how VAT was treated on an invoice."""
    return VatTreatment(invoice.vat_kind, invoice.vat_rate, invoice.vat_note)


def invoice_content(invoice: Invoice) -> Content:
    """Return the content of an issued invoice.

    Source: VAT Regulations 1995, reg. 14(1), for its fields.
    """
    assert invoice.issued_on is not None
    assert invoice.due_on is not None
    vat = treatment_of(invoice)
    title = "VAT invoice" if vat.kind == VatKind.STANDARD else "Invoice"
    due = f"To pay by {format_date(invoice.due_on)}"
    return {
        **head(title, invoice.number, invoice.issued_on, invoice.seller, vat),
        "to": to_whom("Invoice to", invoice.buyer),
        "facts": _facts(invoice, vat),
        "callout": {"words": due, "amount": pounds(invoice.gross_pence)},
        "sections": [
            _lines(invoice, vat),
            *([{"words": [vat.words]}] if vat.words else []),
            how_to_pay(invoice.seller, invoice.number),
            *_working(invoice),
        ],
    }


def _facts(invoice: Invoice, vat: VatTreatment) -> Pairs:
    """Return what identifies the invoice; the tax point only where we charge VAT."""
    assert invoice.issued_on is not None
    assert invoice.tax_point is not None
    assert invoice.due_on is not None
    facts = [("Invoice number", invoice.number), ("Date of issue", format_date(invoice.issued_on))]
    if vat.names_vat:
        facts.append(("Tax point", format_date(invoice.tax_point)))
    facts.append(("Due date", format_date(invoice.due_on)))
    if invoice.purchase_order:
        facts.append(("Your purchase order", invoice.purchase_order))
    if vat.kind == VatKind.REVERSE_CHARGE and invoice.buyer["vat_number"]:
        facts.append(("Your VAT number", format_vat_number(invoice.buyer["vat_number"])))
    return facts


def _lines(invoice: Invoice, vat: VatTreatment) -> Content:
    """Return the lines and their totals; each fee is a quantity of one, so its price is its net."""
    lines = list(invoice.lines.order_by("pk"))
    names = ["Description", "Quantity", "Unit price", "Amount"]
    if vat.names_vat:
        names = ["Description", "Quantity", "Unit price", "Net", "VAT rate", "VAT"]
    rows = []
    for line in lines:
        net = pounds(line.net_pence)
        row = [line.description, "1", net, net]
        rows.append([*row, rate_of(vat, line), pounds(line.vat_pence)] if vat.names_vat else row)
    return {
        "columns": columns(*names, wide=names[:1], figures=names[1:]),
        "rows": rows,
        "totals": [
            *(_net_and_vat(invoice, lines, vat) if vat.names_vat else []),
            ("Total to pay in pounds sterling", pounds(invoice.gross_pence)),
        ],
    }


def rate_of(vat: VatTreatment, line: InvoiceLine) -> str:
    """Return the rate a line was charged at, as its column prints it."""
    if vat.kind == VatKind.REVERSE_CHARGE:
        return "Reverse charge"
    return unbroken(british(percent(line.vat_rate)))


def _net_and_vat(invoice: Invoice, lines: list[InvoiceLine], vat: VatTreatment) -> Pairs:
    """Return the total net, and the VAT of each rate."""
    by_rate: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        sums = by_rate[rate_of(vat, line)]
        sums[0] += line.net_pence
        sums[1] += line.vat_pence
    taxes = [
        (f"VAT at {rate} on {pounds(net)}" if "%" in rate else f"VAT ({rate.lower()})", pounds(tax))
        for rate, (net, tax) in by_rate.items()
    ]
    return [("Total net", pounds(invoice.net_pence)), *taxes]


def _working(invoice: Invoice) -> list[Content]:
    if not invoice.working:
        return []
    return [{"heading": "How the fee was worked out", "small": list(map(british, invoice.working))}]
