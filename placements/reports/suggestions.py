"""Suggestions for a few typed letters of a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Case, Q, QuerySet, Value, When

from employers.models import Employer
from foundation.accounts.models import AnyUser
from foundation.periods import format_date
from placements.choices import IN_PROGRESS, IntroductionState
from placements.models import Graduate, Introduction

FEWEST_LETTERS: Final = 2
MOST_INTRODUCTIONS, MOST_OTHERS = 6, 4
# The nearer to a hire, the more likely it is meant.
NEAREST_FIRST: Final = (
    IntroductionState.OFFERED,
    IntroductionState.INTERVIEWING,
    IntroductionState.SENT,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One choice: its title, what distinguishes it, and the query that selects it."""

    title: str
    detail: str
    state: str
    query: str


def to_hire(
    typed: str,
    *,
    user: AnyUser,
    graduate: Graduate | None = None,
    employer: Employer | None = None,
) -> list[Suggestion]:
    """Return who may have been hired where: introductions in progress, then people, then firms.

    Every typed word must be part of a name. If the graduate or the employer is chosen already, only
    the other is suggested. Takes at most three queries, and none for fewer than two letters.
    """
    words = typed.split()[:5]
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    suggestions = list(_introductions(words, user, graduate, employer))
    if graduate is None:
        already = f"&employer={employer.pk}" if employer else ""
        known = Graduate.objects.visible_to(user).filter(erased_on=None)
        people = _named(known, "full_name", words)
        for person in people.select_related("cohort")[:MOST_OTHERS]:
            detail = person.cohort.name if person.cohort else person.reference
            suggestions.append(
                Suggestion(person.full_name, detail, "", f"graduate={person.pk}{already}")
            )
    if employer is None:
        already = f"&graduate={graduate.pk}" if graduate else ""
        firms = _named(Employer.objects.visible_to(user), "name", words)
        for firm in firms[:MOST_OTHERS]:
            detail = "Employer, on stop" if firm.on_stop else "Employer"
            suggestions.append(Suggestion(firm.name, detail, "", f"employer={firm.pk}{already}"))
    return suggestions


def in_progress(rows: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """Return the introductions that may lead to a hire, the nearest to one first."""
    nearness = [When(state=state, then=Value(place)) for place, state in enumerate(NEAREST_FIRST)]
    return (
        rows.filter(state__in=IN_PROGRESS)
        .select_related("graduate", "employer", "hiring_request")
        .order_by(Case(*nearness), "-moved_on", "-pk")
    )


def _introductions(
    words: list[str], user: AnyUser, graduate: Graduate | None, employer: Employer | None
) -> Iterator[Suggestion]:
    rows = Introduction.objects.visible_to(user)
    if graduate:
        rows = rows.filter(graduate=graduate)
    if employer:
        rows = rows.filter(employer=employer)
    for word in words:
        rows = rows.filter(
            Q(graduate__full_name__icontains=word) | Q(employer__name__icontains=word)
        )
    for introduction in in_progress(rows)[:MOST_INTRODUCTIONS]:
        assert introduction.sent_on is not None
        role = introduction.hiring_request.title if introduction.hiring_request else "no role named"
        yield Suggestion(
            f"{introduction.graduate} at {introduction.employer}",
            f"{role}, introduced on {format_date(introduction.sent_on)}",
            introduction.state,
            f"introduction={introduction.pk}",
        )


def _named(rows: QuerySet, name: str, words: list[str]) -> QuerySet:
    """Return the rows whose name contains every word, those that begin with the first on top."""
    for word in words:
        rows = rows.filter(**{f"{name}__icontains": word})
    begins = Case(When(**{f"{name}__istartswith": words[0]}, then=Value(0)), default=Value(1))
    return rows.order_by(begins, name, "pk")
