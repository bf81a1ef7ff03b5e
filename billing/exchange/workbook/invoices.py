"""The sheet Invoices: every number given, what it asked for and what became of it."""

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
    "One row an invoice, which is one instalment of a fee. Void ones keep their number and count "
    "nowhere. Up to {day}."
)
# Owed = total - received + paid back - credited + credit kept - written off, all in its own row.
OWED = "=ROUND(L{row}-M{row}+N{row}-O{row}+P{row}-Q{row},2)"
MOVED = ["received", "paid_back", "credited", "kept", "written_off"]


def write_invoices(book: Book) -> None:
    """Fill the sheet, and tally what the checks look for."""
    table = Table(book, "Invoices", "inv", COLUMNS, about=ABOUT.format(day=book.as_of_words))
    latest = 0
    for found in _documents(book.period.as_of).iterator(chunk_size=AT_A_TIME):
        runs_back = found["series"] == INVOICES and found["sequence"] < latest
        if found["series"] == INVOICES:
            latest = max(latest, found["sequence"])
        row = _row(found, book.period.as_of, table.next_row, runs_back=runs_back)
        table.add(row)
        _tally(book, found, row)
    table.finish()
    book.tallies["inv_last"] = latest


def issued_invoices(on: date) -> Any:
    """Return the invoices that had a number by a day, the void ones too."""
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


def _row(found: dict[str, Any], on: date, row: int, *, runs_back: bool) -> list[Any]:
    void = found["state"] == InvoiceState.VOID
    sums = [0 if void else found[f"{name}_pence"] for name in ("net", "vat", "gross")]
    received, paid_back, credited, kept, written_off = moved = [found[name] for name in MOVED]
    owed = sums[2] - received + paid_back - credited + kept - written_off
    return [
        *(found["number"], found["employer_name"], found["graduate"], found["cohort"] or NO_COHORT),
        _state(found, on, owed),
        *(found["issued_on"], found["tax_point"], found["due_on"]),
        f"{found['instalment']} of {found['instalments']}",
        *sums,
        *moved,
        Live(OWED.format(row=row), owed),
        VatKind(found["vat_kind"]).label,
        found["vat_rate"],
        found["purchase_order"] or None,
        found["offset"],
        *([0, 0] if void else [found["lines_net"], found["lines_vat"]]),
        yes(found["recorded"]),
        *(found["sequence"], int(runs_back), found["employer_id"]),
        _note(found),
    ]


def _state(found: dict[str, Any], on: date, owed: int) -> str:
    """Return in a word how the invoice stood on a day."""
    if found["state"] == InvoiceState.VOID:
        return "Void"
    if owed <= 0:
        settled = "Paid" if found["received"] else "Credited"
        return "Written off" if found["written_off"] else settled
    if found["due_on"] < on:
        return "Overdue"
    return "Part paid" if found["received"] else "Open"


def _note(found: dict[str, Any]) -> str | None:
    if found["state"] == InvoiceState.VOID:
        return f"Void: it asked for {pounds(found['gross_pence'])}"
    if found["series"] == BROUGHT_OVER:
        return "Issued before this system, under its old number"
    return found["vat_note"] or None


def _tally(book: Book, found: dict[str, Any], row: list[Any]) -> None:
    """Count what the formulas of the checks look for."""
    told = dict(zip((column.name for column in COLUMNS), row, strict=True))
    beyond = abs(told["net"] - told["lines_net"]) + abs(told["vat"] - told["lines_vat"])
    book.tally("inv_beyond_lines", beyond)
    settled = found["received"] + found["offset"] + found["written_off"]
    book.tally("inv_over", max(0, settled - told["gross"]))
    book.tally("inv_paid_back_over", max(0, found["paid_back"] - found["received"]))
    book.tally("inv_numbered", int(found["sequence"] is not None))
    book.tally("inv_runs_back", told["runs_back"])
    book.tally("unrecorded", int(not found["recorded"]))
