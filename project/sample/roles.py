"""Roles, and the graduates introduced for them who are not hired."""

from collections.abc import Callable
from datetime import date, timedelta

from employers.choices import RequestState
from employers.domain import hiring_requests
from employers.models import HiringRequest, Skill
from placements.choices import IN_PROGRESS, IntroductionState
from placements.domain.introductions import introductions
from placements.models import Graduate, Introduction
from placements.models.introduction import LAPSES_AFTER

from .days import Ago
from .office import Office
from .story import OpenRole

State = IntroductionState
Action = Callable[..., None]
SKILLS = ("JavaScript", "React", "Node.js", "TypeScript", "PostgreSQL", "Accessibility", "Testing")
ON_PAPER = ("Wants more years of experience", "No answer to the exercise", "Looks for Python")
IN_PERSON = ("A stronger candidate on the day", "Wants somebody three days in the office")
SECOND_THOUGHTS = ("Too far to travel", "Wants to stay in the charity sector", "Took a sabbatical")
GIVEN_AWAY = "The role was given to somebody else"
GIVEN_UP = "The employer looks for nobody at present"
LAST_WEEK = Ago(1, 25)


def new_role(
    office: Office, reference: str, title: str, salary: tuple[int, int], openings: int = 1
) -> HiringRequest:
    """Return the draft of a role. ``salary`` is a range in pounds."""
    employer = office.employers[reference]
    role = HiringRequest.objects.create(
        employer=employer,
        title=title,
        openings=openings,
        salary_from_pence=100 * salary[0],
        salary_to_pence=100 * salary[1],
        location="Remote" if employer.billing_address.endswith("Netherlands") else "London",
    )
    role.skills.set(Skill.objects.named(office.random.sample(SKILLS, 3)))
    return role


def introduce(office: Office, graduate: Graduate, role: HiringRequest, on: date) -> Introduction:
    """Return a sent introduction of a graduate who agreed to the position."""
    introduction = introductions.propose(
        graduate,
        role.employer,
        hiring_request=role,
        contact=role.employer.contacts.first(),
        willing_on=on,
        by=office.staff,
        on=on,
    )
    return introductions.send(introduction.pk, by=office.staff, on=on)


def is_in(introduction: Introduction, *states: str) -> bool:
    """Return whether an introduction is in one of these states now: other actions may move it."""
    introduction.refresh_from_db()
    return introduction.state in states


def introduce_elsewhere(office: Office, graduate: Graduate, *, on: date) -> None:
    """Introduce a graduate to a second employer, drawn by lot, whom the first will overtake."""
    name = graduate.full_name
    roles = [
        role
        for role in HiringRequest.objects.open().filter(employer__on_stop=False).order_by("pk")
        if (name, office.family(role.employer.reference)) not in office.pairs
    ]
    if roles:
        role = office.random.choice(roles)
        office.meets(name, role.employer.reference)
        introduce(office, graduate, role, on)


def introduce_rival(office: Office, role: HiringRequest, *, on: date) -> None:
    """Introduce a graduate drawn by lot to a role meant for another, and note how it ends."""
    graduate = office.candidate_for(role.employer.reference, on)
    if graduate is None:
        return
    office.meets(graduate.full_name, role.employer.reference)
    rival = introduce(office, graduate, role, on)
    for days, action in _end(office, rival):
        office.diary.note(on + timedelta(days=days), action)


def _end(office: Office, rival: Introduction) -> list[tuple[int, Action]]:
    """Return how the introduction of a rival ends: after how many days each step comes."""
    staff, random = office.staff, office.random

    def interview(on: date) -> None:
        if is_in(rival, State.SENT):
            introductions.interview(rival.pk, by=staff, on=on)

    def decline(on: date) -> None:
        if is_in(rival, *IN_PROGRESS):
            why = random.choice(IN_PERSON if rival.state == State.INTERVIEWING else ON_PAPER)
            introductions.decline(rival.pk, reason=why, by=staff, on=on)

    def withdraw(on: date) -> None:
        if is_in(rival, *IN_PROGRESS):
            why = random.choice(SECOND_THOUGHTS)
            introductions.withdraw(rival.pk, reason=why, by=staff, on=on)

    def lapse(on: date) -> None:
        if is_in(rival, State.SENT):
            introductions.lapse(rival.pk, by=None, on=on)

    endings: list[list[tuple[int, Action]]] = [
        [(9, decline)],
        [(8, interview), (17, decline)],
        [(6, withdraw)],
        [(61, lapse)],
    ]
    return random.choices(endings, weights=[4, 5, 2, 3])[0]


def fill(office: Office, role: HiringRequest, on: date) -> None:
    """Mark a role as filled, and decline the others who were interviewed for it."""
    role.refresh_from_db()
    if role.state == RequestState.OPEN:
        hiring_requests.fill(role.pk, by=office.staff, on=on)
    for rival in role.introductions.filter(state__in=[State.INTERVIEWING, State.OFFERED]):
        introductions.decline(rival.pk, reason=GIVEN_AWAY, by=office.staff, on=on)


def plan_role(office: Office, wanted: OpenRole) -> None:
    """Note in the diary a role that is not filled by today."""
    drafted_on = office.day(wanted.opened or LAST_WEEK)
    office.diary.note(drafted_on, _draft_role, office, wanted)


def _draft_role(office: Office, wanted: OpenRole, *, on: date) -> None:
    """Draft a role, open it, and note its introductions and the day it is given up."""
    role = new_role(office, wanted.employer, wanted.title, wanted.salary, openings=wanted.openings)
    if wanted.opened is None:
        return
    hiring_requests.open_(role.pk, by=office.staff, on=on)
    for place, state in enumerate(wanted.introduced, start=2):
        office.diary.note(on + timedelta(days=place), _introduce_for, office, role, state)
    if wanted.closes:
        closes_on = office.day(wanted.closes)
        office.diary.note(closes_on, hiring_requests.close, role.pk, by=office.staff)


def _introduce_for(office: Office, role: HiringRequest, to: str, *, on: date) -> None:
    """Introduce a graduate drawn by lot, and note the steps up to its state today."""
    graduate = office.candidate_for(role.employer.reference, on, for_good=True)
    if graduate is None:
        return
    office.meets(graduate.full_name, role.employer.reference)
    staff, note = office.staff, office.diary.note
    if to == State.DRAFT:
        introductions.propose(graduate, role.employer, hiring_request=role, by=staff, on=on)
        return
    pk = introduce(office, graduate, role, on).pk
    if to in (State.INTERVIEWING, State.OFFERED, State.DECLINED):
        note(on + timedelta(days=7), introductions.interview, pk, by=staff)
    if to == State.OFFERED:
        note(on + timedelta(days=16), introductions.offer, pk, by=staff)
    if to == State.DECLINED:
        note(on + timedelta(days=20), introductions.decline, pk, reason=GIVEN_UP, by=staff)
    if to == State.LAPSED:
        note(on + LAPSES_AFTER, introductions.lapse, pk, by=None)
