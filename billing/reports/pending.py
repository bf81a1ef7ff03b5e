"""The fees of hires that are agreed and have not started: booked, but not in any other figure."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef

from billing.domain.fees.fees import net_of
from billing.models import Fee
from placements.models import Hire


def pending_fees(start: date, end: date, *, on: date) -> Iterator[tuple[Hire, int]]:
    """Yield each hire agreed between two days without a fee of its own, and its net in pence.

    Hires that had fallen through by ``on`` are not booked. The sums are those that the start will
    store; only hires still waiting are read.
    """
    waiting = (
        Hire.objects.booked(on=on)
        .filter(~Exists(Fee.objects.filter(hire=OuterRef("pk"))), fee_due=True)
        .filter(agreed_on__gte=start, agreed_on__lte=end)
        .select_related("employer", "terms", "graduate__cohort__programme")
        .order_by("pk")
    )
    for hire in waiting.iterator(chunk_size=500):
        yield hire, net_of(hire)
