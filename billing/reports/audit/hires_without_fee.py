"""Hires without a fee although an introduction covers them: by pair, group, name or firm."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from billing.models import Fee
from foundation.money import pounds
from foundation.periods import format_date
from placements.models import Hire, Introduction

from .alike import are_one_firm, are_one_person
from .engagements import (
    CHUNK,
    REAL,
    Known,
    fee_under,
    in_chunks,
    introduced_in_words,
    loaded,
    owed_in_words,
    rebated_pence,
    root_of,
)
from .findings import Row

HIRED = Hire.objects.select_related("graduate", "employer")


@dataclass(frozen=True, slots=True)
class Uncharged:
    """A hire without a fee, an introduction that covers it, and the engagements before it."""

    hire: Hire
    introduction: Introduction
    earlier: list[Hire]
    kept_pence: int
    rebated: bool

    @property
    def worth_pence(self) -> int:
        """What is owed: the fee under the introduction's terms, less what was kept."""
        assert self.introduction.terms is not None
        return max(0, fee_under(self.introduction.terms, self.hire) - self.kept_pence)

    def row(self, kind: str, why: str) -> Row:
        """Return the finding, ``why`` being how the introduction covers the hire."""
        hire = self.hire
        since = f"{hire.graduate} works at {hire.employer} from {format_date(hire.start_on)}"
        owed = owed_in_words(self.worth_pence, self.kept_pence)
        return Row(
            kind,
            self.worth_pence,
            f"{since} without a fee: {why}{introduced_in_words(self.introduction)}. {owed}",
            {"hire": hire.pk, "introduction": self.introduction.pk, "employer": hire.employer_id},
            f"hire {hire.pk}",
        )


def covered(on: date) -> Iterator[Row]:
    """Yield the hires that owe something under an introduction of their pair or its group."""
    for one in _covered():
        if one.earlier:
            again = ("rehired_after_rebate", "they had left with a rebate and came back, ")
            more = ("engaged_again", "they are engaged again for more, ")
            yield one.row(*(again if one.rebated else more))
        elif one.introduction.employer_id != one.hire.employer_id:
            yield one.row("hire_by_group", "the group is the same, ")
        else:
            yield one.row("hire_without_fee", "")


def name_alike(on: date) -> Iterator[Row]:
    """Yield hires of somebody who was introduced under another record of the same name."""
    for chunk in in_chunks(_uncharged().iterator(chunk_size=CHUNK)):
        by_root = _introductions_to({root_of(hire.employer) for hire in chunk})
        for hire in chunk:
            alike = [
                one
                for one in by_root[root_of(hire.employer)]
                if one.graduate_id != hire.graduate_id
                and _covers(one, hire)
                and are_one_person(one.graduate, hire.graduate)
            ]
            yield from _dearest("name_alike", _alike(hire, alike), "the same name, or link, was ")


def firm_twice(on: date) -> Iterator[Row]:
    """Yield hires by a firm that has two records, where the introduction is to the other."""
    pairs = _pairs().exclude(hired_by=F("introduced_to"))
    by_hire: dict[int, list[Uncharged]] = defaultdict(list)
    for introduction, hire, known in loaded(_ids(pairs), HIRED):
        if are_one_firm(introduction.employer, hire.employer):
            by_hire[hire.pk].append(_uncharged_pair(hire, introduction, known))
    for ones in by_hire.values():
        yield from _dearest(
            "firm_twice", ones, f"{ones[0].introduction.employer} is the same firm, "
        )


def started_unpriced(on: date) -> Iterator[Row]:
    """Yield hires that owe a fee and have started, but have none."""
    rows = Hire.objects.filter(~Exists(_fees()), fee_due=True, terms__isnull=False)
    rows = rows.filter(state__in=("started", "ended"), start_on__lte=on)
    for hire in rows.select_related("graduate", "employer", "terms").order_by("pk").iterator():
        assert hire.terms is not None
        worth = fee_under(hire.terms, hire)
        yield Row(
            "started_without_fee",
            worth,
            f"{hire} started on {format_date(hire.start_on)} and owes {pounds(worth)}, "
            "but no fee was raised.",
            {"hire": hire.pk, "employer": hire.employer_id},
            f"hire {hire.pk}",
        )


