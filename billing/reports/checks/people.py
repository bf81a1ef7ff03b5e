"""The identities between people and money: hires, their introductions, terms and fees."""

from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from billing.choices import FeeState
from billing.models import Fee
from employers.models import Terms
from placements.choices import HireState
from placements.models import Hire


def fees_of_hires(on: date) -> list[str]:
    """Return the started hires without their fee, or with more than one, and fees without one."""
    started = Hire.objects.filter(state__in=[HireState.STARTED, HireState.ENDED], start_on__lte=on)
    counted = started.annotate(
        fee_count=Count("fees"), live=Count("fees", filter=Q(fees__state=FeeState.LIVE))
    )
    wrong = counted.filter(Q(fee_due=True, fee_count=0) | Q(live__gt=1)).values_list(
        "pk", flat=True
    )
    idle = Fee.objects.live().filter(
        Q(hire__state__in=[HireState.AGREED, HireState.FELL_THROUGH]) | Q(hire__fee_due=False)
    )
    return [f"hire {pk}" for pk in wrong] + [
        f"fee {pk}" for pk in idle.values_list("pk", flat=True)
    ]


def fees_and_terms(on: date) -> list[str]:
    """Return the fees under other terms than their hire's or their introduction's."""
    fees = Fee.objects.filter(earned_on__lte=on)
    other = fees.exclude(terms=F("hire__terms")) | fees.exclude(earned_on=F("hire__start_on"))
    introduced = fees.filter(hire__introduction__isnull=False).exclude(
        terms=F("hire__introduction__terms")
    )
    converted = fees.filter(hire__late_conversion_of__isnull=False).exclude(
        terms=F("hire__late_conversion_of__terms")
    )
    wrong = {
        pk for rows in (other, introduced, converted) for pk in rows.values_list("pk", flat=True)
    }
    return [f"fee {pk}" for pk in sorted(wrong)]


def hires_cite(on: date) -> list[str]:
    """Return the hires that cite somebody else's introduction, or neither it nor a reason."""
    hires = Hire.objects.filter(agreed_on__lte=on)
    cited = hires.filter(introduction__isnull=False)
    other = cited.exclude(
        introduction__graduate=F("graduate"), introduction__employer=F("employer")
    )
    bare = hires.filter(introduction=None, no_introduction_reason__trim__length__lt=10)
    return [
        f"hire {pk}"
        for pk in sorted({*other.values_list("pk", flat=True), *bare.values_list("pk", flat=True)})
    ]


def terms_overlap(on: date) -> list[str]:
    """Return the versions that hold a day of another version of the same employer."""
    others = Terms.objects.filter(employer=OuterRef("employer")).exclude(pk=OuterRef("pk"))
    same_days = others.filter(
        Q(effective_to=None) | Q(effective_to__gte=OuterRef("effective_from")),
        effective_from__lte=Coalesce(OuterRef("effective_to"), date.max),
    )
    twice = Terms.objects.filter(Exists(same_days), effective_from__lte=on)
    return [f"terms {pk}" for pk in twice.order_by("pk").values_list("pk", flat=True)]
