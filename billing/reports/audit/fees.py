"""Fees against the terms they come from, and against the second person who agreed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from billing.choices import FeeState
from billing.domain.fees.fees import OVERRIDE, WAIVER
from billing.models import Fee
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.versions import fee_terms_of, in_force
from employers.models import Terms
from foundation.models import Approval, ApprovalState
from foundation.money import percent, pounds
from foundation.periods import format_date
from placements.models import Introduction

from .engagements import Known, computed, root_of
from .findings import Row


def differing(on: date) -> Iterator[Row]:
    """Yield the fees that their terms and hire do not give, and that nobody set by hand.

    Every fee is worked out anew, 500 in memory at a time, in one pass for all these kinds.
    """
    parsed: dict[int, FeeTerms] = {}
    rows = Fee.objects.live().filter(override_reason="", hire__replaces=None)
    rows = rows.select_related(
        "hire__graduate",
        "hire__employer",
        "hire__introduction",
        "hire__late_conversion_of",
        "terms__employer",
    )
    for fee in rows.order_by("pk").iterator(chunk_size=500):
        terms = _terms_of_the_day(fee)
        if terms.pk not in parsed:
            parsed[terms.pk] = fee_terms_of(terms)
        right = computed(parsed[terms.pk], fee.hire)
        if fee.net_pence != right and fee.net_pence != _as_a_later_one(fee, right):
            yield _differs(fee, right, parsed[terms.pk])


def _differs(fee: Fee, right: int, terms: FeeTerms) -> Row:
    """Return the finding of a fee that is not ``right``, of the kind that explains it best."""
    given = FeeTerms.parse(fee.terms_snapshot)
    kind, why = "fee_under_terms", "Its terms and hire give"
    if fee.net_pence > right:
        kind = "fee_over_terms"
    elif terms.bands and computed(terms, fee.hire, fte=1) == fee.net_pence:
        kind, why = "wrong_band", "It is in the band of the pay; the full-time salary gives"
    elif given.discount_rate > terms.discount_rate:
        discount = percent(given.discount_rate)
        kind = "old_discount"
        why = f"It has a discount of {discount} that the terms of that day do not give:"
    return Row(
        kind,
        abs(right - fee.net_pence),
        f"The fee of {fee.hire} is {pounds(fee.net_pence)}. {why} {pounds(right)}.",
        {"fee": fee.pk, "hire": fee.hire_id, "employer": fee.hire.employer_id},
        f"fee {fee.pk}",
    )


def _terms_of_the_day(fee: Fee) -> Terms:
    """Return the terms in force on the day of the introduction, the fee's own where they were."""
    introduction: Introduction | None = fee.hire.introduction or fee.hire.late_conversion_of
    if introduction is None or introduction.sent_on is None:
        return fee.terms
    day, terms = introduction.sent_on, fee.terms
    if terms.effective_from <= day and (terms.effective_to is None or terms.effective_to >= day):
        return terms
    return in_force(terms.employer, on=day) or terms


def _as_a_later_one(fee: Fee, right: int) -> int:
    """Return what a later engagement owes: less what was kept of the fees before it."""
    hire, known = fee.hire, Known.of([fee.hire.graduate_id])
    earlier = [
        one
        for one in known.with_group(hire.graduate_id, root_of(hire.employer))
        if (one.start_on, one.pk) < (hire.start_on, hire.pk)
    ]
    return max(0, right - known.kept_pence(earlier))


def changed_alone(on: date) -> Iterator[Row]:
    """Yield the fees that were set by hand or waived without a second person."""
    rows = Fee.objects.select_related("hire__graduate", "hire__employer")
    by_hand = rows.live().exclude(override_reason="").exclude(net_pence=F("computed_net_pence"))
    for fee in by_hand.filter(~_approved(OVERRIDE)).order_by("pk").iterator():
        less = fee.computed_net_pence - fee.net_pence
        yield Row(
            "set_by_one" if less > 0 else "raised_by_one",
            abs(less),
            f"The fee of {fee.hire} was set by hand to {pounds(fee.net_pence)} instead of "
            f"{pounds(fee.computed_net_pence)}, and no second person approved it.",
            {"fee": fee.pk, "hire": fee.hire_id, "employer": fee.hire.employer_id},
        )
    waived = rows.filter(~_approved(WAIVER), state=FeeState.WAIVED)
    for fee in waived.order_by("pk").iterator():
        yield Row(
            "waived_by_one",
            fee.net_pence,
            f"The fee of {fee.hire}, {pounds(fee.net_pence)}, was waived, and no second person "
            "approved it.",
            {"fee": fee.pk, "hire": fee.hire_id, "employer": fee.hire.employer_id},
        )


def _approved(kind: str) -> Any:
    return Exists(
        Approval.objects.filter(kind=kind, subject_id=OuterRef("pk"), state=ApprovalState.APPROVED)
    )


def hired_twice(on: date) -> Iterator[Row]:
    """Yield fees of a person who has another live fee with the same employer at the same time."""
    other = Fee.objects.live().filter(
        Q(hire__last_day=None) | Q(hire__last_day__gte=OuterRef("hire__start_on")),
        hire__graduate=OuterRef("hire__graduate"),
        hire__employer=OuterRef("hire__employer"),
        hire__start_on__lte=OuterRef("hire__start_on"),
        pk__lt=OuterRef("pk"),
        net_pence__gt=0,
    )
    rows = Fee.objects.live().filter(Exists(other), net_pence__gt=0)
    for fee in rows.select_related("hire__graduate", "hire__employer").order_by("pk").iterator():
        yield Row(
            "hired_twice",
            fee.net_pence,
            f"{fee.hire} has two fees at the same time: the second, {pounds(fee.net_pence)}, is "
            f"from {format_date(fee.earned_on)}. One introduction is paid for once.",
            {"fee": fee.pk, "hire": fee.hire_id, "employer": fee.hire.employer_id},
            f"fee {fee.pk}",
        )
