"""Who owes us on a day, how much and for how long, by the due date of each instalment."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import (
    Case,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from billing.choices import InvoiceState
from billing.models import CreditNote, Invoice, Payment, Refund, WriteOff

from .customer_credit import held_by_employer

# The last day late of each bucket but the last one.
BUCKETS: Final = (
    ("current_pence", 0),
    ("days_1_30_pence", 30),
    ("days_31_60_pence", 60),
    ("days_61_90_pence", 90),
)
OLDEST: Final = "over_90_pence"
AGES: Final = (*(name for name, _last in BUCKETS), OLDEST)


@dataclass(slots=True)
class Debtor:
    """An employer's debt in pence, VAT included, by days late; ``since`` is the oldest due day.

    ``kept_pence`` is credit we hold for it, which the total has not taken off.
    """

    employer: int
    reference: str
    name: str
    since: date
    current_pence: int = 0
    days_1_30_pence: int = 0
    days_31_60_pence: int = 0
    days_61_90_pence: int = 0
    over_90_pence: int = 0
    total_pence: int = 0
    kept_pence: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the row as the API sends it."""
        return {**asdict(self), "since": self.since.isoformat()}


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed on one instalment, in pence, VAT included; ``age`` names its column."""

    invoice: int
    number: str
    employer: int
    reference: str
    name: str
    instalment: int
    instalments: int
    due_on: date
    days_late: int
    age: str
    owed_pence: int

    def as_json(self) -> dict[str, Any]:
        """Return the row as the API sends it."""
        return {**asdict(self), "due_on": self.due_on.isoformat()}


def bucket(days_late: int) -> str:
    """Return the name of the column for a debt by its days past the due date."""
    return next((name for name, last in BUCKETS if days_late <= last), OLDEST)


def _bucket_on(day: date) -> Case:
    """Return the same as SQL, so that the database adds up the invoices."""
    late = (
        When(due_on__gte=day - timedelta(days=last), then=Value(name)) for name, last in BUCKETS
    )
    return Case(*late, default=Value(OLDEST))


def owing(*, on: date) -> QuerySet[Invoice]:
    """Return the invoices on which something was owed on a day, with ``owed_pence``, VAT included.

    owed = total - payments + refunds + credit kept - credit notes - write-offs, each up to and
    including the day.
    """

    def upto(model: type[Any], column: str, day: str) -> Coalesce:
        rows = model.objects.filter(invoice=OuterRef("pk"), **{f"{day}__lte": on})
        total = rows.order_by().values("invoice").annotate(n=Sum(column)).values("n")
        return Coalesce(Subquery(total), Value(0))

    moved_since = Q(Exists(Payment.objects.filter(invoice=OuterRef("pk"), received_on__gt=on)))
    moved_since |= Q(Exists(Refund.objects.filter(invoice=OuterRef("pk"), refunded_on__gt=on)))
    moved_since |= Q(Exists(CreditNote.objects.filter(invoice=OuterRef("pk"), issued_on__gt=on)))
    return (
        Invoice.objects.documents()
        .filter(Q(state=InvoiceState.ISSUED) | moved_since, issued_on__lte=on)
        .annotate(
            owed_pence=F("gross_pence")
            - upto(Payment, "amount_pence", "received_on")
            + upto(Refund, "amount_pence", "refunded_on")
            + upto(CreditNote, "kept_pence", "issued_on")
            - upto(CreditNote, "gross_pence", "issued_on")
            - upto(WriteOff, "amount_pence", "written_off_on")
        )
        .exclude(owed_pence=0)
    )


def debtors(*, on: date) -> list[Debtor]:
    """Return the employers that owe us something on a day, the largest debt first."""
    by_employer: dict[int, Debtor] = {}
    rows = (
        owing(on=on)
        .annotate(column=_bucket_on(on))
        .values_list("employer", "employer__reference", "employer__name", "column")
        .annotate(since=Min("due_on"), owed=Sum("owed_pence"))
    )
    for employer, reference, name, column, since, owed in rows.order_by():
        row = by_employer.setdefault(employer, Debtor(employer, reference, name, since))
        row.since = min(row.since, since)
        setattr(row, column, owed)
        row.total_pence += owed
    for employer, held in held_by_employer(on=on).items():
        if employer in by_employer:
            by_employer[employer].kept_pence = held
    return sorted(by_employer.values(), key=lambda row: (-row.total_pence, row.name.casefold()))


def debts(*, on: date) -> list[Debt]:
    """Return every instalment on which something is owed on a day, the oldest debt first."""
    instalments = []
    rows = owing(on=on).select_related("employer").order_by("due_on", "pk")
    for row in rows:
        assert row.due_on is not None
        late = (on - row.due_on).days
        instalments.append(
            Debt(
                invoice=row.pk,
                number=row.number,
                employer=row.employer_id,
                reference=row.employer.reference,
                name=row.employer.name,
                instalment=row.instalment,
                instalments=row.instalments,
                due_on=row.due_on,
                days_late=max(late, 0),
                age=bucket(late).removesuffix("_pence"),
                owed_pence=row.owed_pence,  # type: ignore[attr-defined]  # annotated
            )
        )
    return instalments
