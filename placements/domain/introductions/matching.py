"""Graduates suited to a role, best first, each with reasons in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.expressions import Combinable

from employers.models import HiringRequest
from foundation.accounts.models import AnyUser
from foundation.periods import format_date
from placements.choices import LIVE, IntroductionState, JobSearch
from placements.models import Graduate

SKILL_POINTS, LOOKING_POINTS, OPEN_POINTS, AVAILABLE_POINTS, PLACE_POINTS = 10, 8, 4, 5, 3
MOST = 50


@dataclass(frozen=True, slots=True)
class Match:
    """A graduate with points for ordering and the reasons for them."""

    graduate: Graduate
    points: int
    reasons: list[str]


def matches(role: HiringRequest, *, user: AnyUser, on: date) -> list[Match]:
    """Return up to 50 published graduates for a role whom ``user`` may see, best first.

    Leaves out those who are not looking, or already introduced to this role or hired for it. The
    database ranks them; equal points are ordered by reference, so the order is stable.
    """
    wanted = {skill.pk: skill.name for skill in role.skills.all()}
    taken = (*LIVE, IntroductionState.HIRED, IntroductionState.DECLINED)
    people: Any = (
        Graduate.objects.visible_to(user)
        .published()
        .exclude(job_search=JobSearch.NOT_LOOKING)
        .exclude(
            pk__in=role.introductions.filter(state__in=taken).values("graduate"),
        )
        .annotate(shared=Count("skills", filter=Q(skills__in=wanted)) if wanted else Value(0))
        .annotate(points=F("shared") * SKILL_POINTS + _points(role, on))
        .select_related("cohort")
        .prefetch_related("skills")
        .order_by("-points", "reference")
    )
    if wanted:
        people = people.filter(shared__gt=0)
    return [
        Match(person, person.points, _reasons(person, role, wanted, on)) for person in people[:MOST]
    ]


def _points(role: HiringRequest, on: date) -> Combinable:
    """Return the points for looking, being available and living nearby, as SQL."""

    def worth(points: int, **when: object) -> Case:
        return Case(When(**when, then=points), default=0)

    near = worth(PLACE_POINTS, location__iexact=role.location) if role.location else Value(0)
    return (
        worth(LOOKING_POINTS, job_search=JobSearch.LOOKING)
        + worth(OPEN_POINTS, job_search=JobSearch.OPEN)
        + worth(AVAILABLE_POINTS, available_from__lte=on)
        + near
    )


def _reasons(person: Graduate, role: HiringRequest, wanted: dict[int, str], on: date) -> list[str]:
    """Return why this person suits the role, in words."""
    has = [skill.name for skill in person.skills.all() if skill.pk in wanted]
    reasons = [f"{len(has)} of {len(wanted)} skills: {', '.join(has)}"] if has else []
    looking = person.job_search == JobSearch.LOOKING
    reasons.append("Is looking for a job" if looking else "Is open to offers")
    if person.available_from and person.available_from <= on:
        reasons.append("Is available now")
    elif person.available_from:
        reasons.append(f"Is available from {format_date(person.available_from)}")
    if role.location and person.location.casefold() == role.location.casefold():
        reasons.append(f"Is in {role.location}")
    return reasons