def _fees() -> Any:
    return Fee.objects.filter(hire=OuterRef("pk"))


def _uncharged() -> Any:
    """Return the hires that bear no fee and replace nobody."""
    rows = Hire.objects.filter(~Exists(_fees()), fee_due=False, replaces=None, state__in=REAL)
    rows = rows.filter(graduate__erased_on=None)
    return rows.select_related("graduate", "employer").order_by("pk")


def _pairs() -> Any:
    """Return each introduction with each hire of its person inside its period without a fee."""
    in_time = Q(graduate__hires__start_on__lte=F("valid_until")) | Q(
        graduate__hires__agreed_on__lte=F("valid_until")
    )
    return Introduction.objects.filter(
        in_time,
        sent_on__isnull=False,
        graduate__hires__in=_uncharged().order_by().values("pk"),
        graduate__hires__start_on__gte=F("sent_on"),
    ).annotate(
        hire_id=F("graduate__hires"),
        introduced_to=Coalesce("employer__group", "employer"),
        hired_by=Coalesce("graduate__hires__employer__group", "graduate__hires__employer"),
    )


def _ids(pairs: Any) -> Iterator[tuple[int, int]]:
    rows = pairs.order_by("hire_id", "pk").values_list("pk", "hire_id")
    return iter(rows.iterator(chunk_size=2000))


def _covered() -> Iterator[Uncharged]:
    """Yield the hires that owe something under an introduction of their pair or its group.

    Each once, by the introduction that gives most.
    """
    pairs = _pairs().filter(hired_by=F("introduced_to"))
    best: dict[int, Uncharged] = {}
    for introduction, hire, known in loaded(_ids(pairs), HIRED):
        one = _uncharged_pair(hire, introduction, known)
        if one.worth_pence and (hire.pk not in best or best[hire.pk].worth_pence < one.worth_pence):
            best[hire.pk] = one
    yield from best.values()


def _uncharged_pair(hire: Hire, introduction: Introduction, known: Known) -> Uncharged:
    root = root_of(introduction.employer)
    earlier = [
        one
        for one in known.with_group(hire.graduate_id, root)
        if one.pk != hire.pk and (one.start_on, one.pk) < (hire.start_on, hire.pk)
    ]
    rebated = any(rebated_pence(fee) for one in earlier for fee in known.fees[one.pk])
    charged = [one for one in earlier if known.fees[one.pk]]
    return Uncharged(hire, introduction, charged, known.kept_pence(charged), rebated)


def _introductions_to(roots: Iterable[int]) -> dict[int, list[Introduction]]:
    """Return the introductions to some groups, by group: one query."""
    rows = Introduction.objects.annotate(root=Coalesce("employer__group", "employer"))
    rows = rows.filter(root__in=set(roots), sent_on__isnull=False, graduate__erased_on=None)
    by_root: dict[int, list[Introduction]] = defaultdict(list)
    for one in rows.select_related("graduate", "employer", "terms").order_by("sent_on", "pk"):
        by_root[root_of(one.employer)].append(one)
    return by_root


def _covers(introduction: Introduction, hire: Hire) -> bool:
    assert introduction.sent_on is not None
    assert introduction.valid_until is not None
    in_time = min(hire.start_on, hire.agreed_on) <= introduction.valid_until
    return introduction.sent_on <= hire.start_on and in_time


def _alike(hire: Hire, introductions: list[Introduction]) -> list[Uncharged]:
    if not introductions:
        return []
    others = {one.graduate_id for one in introductions}
    known = Known.of(others)
    made = []
    for one in introductions:
        before = known.with_group(one.graduate_id, root_of(one.employer))
        charged = [other for other in before if known.fees[other.pk]]
        made.append(Uncharged(hire, one, charged, known.kept_pence(charged), rebated=False))
    return made


def _dearest(kind: str, ones: list[Uncharged], why: str) -> Iterator[Row]:
    """Yield the one that owes most, if any owes something."""
    owing = [one for one in ones if one.worth_pence]
    if owing:
        yield max(owing, key=lambda one: one.worth_pence).row(kind, why)
