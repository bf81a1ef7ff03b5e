"""A graduate as an employer may see them: blind, until an introduction to that employer is sent.

Every page that shows a graduate to an employer shows one of these, never the record itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet, Value

from foundation.accounts.models import User
from foundation.periods import format_date
from placements import rules
from placements.choices import JobSearch, Visibility
from placements.models import Graduate, PortfolioProject


@dataclass(frozen=True)
class Teammate:
    """A team member whose portfolio the employer may also browse."""

    pk: int
    reference: str


@dataclass(frozen=True)
class Shot:
    """The picture of a project: where it is, how large, and what it shows."""

    project: int
    version: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Work:
    """A project, without the names of people the reader has not been introduced to."""

    title: str
    client: str
    summary: str
    skills: list[str]
    cohort: str
    repository_url: str
    live_url: str
    team_size: int
    teammates: list[Teammate]
    picture: Shot | None


@dataclass(frozen=True)
class Portfolio:
    """What the templates show. ``person`` is None until the reader is introduced."""

    pk: int
    reference: str
    person: Graduate | None
    headline: str
    about: str
    skills: list[str]
    cohort: str
    campus: str
    location: str
    availability: str
    job_search: str
    part_time: bool | None
    shortlisted: bool = False
    projects: list[Work] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name to show: their own once it is known, otherwise their reference."""
        return self.person.full_name if self.person else f"Graduate {self.reference}"

    @property
    def cover(self) -> Shot | None:
        """The picture on the card: that of the first project with one."""
        return next((work.picture for work in self.projects if work.picture), None)


def to_browse(user: User) -> QuerySet[Graduate]:
    """Return the graduates this person may browse, with everything a card shows."""
    people = Graduate.objects.with_known_to(user)
    return _with_related(Graduate.objects.visible_to(user).published().with_known_to(user), people)


def to_preview(graduate_id: int) -> Graduate:
    """Return a graduate as an employer without any introductions sees them."""
    nobody = Graduate.objects.annotate(known_to_viewer=Value(False))
    return _with_related(nobody, nobody).get(pk=graduate_id)


def _with_related(rows: QuerySet[Graduate], people: QuerySet[Graduate]) -> QuerySet[Graduate]:
    projects = PortfolioProject.objects.select_related("cohort", "picture").defer(
        "picture__content"
    )
    projects = projects.prefetch_related(
        # The whole team, including hidden members: their names are masked in the text.
        "skills",
        Prefetch("team", people.order_by("reference"), to_attr="whole_team"),
    )
    return rows.select_related("cohort").prefetch_related(
        "skills", Prefetch("projects", projects.order_by("-created_at", "pk"))
    )


def portfolio(graduate: Graduate, *, on: date, shortlisted: Iterable[int] = ()) -> Portfolio:
    """Return what may be shown of a graduate from ``to_browse``.

    ``shortlisted`` are the ids of those on the reader's shortlist.
    """
    projects: list[Any] = list(graduate.projects.all())
    known = bool(getattr(graduate, "known_to_viewer", False))
    mates = [mate for project in projects for mate in project.whole_team]
    names = rules.names_of({*([] if known else [graduate]), *_unknown(mates)})
    cohort = graduate.cohort
    return Portfolio(
        pk=graduate.pk,
        reference=graduate.reference,
        person=graduate if known else None,
        headline=rules.blind(graduate.headline, names),
        about=rules.blind(graduate.about, names),
        skills=[skill.name for skill in graduate.skills.all()],
        cohort=cohort.name if cohort else "",
        campus=cohort.campus if cohort else "",
        location=graduate.location,
        availability=availability(graduate, on=on),
        job_search=JobSearch(graduate.job_search).label,
        part_time=graduate.part_time,
        shortlisted=graduate.pk in set(shortlisted),
        projects=[_work(project, graduate) for project in projects],
    )


def availability(graduate: Graduate, *, on: date) -> str:
    """Return when a graduate can start, in words."""
    if graduate.job_search == JobSearch.NOT_LOOKING:
        return "Not looking at the moment"
    if graduate.available_from is None:
        return "Start date not given"
    if graduate.available_from <= on:
        return "Available now"
    return f"Available from {format_date(graduate.available_from)}"


def _work(project: Any, graduate: Graduate) -> Work:
    team: list[Any] = project.whole_team
    names = rules.names_of(_unknown(team))
    others = [mate for mate in team if mate.pk != graduate.pk]
    return Work(
        title=rules.blind(project.title, names),
        client=rules.blind(project.client, names),
        summary=rules.blind(project.summary, names),
        skills=[skill.name for skill in project.skills.all()],
        cohort=project.cohort.name if project.cohort else "",
        repository_url=rules.blind_link(project.repository_url, names),
        live_url=rules.blind_link(project.live_url, names),
        team_size=len(team),
        teammates=[
            Teammate(mate.pk, mate.reference)
            for mate in others
            if mate.visibility == Visibility.PUBLISHED
        ],
        picture=_shot(project, names),
    )


def _shot(project: Any, names: Iterable[str]) -> Shot | None:
    picture = getattr(project, "picture", None)  # the one side of one-to-one raises when empty
    if picture is None:
        return None
    alt = rules.blind(picture.alt, names)
    return Shot(project.pk, picture.version, alt, picture.width, picture.height)


def _unknown(people: Iterable[Any]) -> list[Graduate]:
    """Return those whose names the reader may not see: not introduced, or hidden since."""
    return [
        person
        for person in people
        if not (person.known_to_viewer and person.visibility == Visibility.PUBLISHED)
    ]
