"""The cash we expect from what is owed, drafted and agreed, and what the pipeline may be worth.

The rules, all with VAT, in whole pence:

- *issued*: what is owed on each instalment on the day, in the month of its due date plus the days
  by which that employer usually pays late (the median over its paid invoices; over everybody's if
  it has paid none; 0 if nobody has paid yet). A promised day to come takes precedence. Nothing is
  expected before the day itself. Disputed invoices are a sum of their own, in no month.
- *drafts*: each draft, as if issued on the day it is to be billed, then as above.
- *agreed*: each instalment of the fee of a hire that is agreed but not started, in the same way.
- *pipeline*, net of VAT and in no month: the introductions now at a stage, times the mean fee so
  far, times the share of decided introductions that reached the stage before and became hires.
  Each share comes with its numerator and denominator; without a denominator it is 0.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import median_high
from typing import Any, Final

from django.db.models import Avg, Count, Max

from billing.choices import InvoiceState
from billing.domain.fees.quotes import Job, quote_for
from billing.domain.ledger import snapshots
from billing.domain.ledger.vat_rules import VatTreatment, vat_treatment
from billing.models import Dispute, Fee, Invoice, PromiseToPay, VatRate
from employers.choices import PaymentFrom
from employers.domain.terms.versions import fee_terms_of
from employers.models import Employer
from foundation.models import HistoryEntry
from foundation.money import half_up
from foundation.periods import Month
from placements.choices import LIVE, IntroductionState
from placements.models import Introduction

from .debtors import owing
from .pending import pending_fees

STAGES: Final = (IntroductionState.OFFERED, IntroductionState.INTERVIEWING)
LONG_AGO: Final = date(1970, 1, 1)


@dataclass(slots=True)
class Expected:
    """The cash of a month, in pence with VAT."""

    month: str
    issued_pence: int = 0
    drafts_pence: int = 0
    agreed_pence: int = 0

    @property
    def total_pence(self) -> int:
        """All of it."""
        return self.issued_pence + self.drafts_pence + self.agreed_pence

    def as_json(self) -> dict[str, Any]:
        """Return the row as the API sends it."""
        return {**asdict(self), "total_pence": self.total_pence}


@dataclass(frozen=True, slots=True)
class Stage:
    """Introductions at a stage: ``hired`` of the ``decided`` ones became hires."""

    stage: str
    open: int
    hired: int
    decided: int
    mean_fee_pence: int

    @property
    def weighted_pence(self) -> int:
        """What they may come to, net, in pence."""
        if not self.decided:
            return 0
        return half_up(Fraction(self.open * self.mean_fee_pence * self.hired, self.decided))

    def as_json(self) -> dict[str, Any]:
        """Return the row as the API sends it."""
        return {**asdict(self), "weighted_pence": self.weighted_pence}


@dataclass(frozen=True, slots=True)
class Forecast:
    """``months`` in order; disputed sums are in none of them."""

    as_of: date
    months: list[Expected]
    disputed_pence: int
    pipeline: list[Stage]


@dataclass(frozen=True, slots=True)
class Habits:
    """How many days after the due date employers usually pay."""

    by_employer: dict[int, int]
    everybody: int

    def of(self, employer: int) -> int:
        """Return the days of one employer, below 0 for those who pay early."""
        return self.by_employer.get(employer, self.everybody)


def forecast(*, on: date) -> Forecast:
    """Return the forecast as of a day. Raises SellerUnknown if our details are missing then."""
    usual, rows = habits(), dict[Month, Expected]()
    disputed = 0
    for day, column, pence in (*_issued(usual, on), *_drafts(usual, on), *_agreed(usual, on)):
        if day is None:
            disputed += pence
            continue
        month = Month.of(max(day, on))
        row = rows.setdefault(month, Expected(str(month)))
        setattr(row, column, getattr(row, column) + pence)
    return Forecast(on, [rows[month] for month in sorted(rows)], disputed, pipeline())


def habits() -> Habits:
    """Return how late each employer usually pays, from the invoices it paid in full."""
    paid = Invoice.objects.filter(state=InvoiceState.PAID, payments__isnull=False)
    late: dict[int, list[int]] = defaultdict(list)
    for employer, due_on, last in paid.annotate(last=Max("payments__received_on")).values_list(
        "employer", "due_on", "last"
    ):
        late[employer].append((last - due_on).days)
    everybody = [days for theirs in late.values() for days in theirs]
    return Habits(
        {employer: median_high(days) for employer, days in late.items()},
        median_high(everybody) if everybody else 0,
    )


def pipeline() -> list[Stage]:
    """Return the introductions at each stage, and how many earlier ones became hires."""
    mean = Fee.objects.live().aggregate(mean=Avg("net_pence"))["mean"] or 0
    return [
        Stage(
            stage=stage.value,
            open=Introduction.objects.filter(state=stage).count(),
            **_became(stage),
            mean_fee_pence=round(mean),
        )
        for stage in STAGES
    ]


def _became(stage: IntroductionState) -> dict[str, int]:
    moved = HistoryEntry.objects.filter(subject_type="placements.introduction", to_state=stage)
    there = Introduction.objects.filter(pk__in=moved.values("subject_id")).exclude(state__in=LIVE)
    counted = dict(there.order_by().values_list("state").annotate(n=Count("pk")))
    return {"hired": counted.get(IntroductionState.HIRED, 0), "decided": sum(counted.values())}


# The day the money is expected (None: unknown), its column, and the pence.
Part = tuple[date | None, str, int]


def _issued(usual: Habits, on: date) -> Iterator[Part]:
    disputed = set(Dispute.objects.filter(closed_on=None).values_list("invoice", flat=True))
    promised = dict(
        PromiseToPay.objects.order_by("pk").values_list("invoice", "promised_on")
    )  # the last of an invoice counts
    rows = owing(on=on).values_list("pk", "employer", "due_on", "owed_pence")  # type: ignore[misc]
    for pk, employer, due_on, pence in rows.order_by("pk"):
        if pk in disputed:
            yield None, "issued_pence", pence
        elif pk in promised and promised[pk] >= on:
            yield promised[pk], "issued_pence", pence
        else:
            yield due_on + timedelta(days=usual.of(employer)), "issued_pence", pence


def _drafts(usual: Habits, on: date) -> Iterator[Part]:
    columns = ("employer", "bill_on", "payment_days", "payment_from", "gross_pence")
    drafts = Invoice.objects.filter(state=InvoiceState.DRAFT).order_by("pk")
    for employer, bill_on, days, counted_from, pence in drafts.values_list(*columns):
        issued = max(bill_on, on)
        first = issued if counted_from == PaymentFrom.INVOICE else bill_on
        due = max(first + timedelta(days=days), issued)
        yield due + timedelta(days=usual.of(employer)), "drafts_pence", pence


def _agreed(usual: Habits, on: date) -> Iterator[Part]:
    """Yield the instalments of hires that have not started, with VAT as it is charged today."""
    waiting = list(pending_fees(LONG_AGO, on, on=on))
    if not waiting:
        return
    rate, registered = VatRate.objects.on(on).rate, snapshots.seller_on(on).vat_registered
    for hire, _net in waiting:
        vat = _vat(hire.employer, registered=registered, rate=rate)
        assert hire.terms is not None
        terms = fee_terms_of(hire.terms)
        for part in quote_for(Job.of(hire), terms, vat).instalments:
            day = max(part.due_on, on) + timedelta(days=usual.of(hire.employer_id))
            yield day, "agreed_pence", part.gross_pence


def _vat(employer: Employer, *, registered: bool, rate: Any) -> VatTreatment:
    return vat_treatment(
        registered=registered,
        outside_scope=employer.vat_treatment == "outside_scope",
        has_business_evidence=employer.has_business_evidence,
        rate=rate,
    )
