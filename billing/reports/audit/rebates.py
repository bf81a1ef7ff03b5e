"""Rebates against the terms and the facts: given though barred, too much, too little, or late."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from billing.choices import InvoiceState, RebateState
from billing.domain.fees.rebates import assessment
from billing.models import CreditNote, Fee, Invoice, Rebate
from employers.domain.terms.rebate_rules import RebateAssessment
from foundation.money import pounds
from foundation.periods import format_date
from placements.choices import HireState
from placements.models import Hire

from .engagements import REAL, fee_under
from .findings import Row

# The law gives 14 days for the credit note; a month is too long to keep somebody's money.
PATIENCE: Final = timedelta(days=30)
# What a hire in a leaver's place is told and worked out from.
PLACE: Final = (
    "graduate",
    "employer",
    "introduction__terms",
    "replaces__terms",
    "replaces__graduate",
)
GIVEN: Final = (RebateState.CONFIRMED,)


def given(on: date) -> Iterator[Row]:
    """Yield the rebates credited though the terms bar them, or above what the terms give."""
    rows = Rebate.objects.filter(state__in=GIVEN, hire__brought_over=False, hire__state="ended")
    rows = rows.annotate(
        credited=Coalesce(Sum("credit_notes__net_pence"), 0) - F("taken_back_pence")
    )
    for rebate in _with_hire(rows).filter(credited__gt=0).iterator(chunk_size=500):
        right = _assessed(rebate.fee, rebate.hire)
        due = right.net_pence if right else 0
        if rebate.credited > due:
            yield _too_much(rebate, right, due)


def _too_much(rebate: Any, right: RebateAssessment | None, due: int) -> Row:
    barred = right is not None and right.barred
    why = right.why_barred if right and barred else f"The terms give {pounds(due)}."
    return Row(
        "rebate_though_barred" if barred else "rebate_too_high",
        rebate.credited - due,
        f"{pounds(rebate.credited)} was given back for {rebate.hire}. {why}",
        _ids_of(rebate),
    )


def owed(on: date) -> Iterator[Row]:
    """Yield the leavers whose terms give a rebate that was never proposed, or a larger one."""
    inside = Q(hire__last_day__lte=F("protected_until"))
    rows = Fee.objects.live().filter(
        inside, hire__state=HireState.ENDED, hire__last_day__lte=on, hire__brought_over=False
    )
    rows = rows.select_related("rebate", "hire__graduate", "hire__employer").order_by("pk")
    for fee in rows.iterator(chunk_size=500):
        rebate: Rebate | None = getattr(fee, "rebate", None)
        if rebate and rebate.state not in (*GIVEN, RebateState.PROPOSED, RebateState.BARRED):
            continue
        right = _assessed(fee, fee.hire)
        less = (right.net_pence if right else 0) - (rebate.net_pence if rebate else 0)
        if less > 0:
            yield Row(
                "rebate_too_low" if rebate else "rebate_not_proposed",
                less,
                f"{fee.hire} ended on {_day(fee.hire.last_day)}, and the terms give back "
                f"{pounds(less)}{' more' if rebate else ', but no rebate was proposed'}.",
                {"fee": fee.pk, "hire": fee.hire_id, "employer": fee.hire.employer_id},
            )


def unsettled(on: date) -> Iterator[Row]:
    """Yield the rebates that wait for finance, or for a replacement whose time is over."""
    waiting = Q(state=RebateState.PROPOSED, fell_due_on__lt=on - PATIENCE) | Q(
        state=RebateState.REPLACING, replacement_until__lt=on - PATIENCE
    )
    for rebate in _with_hire(Rebate.objects.filter(waiting)).iterator():
        yield Row(
            "rebate_not_settled",
            rebate.net_pence,
            f"The rebate of {pounds(rebate.net_pence)} for {rebate.hire}, who left on "
            f"{_day(rebate.fell_due_on)}, is still not settled.",
            _ids_of(rebate),
        )


def replaced(on: date) -> Iterator[Row]:
    """Yield the leavers replaced twice, and those replaced though their rebate was paid."""
    standing = Q(replacements__state__in=REAL)
    leavers = Hire.objects.annotate(places=Count("replacements", filter=standing))
    for leaver in leavers.filter(places__gt=1).select_related("graduate", "employer").iterator():
        second = leaver.replacements.filter(state__in=REAL).order_by("agreed_on", "pk")[1:]
        for hire in second.select_related(*PLACE):
            yield _free_place("replaced_twice", hire, f"{leaver.graduate} had been replaced before")
    paid = Rebate.objects.filter(hire=OuterRef("replaces"), state=RebateState.CONFIRMED)
    rows = Hire.objects.filter(Exists(paid), state__in=REAL)
    for hire in rows.select_related(*PLACE):
        assert hire.replaces is not None
        leaver_name = hire.replaces.graduate
        yield _free_place(
            "replaced_and_rebated", hire, f"the rebate for {leaver_name} was given back as well"
        )


def _free_place(kind: str, hire: Hire, why: str) -> Row:
    terms = hire.introduction.terms if hire.introduction else hire.replaces and hire.replaces.terms
    worth = fee_under(terms, hire) if terms else 0
    return Row(
        kind,
        worth,
        f"{hire} took a leaver's place without a fee, but {why}. The fee would be {pounds(worth)}.",
        {"hire": hire.pk, "employer": hire.employer_id},
        f"place {hire.pk}",
    )


def before_payment(on: date) -> Iterator[Row]:
    """Yield the rebates paid out, or kept as credit, while an invoice of the fee is overdue."""
    late = Invoice.objects.overdue(on=on).filter(fee=OuterRef("rebate__fee"))
    notes = CreditNote.objects.filter(Exists(late), rebate__isnull=False)
    notes = notes.filter(Q(refund_pence__gt=0) | Q(kept_pence__gt=0))
    rows: Any = Rebate.objects.filter(credit_notes__in=notes).distinct()
    for rebate in _with_hire(rows).iterator():
        back = sum(
            note.net_pence * (note.refund_pence + note.kept_pence) // note.gross_pence
            for note in rebate.credit_notes.all()
        )
        late_ones = rebate.fee.invoices.filter(state=InvoiceState.ISSUED, due_on__lt=on)
        open_net = sum(
            one.net_pence * one.outstanding_pence // one.gross_pence for one in late_ones
        )
        yield Row(
            "unpaid_yet_rebated",
            min(back, open_net),
            f"{pounds(back)} was paid out for {rebate.hire}, who left early, while "
            f"{pounds(open_net)} of the same fee is overdue.",
            _ids_of(rebate),
        )


def _assessed(fee: Fee, hire: Hire) -> RebateAssessment | None:
    """Return what the terms give for a leaver; notice came in time unless its day is known."""
    assert hire.last_day is not None
    return assessment(
        fee,
        last_day=hire.last_day,
        reason=hire.end_reason,
        notified_on=hire.notified_on or hire.last_day,
    )


def _with_hire(rows: Any) -> Any:
    return rows.select_related("fee", "hire__graduate", "hire__employer").order_by("pk")


def _ids_of(rebate: Rebate) -> dict[str, int]:
    return {
        "rebate": rebate.pk,
        "fee": rebate.fee_id,
        "hire": rebate.hire_id,
        "employer": rebate.hire.employer_id,
    }


def _day(day: date | None) -> str:
    return format_date(day) if day else ""
