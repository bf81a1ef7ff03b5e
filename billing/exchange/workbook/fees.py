"""The sheet Fees: every fee, and every hire agreed that will raise one."""

from collections.abc import Iterator
from datetime import date
from heapq import merge
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from billing.choices import REBATE_COUNTS, FeeState, InvoiceState
from billing.domain.fees.fees import vat_for
from billing.domain.fees.quotes import Job, quote_for
from billing.domain.ledger.vat_rules import VatTreatment
from billing.models import Fee, Invoice
from employers.domain.terms.versions import fee_terms_of
from foundation.money import pounds
from placements.models import Hire

from . import styles
from .book import Book
from .rows import AT_A_TIME, NO_COHORT, on_record, upto, yes
from .table import Column, Table

COLUMNS = [
    Column("Hire", "hire", styles.IDENTITY, 7),
    Column("Graduate", "graduate", styles.TEXT, 24),
    Column("Employer", "employer", styles.TEXT, 31),
    Column("Cohort", "cohort", styles.TEXT, 21),
    Column("State", "state", styles.TEXT, 12),
    Column("Agreed", "agreed_on", styles.DATE, 12),
    Column("Starts", "start_on", styles.DATE, 12),
    Column("Last day", "last_day", styles.DATE, 12),
    Column("Fee, net", "net", styles.STRONG_AMOUNT, 13, total=True),
    Column("VAT", "vat", styles.AMOUNT, 12, total=True),
    Column("Fee with VAT", "gross", styles.AMOUNT, 13, total=True),
    Column("Invoiced, net", "invoiced", styles.AMOUNT, 13, total=True),
    Column("To be invoiced, net", "to_invoice", styles.AMOUNT, 13, total=True),
    Column("Rebate, net", "rebate", styles.AMOUNT, 12, total=True),
    Column("At risk", "at_risk", styles.AMOUNT, 12, total=True),
    Column("Secured", "secured", styles.AMOUNT, 13, total=True),
    Column("Earned on", "earned_on", styles.DATE, 12, print=False),
    Column("Rebate due on", "rebate_due_on", styles.DATE, 12, print=False),
    Column("Fell through", "fell_through_on", styles.DATE, 12, print=False),
    Column("Charged again, net", "charged_again", styles.AMOUNT, 13, total=True, print=False),
    Column("Not yet started, net", "not_started", styles.AMOUNT, 13, total=True, print=False),
    Column("In the history", "on_record", styles.TEXT, 9, print=False),
    Column("How the fee was worked out", "working", styles.TEXT, 100, print=False),
]
ABOUT = (
    "One row for each fee, and for each agreed hire that has not started. Waived fees and hires "
    "that fell through do not count. Up to {day}."
)

Row = tuple[tuple[date, int], list[Any]]


def write_fees(book: Book, at_risk: dict[int, int]) -> None:
    """Fill the sheet; ``at_risk`` holds the pence at risk by fee, of those that have any."""
    table = Table(book, "Fees", "fee", COLUMNS, about=ABOUT.format(day=book.as_of_words))
    on = book.period.as_of
    # Both are in this order already, so that neither has to be held in memory.
    for _, row in merge(_raised(on, at_risk), _promised(on), key=lambda keyed: keyed[0]):
        table.add(row)
        _tally(book, dict(zip((column.name for column in COLUMNS), row, strict=True)))
    table.finish()


def raised_fees(on: date) -> Any:
    """Return the fees that were agreed or earned by a day."""
    return Fee.objects.filter(Q(hire__agreed_on__lte=on) | Q(earned_on__lte=on))


def promised_hires(on: date) -> Any:
    """Return the hires agreed by a day whose fee is raised at the start, or would have been."""
    raised = Fee.objects.filter(hire=OuterRef("pk"))
    return Hire.objects.filter(~Exists(raised), fee_due=True, agreed_on__lte=on)


