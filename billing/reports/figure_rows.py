"""The rows behind a figure: everything it counts, to the same penny."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from billing.domain.fees.at_risk import at_risk_of
from billing.models import CreditNote, CreditUse, Fee, Invoice, Payment, Rebate, Refund
from foundation.periods import Month
from placements.models import Hire

from .pending import pending_fees
from .revenue import sources

# What each figure is. Source: the project's domain rules, section 7.
DEFINITIONS: Final = {
    "booked": "Fees for agreed hires that have not fallen through, before rebates, by date agreed.",
    "earned": "Fees for started hires by start date, less rebates by the date they fall due.",
    "invoiced": "Invoices issued, less credit notes issued, by date.",
    "collected": "Payments less refunds, by date, counting each without VAT.",
    "rebates": "What early leavers cost, by their last day of employment.",
}
AT_RISK: Final = "What we would give back if everyone still in a rebate period left that day."


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row of a figure: the day it counts on, and its pence, below 0 where it reduces it.

    ``page`` names its page and ``key`` the id there.
    """

    on: date
    what: str
    whom: str
    pence: int
    page: str
    key: int


# The relations that the label of each kind of row reads.
PATHS: Final[dict[type[Any], list[str]]] = {
    Fee: ["hire__graduate", "hire__employer"],
    Rebate: ["hire__graduate", "hire__employer"],
    Invoice: ["fee__hire__graduate", "employer"],
    CreditNote: ["invoice__employer", "invoice__fee__hire__graduate"],
    Payment: ["invoice__employer", "invoice__fee__hire__graduate"],
    Refund: ["credit_note", "invoice__employer", "invoice__fee__hire__graduate"],
    CreditUse: ["credit__credit_note__invoice__employer"],
}


def figure_rows(figure: str, first: Month, last: Month, *, on: date) -> list[FigureRow]:
    """Return everything a figure counts from one month to another, oldest first.

    Their sum is the figure of ``revenue`` for the same months; nothing after ``on`` counts.
    Raises KeyError for an unknown figure.
    """
    DEFINITIONS[figure]
    start, end = first.first, min(last.last, on)
    counted = []
    for source in sources():
        if source.figure != f"{figure}_pence":
            continue
        rows = source.rows.filter(**{f"{source.day}__gte": start, f"{source.day}__lte": end})
        rows = rows.select_related(*PATHS[source.rows.model])
        counted += [_row(record, source.day, source.sign) for record in rows.order_by("pk")]
    if figure == "booked":
        counted += [
            FigureRow(hire.agreed_on, "Hire not yet started", _hire(hire), net, "hire", hire.pk)
            for hire, net in pending_fees(start, end, on=on)
        ]
    return sorted(counted, key=lambda row: row.on)


def at_risk_rows(*, on: date) -> list[FigureRow]:
    """Return the rebate of each fee if its person left on a day, by the end of protection.

    ``on`` of a row is the last day on which leaving still gives something back. Their sum is the
    at risk of ``revenue`` for the same day.
    """
    inside = Fee.objects.inside_rebate_period(on=on).select_related(*PATHS[Fee])
    at_risk = []
    for fee in inside.order_by("protected_until", "pk"):
        assert fee.protected_until is not None
        if pence := at_risk_of(fee, on=on):
            at_risk.append(
                FigureRow(fee.protected_until, "Fee", _hire(fee.hire), pence, "fee", fee.pk)
            )
    return at_risk


def _row(record: Any, day: str, sign: int) -> FigureRow:
    on: Any = record
    for step in day.split("__"):
        on = getattr(on, step)
    what, whom, page, key = label_of(record)
    return FigureRow(on, what, whom, sign * record.net_pence, page, key)


def label_of(record: Any) -> tuple[str, str, str, int]:
    """Return the label of a row, whom it is for, and its page."""
    match record:
        case Fee():
            return "Fee", _hire(record.hire), "fee", record.pk
        case Rebate():
            return "Rebate", _hire(record.hire), "fee", record.fee_id
        case Invoice():
            return f"Invoice {record}", _hire(record.fee.hire), "invoice", record.pk
        case CreditNote():
            return (
                f"Credit note {record}",
                _hire(record.invoice.fee.hire),
                "invoice",
                record.invoice_id,
            )
        case Payment():
            return (
                f"Payment for {record.invoice}",
                str(record.invoice.employer),
                "payment",
                record.pk,
            )
        case Refund():
            label = f"Refund under {record.credit_note}"
            return label, _hire(record.invoice.fee.hire), "invoice", record.invoice_id
    note = record.credit.credit_note
    return f"Credit from {note} used", str(note.invoice.employer), "invoice", note.invoice_id


def _hire(hire: Hire) -> str:
    return f"{hire.graduate} at {hire.employer}"
