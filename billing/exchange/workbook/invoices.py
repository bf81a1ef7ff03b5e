"""The sheet Invoices: every invoice number, with its sums, payments and credits."""

from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from billing.choices import BROUGHT_OVER, INVOICES, InvoiceState, VatKind
from billing.models import CreditNote, Invoice, InvoiceLine, Payment, Refund, WriteOff
from foundation.money import pounds

from . import styles
from .book import Book
from .cells import Live
from .rows import AT_A_TIME, NO_COHORT, on_record, sum_upto, yes
from .table import Column, Table

COLUMNS = [
    Column("Number", "number", styles.STRONG_TEXT, 12),
    Column("Employer", "employer", styles.TEXT, 31),
    Column("Graduate", "graduate", styles.TEXT, 24),
    Column("Cohort", "cohort", styles.TEXT, 21),
    Column("State", "state", styles.TEXT, 12),
    Column("Issued", "issued_on", styles.DATE, 12),
    Column("Tax point", "tax_point", styles.DATE, 12),
    Column("Due", "due_on", styles.DATE, 12),
    Column("Part", "part", styles.QUIET_TEXT, 7),
    Column("Net", "net", styles.STRONG_AMOUNT, 13, total=True),
    Column("VAT", "vat", styles.AMOUNT, 12, total=True),
    Column("Total", "gross", styles.AMOUNT, 13, total=True),
    Column("Received", "received", styles.AMOUNT, 13, total=True),
    Column("Paid back", "paid_back", styles.AMOUNT, 12, total=True),
    Column("Credited", "credited", styles.AMOUNT, 12, total=True),
    Column("Credit kept for them", "kept", styles.AMOUNT, 12, total=True),
    Column("Written off", "written_off", styles.AMOUNT, 12, total=True),
    Column("Owed", "owed", styles.STRONG_AMOUNT, 13, total=True),
    Column("VAT treatment", "vat_kind", styles.TEXT, 21, print=False),
    Column("VAT rate", "vat_rate", styles.SHARE, 9, print=False),
    Column("Purchase order", "purchase_order", styles.TEXT, 16, print=False),
    Column("Credit offset", "offset", styles.AMOUNT, 12, total=True, print=False),
    Column("Lines, net", "lines_net", styles.AMOUNT, 13, total=True, print=False),
    Column("Lines, VAT", "lines_vat", styles.AMOUNT, 12, total=True, print=False),
    Column("In the history", "on_record", styles.TEXT, 9, print=False),
    Column("Place in series", "sequence", styles.IDENTITY, 9, print=False),
    Column("Dated before the number before", "runs_back", styles.IDENTITY, 14, print=False),
    Column("Employer no.", "employer_id", styles.IDENTITY, 10, print=False),
    Column("Note", "note", styles.TEXT, 60, print=False),
]
ABOUT = (
    "One row for each invoice, which is one instalment of a fee. Void invoices keep their number "
    "and do not count. Up to {day}."
)
# Owed = total - received + paid back - credited + credit kept - written off, all in its own row.
OWED = "=ROUND(L{row}-M{row}+N{row}-O{row}+P{row}-Q{row},2)"
MOVED = ["received", "paid_back", "credited", "kept", "written_off"]


def write_invoices(book: Book) -> None:
    """Fill the sheet, and tally the figures for the checks."""
    table = Table(book, "Invoices", "inv", COLUMNS, about=ABOUT.format(day=book.as_of_words))
    latest = 0
    for invoice in _documents(book.period.as_of).iterator(chunk_size=AT_A_TIME):
        runs_back = invoice["series"] == INVOICES and invoice["sequence"] < latest
        if invoice["series"] == INVOICES:
            latest = max(latest, invoice["sequence"])
        row = _row(invoice, book.period.as_of, table.next_row, runs_back=runs_back)
        table.add(row)
        _tally(book, invoice, row)
    table.finish()
    book.tallies["inv_last"] = latest


def issued_invoices(on: date) -> Any:
    """Return the invoices that had a number by a day, including void ones."""
    return Invoice.objects.exclude(state=InvoiceState.DRAFT).filter(issued_on__lte=on)


