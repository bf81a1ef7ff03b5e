"""The sheet Credit notes: what was taken off invoices, and how the money was used."""

from datetime import date
from typing import Any

from django.db.models import F

from billing.choices import VatKind
from billing.models import CreditNote

from . import styles
from .book import Book
from .rows import AT_A_TIME, NO_COHORT, on_record, yes
from .table import Column, Table

COLUMNS = [
    Column("Number", "number", styles.STRONG_TEXT, 12),
    Column("Invoice", "invoice", styles.TEXT, 12),
    Column("Employer", "employer", styles.TEXT, 31),
    Column("Graduate", "graduate", styles.TEXT, 24),
    Column("Cohort", "cohort", styles.TEXT, 21),
    Column("Issued", "issued_on", styles.DATE, 12),
    Column("Net", "net", styles.STRONG_AMOUNT, 13, total=True),
    Column("VAT", "vat", styles.AMOUNT, 12, total=True),
    Column("Total", "gross", styles.AMOUNT, 13, total=True),
    Column("Offset against the debt", "offset", styles.AMOUNT, 13, total=True),
    Column("Refunded", "refunded", styles.AMOUNT, 13, total=True),
    Column("Kept as credit", "kept", styles.AMOUNT, 13, total=True),
    Column("For a rebate", "for_rebate", styles.TEXT, 9),
    Column("Why", "reason", styles.TEXT, 45),
    Column("VAT treatment", "vat_kind", styles.TEXT, 21, print=False),
    Column("VAT rate", "vat_rate", styles.SHARE, 9, print=False),
    Column("Invoice dated", "invoice_dated", styles.DATE, 12, print=False),
    Column("In the history", "on_record", styles.TEXT, 9, print=False),
    Column("Place in series", "sequence", styles.IDENTITY, 9, print=False),
    Column("Dated before the number before", "runs_back", styles.IDENTITY, 14, print=False),
]
ABOUT = "One row for each credit note, which lowers its invoice and the VAT on it. Up to {day}."


def write_credits(book: Book) -> None:
    """Fill the sheet, and tally the figures for the checks."""
    table = Table(book, "Credit notes", "cn", COLUMNS, about=ABOUT.format(day=book.as_of_words))
    on, latest = book.period.as_of, 0
    for note in _notes(on).iterator(chunk_size=AT_A_TIME):
        runs_back = note["sequence"] < latest
        latest = max(latest, note["sequence"])
        table.add(_row(note, runs_back=runs_back))
        if note["invoice_dated"] > on:
            book.tally("in_advance", note["gross_pence"] - note["kept_pence"])
        book.tally("cn_numbered", 1)
        book.tally("cn_runs_back", int(runs_back))
        book.tally("unrecorded", int(not note["recorded"]))
    table.finish()
    book.tallies["cn_last"] = latest


def issued_credits(on: date) -> Any:
    """Return the credit notes issued by a day."""
    return CreditNote.objects.filter(issued_on__lte=on)


def _notes(on: date) -> Any:
    return (
        issued_credits(on)
        .annotate(
            recorded=on_record(CreditNote),
            invoice_number=F("invoice__number"),
            invoice_dated=F("invoice__issued_on"),
            vat_kind=F("invoice__vat_kind"),
            vat_rate=F("invoice__vat_rate"),
            employer=F("invoice__employer__name"),
            graduate=F("invoice__fee__hire__graduate__full_name"),
            cohort=F("invoice__fee__hire__graduate__cohort__name"),
        )
        .order_by("issued_on", "sequence")
        .values()
    )


def _row(note: dict[str, Any], *, runs_back: bool) -> list[Any]:
    return [
        *(note["number"], note["invoice_number"], note["employer"], note["graduate"]),
        *(note["cohort"] or NO_COHORT, note["issued_on"]),
        *(note[f"{name}_pence"] for name in ("net", "vat", "gross", "offset", "refund", "kept")),
        yes(note["rebate_id"] is not None),
        note["reason"],
        *(VatKind(note["vat_kind"]).label, note["vat_rate"], note["invoice_dated"]),
        yes(note["recorded"]),
        *(note["sequence"], int(runs_back)),
    ]
