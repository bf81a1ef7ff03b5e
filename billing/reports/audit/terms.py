"""Terms and requests against what they may be: under the standard, more hires than openings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q

from billing.models import Fee
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.standard_rate import rate_under_standard
from employers.domain.terms.versions import fee_terms_of
from employers.models import HiringRequest, Terms
from foundation.money import percent, pounds
from foundation.periods import format_date
from placements.choices import HireState
from placements.models import Hire, Introduction

from .engagements import computed
from .findings import Row

AT_WORK: Final = (HireState.AGREED, HireState.STARTED)


def under_standard(on: date) -> Iterator[Row]:
    """Yield the terms in use that charge less than our standard, and that nobody approved.

    Those brought over from older records are what was agreed then. Worth: what the standard rate
    would have earned more on the fees so far.
    """
    introduced = Introduction.objects.filter(terms=OuterRef("pk"), brought_over=False)
    rows = Terms.objects.filter(Exists(introduced), needs_approval=False, approved_on=None)
    for terms in rows.select_related("employer").order_by("pk").iterator(chunk_size=500):
        fee_terms = fee_terms_of(terms)
        rate = rate_under_standard(fee_terms)
        if rate is None:
            continue
        worth = _lost(terms, fee_terms)
        yield Row(
            "terms_under_standard",
            worth,
            f"The terms of {terms.employer} from {format_date(terms.effective_from)} charge "
            f"{percent(rate)}, less than our standard, and no second person approved them. "
            f"Their fees so far would be {pounds(worth)} more.",
            {"terms": terms.pk, "employer": terms.employer_id},
        )


def _lost(terms: Terms, fee_terms: FeeTerms) -> int:
    """Return what the fees under some terms would come to more at the standard rate."""
    at_standard = replace(
        fee_terms, discount_rate=Decimal(0), discount_reason="", **_at_the_standard_rate(fee_terms)
    )
    fees = Fee.objects.live().filter(terms=terms, override_reason="").select_related("hire")
    more = (
        computed(at_standard, fee.hire) - fee.net_pence for fee in fees.iterator(chunk_size=500)
    )
    return sum(max(0, pence) for pence in more)


def _at_the_standard_rate(fee_terms: FeeTerms) -> dict[str, Any]:
    """Return the changes that put terms at the standard rate; a fixed fee keeps its amount."""
    if fee_terms.fee_basis == "fixed":
        return {}
    return {"fee_basis": "percentage", "rate": settings.STANDARD_FEE_RATE, "bands": ()}


def over_filled(on: date) -> Iterator[Row]:
    """Yield the requests with more people at work, or agreed, than openings.

    Worth: the fees of the last ones, which may be one person logged twice.
    """
    hired = Q(introductions__hires__state__in=AT_WORK, introductions__hires__replaces=None)
    rows = HiringRequest.objects.annotate(hired=Count("introductions__hires", filter=hired))
    rows = rows.filter(hired__gt=F("openings")).select_related("employer")
    for role in rows.order_by("pk").iterator(chunk_size=500):
        hires = Hire.objects.filter(
            introduction__hiring_request=role, state__in=AT_WORK, replaces=None
        ).order_by("agreed_on", "pk")
        beyond = list(hires.values_list("pk", flat=True)[role.openings :])
        fees = Fee.objects.live().filter(hire__in=beyond)
        worth = sum(fees.values_list("net_pence", flat=True))
        yield Row(
            "request_over_filled",
            worth,
            f"{role} has {role.openings} opening{'s' if role.openings > 1 else ''} and "
            f"{role.openings + len(beyond)} hires. The fees beyond come to {pounds(worth)}.",
            {"hiring_request": role.pk, "employer": role.employer_id, "hire": beyond[0]},
        )