def _documents(on: date) -> Any:
    """Return the invoices as dictionaries, in order of issue, with their sums up to a day."""
    return (
        issued_invoices(on)
        .annotate(
            received=sum_upto(Payment, "amount_pence", "received_on", on),
            paid_back=sum_upto(Refund, "amount_pence", "refunded_on", on),
            credited=sum_upto(CreditNote, "gross_pence", "issued_on", on),
            kept=sum_upto(CreditNote, "kept_pence", "issued_on", on),
            written_off=sum_upto(WriteOff, "amount_pence", "written_off_on", on),
            offset=sum_upto(CreditNote, "offset_pence", "issued_on", on),
            lines_net=_sum_of_lines("net_pence"),
            lines_vat=_sum_of_lines("vat_pence"),
            recorded=on_record(Invoice),
            employer_name=F("employer__name"),
            graduate=F("fee__hire__graduate__full_name"),
            cohort=F("fee__hire__graduate__cohort__name"),
        )
        .order_by("issued_on", "series", "sequence", "number")
        .values()
    )


def _sum_of_lines(column: str) -> Coalesce:
    rows = InvoiceLine.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    return Coalesce(Subquery(rows.annotate(n=Sum(column)).values("n")), 0)


def _row(invoice: dict[str, Any], on: date, row: int, *, runs_back: bool) -> list[Any]:
    void = invoice["state"] == InvoiceState.VOID
    sums = [0 if void else invoice[f"{name}_pence"] for name in ("net", "vat", "gross")]
    received, paid_back, credited, left_as_credit, written_off = moved = [
        invoice[name] for name in MOVED
    ]
    owed = sums[2] - received + paid_back - credited + left_as_credit - written_off
    return [
        *(
            invoice["number"],
            invoice["employer_name"],
            invoice["graduate"],
            invoice["cohort"] or NO_COHORT,
        ),
        _state(invoice, on, owed),
        *(invoice["issued_on"], invoice["tax_point"], invoice["due_on"]),
        f"{invoice['instalment']} of {invoice['instalments']}",
        *sums,
        *moved,
        Live(OWED.format(row=row), owed),
        VatKind(invoice["vat_kind"]).label,
        invoice["vat_rate"],
        invoice["purchase_order"] or None,
        invoice["offset"],
        *([0, 0] if void else [invoice["lines_net"], invoice["lines_vat"]]),
        yes(invoice["recorded"]),
        *(invoice["sequence"], int(runs_back), invoice["employer_id"]),
        _note(invoice),
    ]


def _state(invoice: dict[str, Any], on: date, owed: int) -> str:
    """Return the state of the invoice on a day, in a word or two."""
    if invoice["state"] == InvoiceState.VOID:
        return "Void"
    if owed <= 0:
        settled = "Paid" if invoice["received"] else "Credited"
        return "Written off" if invoice["written_off"] else settled
    if invoice["due_on"] < on:
        return "Overdue"
    return "Part paid" if invoice["received"] else "Open"


def _note(invoice: dict[str, Any]) -> str | None:
    if invoice["state"] == InvoiceState.VOID:
        return f"Void: it was for {pounds(invoice['gross_pence'])}"
    if invoice["series"] == BROUGHT_OVER:
        return "Issued before this system, under its old number"
    return invoice["vat_note"] or None


def _tally(book: Book, invoice: dict[str, Any], row: list[Any]) -> None:
    """Tally the figures for the formulas of the checks."""
    cells = dict(zip((column.name for column in COLUMNS), row, strict=True))
    beyond = abs(cells["net"] - cells["lines_net"]) + abs(cells["vat"] - cells["lines_vat"])
    book.tally("inv_beyond_lines", beyond)
    settled = invoice["received"] + invoice["offset"] + invoice["written_off"]
    book.tally("inv_over", max(0, settled - cells["gross"]))
    book.tally("inv_paid_back_over", max(0, invoice["paid_back"] - invoice["received"]))
    book.tally("inv_numbered", int(invoice["sequence"] is not None))
    book.tally("inv_runs_back", cells["runs_back"])
    book.tally("unrecorded", int(not invoice["recorded"]))
