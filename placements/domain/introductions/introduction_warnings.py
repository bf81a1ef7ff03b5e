"""Warnings before an introduction, which do not prevent it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from employers.domain.terms.rebate_period import protected_until
from employers.domain.terms.versions import fee_terms_of
from foundation.periods import format_date
from placements.choices import HireState
from placements.models import Hire, Introduction


def warnings(introductions: Sequence[Introduction], *, on: date) -> dict[int, list[str]]:
    """Return the sentences to show beside each introduction, by its id; one query for all.

    A graduate inside another employer's rebate period should not be tempted away: leaving would
    cost us part of that fee. Source: the project's domain rules, section 5.
    """
    people = {introduction.graduate_id for introduction in introductions}
    hires = Hire.objects.filter(graduate__in=people, state=HireState.STARTED, fee_due=True)
    inside: dict[int, list[Hire]] = defaultdict(list)
    for hire in hires.select_related("employer", "terms").order_by("start_on"):
        inside[hire.graduate_id].append(hire)
    return {
        introduction.pk: [
            sentence
            for hire in inside[introduction.graduate_id]
            if hire.employer_id != introduction.employer_id
            for sentence in _protected(hire, on)
        ]
        for introduction in introductions
    }


def _protected(hire: Hire, on: date) -> list[str]:
    """Return the warning that a hire gives on a day, if it is inside its rebate period."""
    assert hire.terms is not None
    last = protected_until(fee_terms_of(hire.terms).rebate, hire.start_on)
    if last is None or not hire.start_on <= on <= last:
        return []
    since, until = format_date(hire.start_on), format_date(last)
    works = f"Has worked at {hire.employer} since {since}, in its rebate period until {until}"
    return [f"{works}. Leaving before then would cost us part of that fee."]