def _raised(on: date, at_risk: dict[int, int]) -> Iterator[Row]:
    issued = Q(state__in=[InvoiceState.ISSUED, InvoiceState.PAID], issued_on__lte=on)
    fees = (
        raised_fees(on)
        .annotate(
            billed=_net_of(Invoice.objects.filter(issued)),
            to_bill=_net_of(Invoice.objects.exclude(issued).exclude(state=InvoiceState.VOID)),
            recorded=on_record(Fee),
        )
        .select_related("hire__graduate__cohort", "hire__employer", "rebate")
        .defer("terms_snapshot")
        .order_by("hire__agreed_on", "hire__pk", "pk")
    )
    for fee in fees.iterator(chunk_size=AT_A_TIME):
        yield (fee.hire.agreed_on, fee.hire_id), _raised_row(fee, on, at_risk.get(fee.pk, 0))


def _net_of(invoices: Any) -> Coalesce:
    total = (
        invoices.filter(fee=OuterRef("pk")).order_by().values("fee").annotate(n=Sum("net_pence"))
    )
    return Coalesce(Subquery(total.values("n")), Value(0))


def _raised_row(fee: Any, on: date, at_risk: int) -> list[Any]:
    hire, live = fee.hire, fee.state == FeeState.LIVE
    earned_on = upto(fee.earned_on, on) if live else None
    rebate = getattr(fee, "rebate", None)
    # If the person came back, what was given back is charged again.
    charged_again = rebate.taken_back_pence if rebate else 0
    if rebate is not None and (rebate.state not in REBATE_COUNTS or rebate.fell_due_on > on):
        rebate = None
    given_back = rebate.net_pence if rebate else 0
    net, vat = (fee.net_pence, fee.vat_pence) if live else (0, 0)
    waiting = 0 if earned_on else net
    if earned_on and hire.agreed_on > on:
        waiting = -net  # Logged after the start: earned before it is booked.
    last_day = upto(hire.last_day, on)
    state = "Waived" if not live else "Agreed"
    if earned_on:
        state = "Ended" if last_day else "Started"
    row = [
        *_whom(hire, state, last_day),
        *(net, vat, net + vat, fee.billed, fee.to_bill, given_back, at_risk),
        net - given_back - at_risk if earned_on else 0,
        *(earned_on, rebate.fell_due_on if rebate else None, None, charged_again, waiting),
        yes(fee.recorded),
        "; ".join(fee.working if live else [f"Waived: {fee.waive_reason}"]),
    ]
    if not live:
        row[0] = str(hire.pk)  # As text: the check that no hire has two fees counts numbers.
    return row


def _promised(on: date) -> Iterator[Row]:
    hires = (
        promised_hires(on)
        .annotate(recorded=on_record(Hire))
        .select_related("graduate__cohort", "employer", "terms")
        .order_by("agreed_on", "pk")
    )
    known: dict[tuple[str, bool, date], VatTreatment] = {}
    for hire in hires.iterator(chunk_size=AT_A_TIME):
        firm = hire.employer
        case = (firm.vat_treatment, firm.has_business_evidence, hire.start_on)
        if case not in known:
            known[case] = vat_for(firm, on=hire.start_on)
        quote = quote_for(Job.of(hire), fee_terms_of(hire.terms), known[case])
        gone = upto(hire.fell_through_on, on)
        net, vat = (0, 0) if gone else (quote.net_pence, quote.vat_pence)
        words = [f"Fell through: it would have been {pounds(quote.net_pence)}"]
        row = [
            *_whom(hire, "Fell through" if gone else "Agreed", None),
            *(net, vat, net + vat, 0, net, 0, 0, 0, None, None, gone, 0, net),
            yes(hire.recorded),
            "; ".join(words if gone else quote.working),
        ]
        yield (hire.agreed_on, hire.pk), row


def _whom(hire: Any, state: str, last_day: date | None) -> list[Any]:
    cohort = hire.graduate.cohort
    names = [hire.pk, hire.graduate.full_name, hire.employer.name]
    names += [cohort.name if cohort else NO_COHORT, state]
    return [*names, hire.agreed_on, hire.start_on, last_day]


def _tally(book: Book, row: dict[str, Any]) -> None:
    """Tally the figures for the formulas of the checks."""
    on = book.period.as_of
    if row["agreed_on"] <= on:
        book.tally("booked", row["net"])
    if row["earned_on"]:
        book.tally("earned", row["net"] - row["rebate"])
    placed = row["invoiced"] + row["to_invoice"] - row["charged_again"]
    book.tally("fee_not_placed", abs(row["net"] - placed))
    book.tally("unrecorded", int(row["on_record"] == "No"))
