"""Outcomes of everyone who enrolled, by CIRR code, each percentage with its two numbers.

A cohort's window ends 180 days after its last day; then it counts, once. Cohorts are pooled in the
order they finished until the base is large enough to publish a percentage.
Source: cirr.org, tracking job outcomes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import F

from placements.choices import OutcomeCode
from placements.models import Cohort, Graduate, Outcome

from .suppression import SMALLEST_BASE, in_words, median_salary, nearest_5, percent

WINDOW: Final = timedelta(days=180)
IN_FIELD: Final = ("1A", "1B", "1C", "1D", "1E")
# Each share of the base: its key, its words, the codes it counts.
SHARES: Final = (
    ("in_field", "Found work in the field", IN_FIELD),
    ("in_field_full_time", "Of them full time, employed or on contract", ("1A", "1B")),
    ("out_of_field", "Found other work", ("2A", "2B")),
    ("seeking", "Still seeking", ("3A",)),
    ("not_seeking", "Not seeking", ("3B",)),
    ("silent", "Did not tell us", ("4",)),
)


def last_day(graduated_on: date) -> date:
    """Return the last day of the window that begins with a graduation, inclusive."""
    return graduated_on + WINDOW


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage with its two numbers; ``percent`` is None for a base under 22.5."""

    key: str
    words: str
    numerator: int
    denominator: int

    def as_json(self) -> dict[str, Any]:
        """Return both numbers, exact and as they may be published."""
        share = percent(self.numerator, self.denominator)
        return {
            "key": self.key,
            "words": self.words,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "percent": None if share is None else str(share),
            "published": self.published(),
        }

    def published(self) -> str:
        """Return the share as text: "71.4 % (10 of 15, rounded to 5)"."""
        share = percent(self.numerator, self.denominator)
        counts = f"{in_words(self.numerator)} of {nearest_5(self.denominator)}, rounded to 5"
        return "not published: too few people" if share is None else f"{share} % ({counts})"


@dataclass
class Pool:
    """Cohorts taken together; ``counts`` are of those who finished, by code."""

    cohorts: list[str] = field(default_factory=list)
    window_ended_on: date = date.min
    enrolled: int = 0
    graduated: int = 0
    in_field_of_all: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    salaries_pence: list[int] = field(default_factory=list)

    @property
    def excluded(self) -> int:
        """How many were excluded on day one."""
        return self.counts[OutcomeCode.EXCLUDED]

    @property
    def base(self) -> int:
        """The denominator: graduates except the excluded, including those who did not report."""
        return self.graduated - self.excluded

    @property
    def is_large_enough(self) -> bool:
        """Whether a percentage of it may be published."""
        return self.base >= SMALLEST_BASE

    def add(self, other: "Pool") -> None:
        """Take another pool into this one."""
        self.cohorts += other.cohorts
        self.window_ended_on = max(self.window_ended_on, other.window_ended_on)
        self.enrolled += other.enrolled
        self.graduated += other.graduated
        self.in_field_of_all += other.in_field_of_all
        self.counts += other.counts
        self.salaries_pence += other.salaries_pence

    def shares(self) -> list[Share]:
        """Return every percentage of the report, of the base and of everyone who enrolled."""
        return [
            Share("graduated", "Finished the course", self.graduated, self.enrolled),
            *(
                Share(key, words, sum(self.counts[code] for code in codes), self.base)
                for key, words, codes in SHARES
            ),
            Share(
                "in_field_of_enrolled",
                "Found work in the field, of all who enrolled",
                self.in_field_of_all,
                self.enrolled,
            ),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the exact figures for the office, each share also as it may be published."""
        return {
            "cohorts": self.cohorts,
            "window_ended_on": self.window_ended_on,
            "enrolled": self.enrolled,
            "graduated": self.graduated,
            "excluded": self.excluded,
            "base": self.base,
            "counts": {code: self.counts[code] for code in OutcomeCode.values},
            "shares": [share.as_json() for share in self.shares()],
            "median_salary_pence": median_salary(self.salaries_pence),
            "may_be_published": self.is_large_enough,
        }

    def as_published(self) -> dict[str, Any]:
        """Return what the public may read: counts to the nearest 5, shares with both numbers."""
        return {
            "cohorts": self.cohorts,
            "window_ended_on": str(self.window_ended_on),
            "enrolled": nearest_5(self.enrolled),
            "graduated": nearest_5(self.graduated),
            "base": nearest_5(self.base),
            "counts": {code: nearest_5(self.counts[code]) for code in OutcomeCode.values},
            "shares": {share.key: share.published() for share in self.shares()},
            "median_salary_pence": median_salary(self.salaries_pence),
        }


def outcomes(*, on: date, cohort: str | None = None) -> list[Pool]:
    """Return the cohorts whose window ended before a day, pooled; the pool of one if named.

    The last pool may be too small to publish: it waits for the next cohort.
    """
    pools = pooled(each_cohort(on=on))
    if cohort is None:
        return pools
    return [pool for pool in pools if cohort.casefold() in map(str.casefold, pool.cohorts)]


def pooled(singles: Iterable[Pool]) -> list[Pool]:
    """Return the cohorts in order, pooled with the next ones until the base is large enough."""
    pools: list[Pool] = []
    for single in singles:
        if not pools or pools[-1].is_large_enough:
            pools.append(Pool())
        pools[-1].add(single)
    return pools


def each_cohort(*, on: date, but: Sequence[str] = ()) -> list[Pool]:
    """Return one pool for each cohort whose window has ended before a day, the earliest first."""
    ended = Cohort.objects.filter(end_on__lt=on - WINDOW).exclude(name__in=but)
    cohorts = list(ended.order_by("end_on", "name"))
    people: dict[int, list[Graduate]] = defaultdict(list)
    for person in Graduate.objects.filter(cohort__in=cohorts).only("cohort", "left_course_on"):
        people[person.cohort_id or 0].append(person)
    by_person = counting(cohorts)
    return [
        _single(cohort, people[cohort.pk], by_person) for cohort in cohorts if people[cohort.pk]
    ]


def counting(cohorts: Iterable[Cohort]) -> dict[int, Outcome]:
    """Return, by person, the outcome that counts, for people of some cohorts who have one.

    It is the latest decision that was true by the end of their window.
    """
    ends = {cohort.pk: last_day(cohort.end_on) for cohort in cohorts if cohort.end_on}
    outcomes = Outcome.objects.filter(graduate__cohort__in=ends)
    rows: Any = outcomes.annotate(run=F("graduate__cohort"))
    return {
        outcome.graduate_id: outcome
        for outcome in rows.order_by("pk")
        if outcome.since_on <= ends[outcome.run]
    }


def _single(cohort: Cohort, people: list[Graduate], by_person: dict[int, Outcome]) -> Pool:
    assert cohort.end_on is not None
    ended = last_day(cohort.end_on)
    pool = Pool(cohorts=[cohort.name], window_ended_on=ended, enrolled=len(people))
    for person in people:
        known = by_person.get(person.pk)
        code = known.code if known else OutcomeCode.SILENT
        pool.in_field_of_all += code in IN_FIELD
        if person.left_course_on:
            continue
        pool.graduated += 1
        pool.counts[code] += 1
        if known and known.salary_pence and code in IN_FIELD:
            pool.salaries_pence.append(known.salary_pence)
    return pool
