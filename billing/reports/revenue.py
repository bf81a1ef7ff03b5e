"""The five figures: booked, earned, invoiced, collected and at risk, all net of VAT.

Definitions: the project's domain rules, section 7. Each figure counts by its own day, and nothing
dated after ``on`` counts at all.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal, NamedTuple

from django.db.models import F, Model, QuerySet, Sum, Value

from billing.domain.fees.at_risk import total_at_risk
from billing.models import CreditNote, CreditUse, Fee, Invoice, Payment, Rebate, Refund
from foundation.periods import Month, months_between
from foundation.sql import MonthOf

from .pending import pending_fees

By = Literal["month", "employer", "cohort", "programme"]
LABELS: dict[str, tuple[str, str]] = {
    "employer": ("employer__reference", "employer__name"),
    "cohort": ("graduate__cohort__name", "graduate__cohort__name"),
    "programme": ("graduate__cohort__programme__name", "graduate__cohort__programme__name"),
}
NOWHERE = ("", "None")


@dataclass(slots=True)
class Figures:
    """Sums in pence, net of VAT. ``earned_pence`` has the rebates taken off."""

    booked_pence: int = 0
    earned_pence: int = 0
    invoiced_pence: int = 0
    collected_pence: int = 0
    rebates_pence: int = 0

    def add(self, other: "Figures") -> None:
        """Add another row's sums to these."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


class RevenueRow(NamedTuple):
    """One month, employer, cohort or programme, with its figures."""

    key: str
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Revenue:
    """The rows and their total; the last three are of all our books, up to and including a day."""

    as_of: date
    by: By
    rows: list[RevenueRow]
    total: Figures
    at_risk_pence: int
    secured_pence: int
    outstanding_pence: int

    def as_json(self) -> dict[str, Any]:
        """Return the report as the API sends it: flat rows and one total, dates as ISO text."""
        rows = [{"key": row.key, "label": row.label, **asdict(row.figures)} for row in self.rows]
        standing = {
            "at_risk_pence": self.at_risk_pence,
            "secured_pence": self.secured_pence,
            "outstanding_pence": self.outstanding_pence,
        }
        total = {**asdict(self.total), **standing}
        return {"as_of": self.as_of.isoformat(), "by": self.by, "rows": rows, "total": total}


class Source(NamedTuple):
    """Rows of one kind: which figure they add to, on which day, and how the hire is reached."""

    rows: QuerySet[Any]
    figure: str
    day: str
    hire: str
    sign: int = 1


def sources() -> list[Source]:
    """Return everything the figures are made of, but the fees of hires not started yet."""
    invoice = "invoice__fee__hire__"
    return [
        Source(Fee.objects.live(), "booked_pence", "hire__agreed_on", "hire__"),
        Source(Fee.objects.live(), "earned_pence", "earned_on", "hire__"),
        Source(Rebate.objects.counting(), "earned_pence", "fell_due_on", "hire__", -1),
        Source(Rebate.objects.counting(), "rebates_pence", "fell_due_on", "hire__"),
        Source(Invoice.objects.documents(), "invoiced_pence", "issued_on", "fee__hire__"),
        Source(CreditNote.objects.all(), "invoiced_pence", "issued_on", invoice, -1),
        Source(Payment.objects.all(), "collected_pence", "received_on", invoice),
        Source(Refund.objects.all(), "collected_pence", "refunded_on", invoice, -1),
        # Credit from a note was collected when it was paid in: its use takes it off there.
        Source(
            CreditUse.objects.filter(credit__credit_note__isnull=False),
            "collected_pence",
            "used_on",
            f"credit__credit_note__{invoice}",
            -1,
        ),
    ]


def revenue(first: Month, last: Month, *, by: By = "month", on: date | None = None) -> Revenue:
    """Return the figures from one month to another, both included, in rows of ``by``.

    ``on`` is the last day that counts, by default the last of ``last``. By month every
    month has its row; else only what moved has one, ordered by label.
    """
    as_of = on or last.last
    start, end = first.first, min(last.last, as_of)
    by_key: dict[tuple[str, str], Figures] = defaultdict(Figures)
    if by == "month":
        by_key.update({_month_key(month): Figures() for month in months_between(first, last)})
    for source, key, pence in _grouped(by, start, end):
        figures = by_key[key]
        value = getattr(figures, source.figure) + source.sign * pence
        setattr(figures, source.figure, value)
    for hire, net_pence in pending_fees(start, end, on=as_of):
        by_key[_key_of_hire(hire, by)].booked_pence += net_pence
    rows = [RevenueRow(*key, figures) for key, figures in by_key.items()]
    if by != "month":
        rows.sort(key=lambda row: (row.label.casefold(), row.key))
    total = Figures()
    for row in rows:
        total.add(row.figures)
    standing = standing_on(as_of)
    return Revenue(as_of, by, rows, total, *standing)


class Standing(NamedTuple):
    """The balances of all our books on a day, in pence net of VAT."""

    at_risk_pence: int
    secured_pence: int
    outstanding_pence: int


def standing_on(day: date) -> Standing:
    """Return what is at risk, secured (earned less that) and outstanding on a day."""
    sums: dict[str, int] = defaultdict(int)
    upto = [(source, source.rows.filter(**{f"{source.day}__lte": day})) for source in sources()]
    for source, pence in _summed(upto):
        sums[source.figure] += source.sign * (pence or 0)
    at_risk = total_at_risk(Fee.objects.all(), on=day)
    return Standing(
        at_risk,
        sums["earned_pence"] - at_risk,
        sums["invoiced_pence"] - sums["collected_pence"],
    )


def _grouped(by: By, start: date, end: date) -> Iterator[tuple[Source, tuple[str, str], int]]:
    """Yield the sums of each source between two days, with the key of its row."""
    parts = []
    for source in sources():
        key, label = (source.hire + path for path in LABELS[by]) if by != "month" else ("", "")
        rows = source.rows.filter(**{f"{source.day}__range": (start, end)}).annotate(
            key=F(key) if key else MonthOf(source.day), label=F(label) if label else Value("")
        )
        parts.append((source, rows))
    for source, key, label, pence in _summed(parts, "key", "label"):
        if by == "month":
            yield source, _month_key(Month.parse(key)), pence
        else:
            yield source, (key, label) if key is not None else NOWHERE, pence


def _summed(
    parts: Sequence[tuple[Source, QuerySet[Any]]], *names: str
) -> Iterator[tuple[Any, ...]]:
    """Yield each source with the values of the names and the sum of its rows that share them.

    One query for all the sources.
    """
    first, *others = (
        rows.order_by()
        .annotate(source=Value(place))
        .values("source", *names)
        .annotate(n=Sum("net_pence"))
        for place, (_source, rows) in enumerate(parts)
    )
    for row in first.union(*others, all=True):
        yield parts[row["source"]][0], *(row[name] for name in names), row["n"]


def _month_key(month: Month) -> tuple[str, str]:
    return str(month), f"{month.first:%B %Y}"


def _key_of_hire(hire: Model, by: By) -> tuple[str, str]:
    """Return the key of a hire's row, by the same paths the database groups by."""
    if by == "month":
        return _month_key(Month.of(hire.agreed_on))  # type: ignore[attr-defined]
    values = []
    for path in LABELS[by]:
        value: Any = hire
        for step in path.split("__"):
            value = getattr(value, step) if value is not None else None
        values.append(value)
    return (values[0], values[1]) if values[0] is not None else NOWHERE
