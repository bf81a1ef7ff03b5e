"""Fees against the terms they come from, and against the second person who agreed."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

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

from .engagements import Job, Known, computed, in_chunks, root_of
from .findings import Row


def differing(on: date) -> Iterator[Row]:
    """Yield the fees that their terms and hire do not give, and that nobody set by hand.

    Every fee is worked out anew, in one pass for all these kinds: some ten seconds for 100,000.
    Only those that may be wrong are read as a whole.
    """
    rows = Fee.objects.select_related(
        "hire__graduate",
        "hire__employer",
        "hire__introduction",
        "hire__late_conversion_of",
        "terms__employer",
    )
    for chunk in in_chunks(chain(_of_another_sum(), _of_another_day())):
        for fee in rows.filter(pk__in=chunk).order_by("pk"):
            terms = fee_terms_of(_terms_of_the_day(fee))
            right = computed(terms, fee.hire)
            if fee.net_pence not in (right, _as_a_later_one(fee, right)):
                yield _differs(fee, right, terms)


def _by_rule() -> Any:
    """Return the live fees that nobody set by hand."""
    return Fee.objects.live().filter(override_reason="", hire__replaces=None)


def _of_another_sum() -> Iterator[int]:
    """Yield the ids of the fees that are not what their own terms give.

    The terms that bear fees are held, parsed once each.
    """
    in_use = Terms.objects.filter(Exists(Fee.objects.filter(terms=OuterRef("pk"))))
    parsed = {one.pk: fee_terms_of(one) for one in in_use.iterator(chunk_size=2000)}
    facts = ("hire__salary_pence", "hire__fte", "hire__contract", "hire__months")
    rows = _by_rule().order_by("pk").values_list("pk", "net_pence", "terms", *facts)
    for pk, net_pence, terms, *job in rows.iterator(chunk_size=2000):
        if net_pence != computed(parsed[terms], Job(*job)):
            yield pk


def _of_another_day() -> Iterator[int]:
    """Yield the ids of the fees whose terms did not hold the day of the introduction."""
    day = Coalesce("hire__introduction__sent_on", "hire__late_conversion_of__sent_on")
    rows = (
        _by_rule()
        .annotate(day=day)
        .filter(Q(terms__effective_from__gt=F("day")) | Q(terms__effective_to__lt=F("day")))
    )
    yield from rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)


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
