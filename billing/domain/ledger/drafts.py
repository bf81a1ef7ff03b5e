"""Draft invoices: for a fee's instalments, or like an earlier invoice."""

from collections.abc import Iterable, Sequence

from billing.models import Fee, Invoice, InvoiceLine
from foundation.periods import format_date

from .instalments import PlannedInstalment
from .vat_rules import VatTreatment

# The columns that a draft copies from an earlier invoice.
ALIKE = (
    *("employer", "fee", "instalment", "instalments", "bill_on", "payment_days", "payment_from"),
    *("vat_kind", "vat_rate", "vat_note"),
)


def draft(lines: Iterable[InvoiceLine], **columns: object) -> Invoice:
    """Return a new draft with these lines, which may be another invoice's; its sums are theirs."""
    rows = list(lines)
    net_pence = sum(line.net_pence for line in rows)
    vat_pence = sum(line.vat_pence for line in rows)
    invoice = Invoice.objects.create(
        **columns, net_pence=net_pence, vat_pence=vat_pence, gross_pence=net_pence + vat_pence
    )
    for line in rows:
        line.pk, line.invoice = None, invoice
        line.save(force_insert=True)
    return invoice


def draft_like(invoice: Invoice, lines: Iterable[InvoiceLine], **changes: object) -> Invoice:
    """Return a new draft like an invoice, with these lines and some columns changed."""
    return draft(lines, **{**{name: getattr(invoice, name) for name in ALIKE}, **changes})


def draft_instalments(
    fee: Fee, plan: Sequence[PlannedInstalment], vat: VatTreatment
) -> list[Invoice]:
    """Return the drafts of a fee's instalments, each with its line; none for one of £0.00."""
    hire = fee.hire
    what = f"Placement fee: {hire.graduate}"
    if hire.job_title:
        what += f", {hire.job_title}"
    what += f", started {format_date(hire.start_on)}"
    drafts = []
    for place, part in enumerate(plan, start=1):
        if not part.net_pence:
            continue
        line = InvoiceLine(
            description=what if len(plan) == 1 else f"{what} (instalment {place} of {len(plan)})",
            net_pence=part.net_pence,
            vat_rate=vat.rate,
            vat_pence=part.vat_pence,
        )
        made = draft(
            [line],
            employer=hire.employer,
            fee=fee,
            instalment=place,
            instalments=len(plan),
            bill_on=part.bill_on,
            payment_days=fee.terms.payment_days,
            payment_from=fee.terms.payment_from,
            vat_kind=vat.kind,
            vat_rate=vat.rate,
            vat_note=vat.words,
        )
        drafts.append(made)
    return drafts
