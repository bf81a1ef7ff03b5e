"""Hires and introductions side by side: what was kept of a pair, and what a job would owe.

A fee is owed once for a pair, at its dearest: an engagement owes what its terms give, less what
was kept of the fees before it. Source: the project's domain rules, section 4, *Later engagements*.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final, TypeVar

from billing.choices import REBATE_COUNTS
from billing.models import Fee
from employers.domain.terms.fee_rules import compute_fee
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.versions import fee_terms_of
from employers.models import Employer, Terms
from foundation.money import pounds
from foundation.periods import format_date
from placements.choices import HireState
from placements.models import Hire, Introduction

Item = TypeVar("Item")
# So many pairs are read at once, whatever the size of the books.
CHUNK: Final = 500
REAL: Final = tuple(state for state in HireState if state != HireState.FELL_THROUGH)


def in_chunks(rows: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield rows in lists of at most 500, so that no more are held at once."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


def root_of(employer: Employer) -> int:
    """Return the id of the group an employer belongs to, its own where it belongs to none."""
    return employer.group_id or employer.pk


@dataclass(frozen=True, slots=True)
class Job:
    """What a fee is worked out from; of a job that was only reported, the pay is all we know."""

    salary_pence: int
    fte: Decimal = Decimal(1)
    contract: str = "permanent"
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of some graduates: their hires, and the live fees of each hire."""

    hires: dict[int, list[Hire]] = field(default_factory=lambda: defaultdict(list))
    fees: dict[int, list[Fee]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, graduates: Iterable[int]) -> "Known":
        """Return what is known of these people: two queries."""
        known, people = cls(), set(graduates)
        hires = Hire.objects.filter(graduate__in=people).select_related("employer")
        for hire in hires.order_by("start_on", "pk"):
            known.hires[hire.graduate_id].append(hire)
        live = Fee.objects.live().filter(hire__graduate__in=people)
        for fee in live.select_related("rebate").order_by("pk"):
            known.fees[fee.hire_id].append(fee)
        return known

    def with_group(self, graduate: int, root: int) -> list[Hire]:
        """Return the engagements of a person with a group, the earliest first."""
        return [
            hire
            for hire in self.hires[graduate]
            if hire.state in REAL and root_of(hire.employer) == root
        ]

    def kept_pence(self, earlier: Iterable[Hire]) -> int:
        """Return what the fees of some hires come to less their rebates, in pence net."""
        return sum(
            fee.net_pence - rebated_pence(fee) for hire in earlier for fee in self.fees[hire.pk]
        )

    def works_there(self, graduate: int, root: int, *, on: date) -> bool:
        """Return whether a hire of the person with the group holds a day, or is still to start."""
        return any(
            hire.last_day is None or hire.last_day >= on for hire in self.with_group(graduate, root)
        )

    def came_to_nothing(self, graduate: int, root: int, *, since: date) -> bool:
        """Return whether a hire with the group fell through on a day or later."""
        return any(
            hire.fell_through_on is not None and hire.fell_through_on >= since
            for hire in self.hires[graduate]
            if root_of(hire.employer) == root
        )


def rebated_pence(fee: Fee) -> int:
    """Return the rebate that counts against a fee, in pence net."""
    rebate = getattr(fee, "rebate", None)
    return rebate.net_pence if rebate and rebate.state in REBATE_COUNTS else 0


def computed(terms: FeeTerms, job: Any, **changes: Any) -> int:
    """Return what a job earns under some terms, in pence net; ``changes`` replace its facts."""
    facts = {name: getattr(job, name) for name in ("salary_pence", "fte", "contract", "months")}
    facts |= changes
    facts["fte"] = Decimal(facts["fte"])
    return compute_fee(terms, **facts).net_pence


def fee_under(terms: Terms, job: Any, **changes: Any) -> int:
    """Return the same under a stored version of terms."""
    return computed(fee_terms_of(terms), job, **changes)


def loaded(
    pairs: Iterable[tuple[int, int]], others: Any
) -> Iterator[tuple[Introduction, Any, Known]]:
    """Yield each introduction with the other row of its pair, and what is known of the person.

    ``others`` is the queryset of the other rows. Four queries for each 500 pairs.
    """
    for chunk in in_chunks(pairs):
        introductions = Introduction.objects.select_related(
            "graduate", "employer", "terms", "hiring_request"
        ).in_bulk({introduction for introduction, _other in chunk})
        rows = others.in_bulk({other for _introduction, other in chunk})
        known = Known.of(one.graduate_id for one in introductions.values())
        for introduction, other in chunk:
            yield introductions[introduction], rows[other], known


def introduced_in_words(introduction: Introduction) -> str:
    """Return when somebody was introduced to whom, and until when the fee is owed."""
    assert introduction.sent_on is not None
    assert introduction.valid_until is not None
    return (
        f"introduced to {introduction.employer} on {format_date(introduction.sent_on)}, "
        f"valid to {format_date(introduction.valid_until)}"
    )


def owed_in_words(worth_pence: int, kept_pence: int) -> str:
    """Return what is owed, and what of it was kept before."""
    if not kept_pence:
        return f"The fee of {pounds(worth_pence)} is owed."
    return f"{pounds(worth_pence)} is owed beyond the {pounds(kept_pence)} we kept before."
