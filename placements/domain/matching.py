"""Graduates suited to a role, best first, each with the reasons a person would give."""

from dataclasses import dataclass
from datetime import date

from employers.models import HiringRequest
from placements.choices import LIVE, IntroductionState, JobSearch
from placements.models import Graduate
from project.accounts.models import AnyUser
from project.foundation.periods import written

SKILL_POINTS, LOOKING_POINTS, OPEN_POINTS, AVAILABLE_POINTS, PLACE_POINTS = 10, 8, 4, 5, 3
MOST = 50


@dataclass(frozen=True, slots=True)
class Match:
    """A graduate with points for ordering and the reasons behind them, in words."""

    graduate: Graduate
    points: int
    reasons: list[str]


def matches(role: HiringRequest, *, user: AnyUser, on: date) -> list[Match]:
    """Return up to 50 published graduates for a role whom ``user`` may see, best first.

    People not looking, introduced to this role already or hired are left out. Equal points are
    ordered by reference, so the same question has the same answer.
    """
    wanted = {skill.pk: skill.name for skill in role.skills.all()}
    taken = (*LIVE, IntroductionState.HIRED, IntroductionState.DECLINED)
    people = (
        Graduate.objects.visible_to(user)
        .published()
        .exclude(job_search=JobSearch.NOT_LOOKING)
        .exclude(introductions__hiring_request=role, introductions__state__in=taken)
        .select_related("cohort")
        .prefetch_related("skills")
        .order_by("reference")
    )
    if wanted:
        people = people.filter(skills__in=wanted).distinct()
    found = [_match(person, role, wanted, on) for person in people.iterator(chunk_size=500)]
    return sorted(found, key=lambda match: -match.points)[:MOST]


def _match(person: Graduate, role: HiringRequest, wanted: dict[int, str], on: date) -> Match:
    points, reasons = 0, []
    has = [skill.name for skill in person.skills.all() if skill.pk in wanted]
    if has:
        points += SKILL_POINTS * len(has)
        reasons.append(f"{len(has)} of {len(wanted)} skills: {', '.join(has)}")
    if person.job_search == JobSearch.LOOKING:
        points += LOOKING_POINTS
        reasons.append("Is looking for a job")
    else:
        points += OPEN_POINTS
        reasons.append("Is open to offers")
    if person.available_from and person.available_from <= on:
        points += AVAILABLE_POINTS
        reasons.append("Is available now")
    elif person.available_from:
        reasons.append(f"Is available from {written(person.available_from)}")
    if role.location and person.location.casefold() == role.location.casefold():
        points += PLACE_POINTS
        reasons.append(f"Is in {role.location}")
    return Match(person, points, reasons)
