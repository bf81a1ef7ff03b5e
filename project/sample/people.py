"""The people of data/people.toml: the office, the cohorts and their graduates."""

from dataclasses import dataclass
from datetime import date

from foundation.accounts.choices import Role
from placements.choices import CohortState
from placements.models import Cohort, Programme

from .days import Ago
from .entries import entries, entry, tables

FILE = "people.toml"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person who works in the office."""

    email: str
    full_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who signs in from outside: the contacts of two employers, and a graduate."""

    contact_of: str
    newcomer: str
    graduate: str


@dataclass(frozen=True, slots=True)
class Person:
    """A graduate: ``before`` is their work before the course, ``likes`` what they do best.

    Without a ``location`` they live in the city of their campus. ``hidden`` is the day they
    withdrew their consent.
    """

    full_name: str
    before: str
    likes: str
    location: str = ""
    private: bool = False
    identity_seen: bool = True
    hidden: date | Ago | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One cohort; its graduates begin to look for work on its last day, or are ``ready_on``."""

    name: str
    campus: str
    programme: str
    graduates: tuple[Person, ...]
    start_on: date | None = None
    end_on: date | None = None
    ready_on: date | None = None


TEAM = entries(Colleague, FILE, "team")
SIGN_IN = entry(SignIn, tables(FILE).get("sign_in", {}), f"{FILE}, sign_in")
RUNS = entries(Run, FILE, "cohort")
PEOPLE = {person.full_name: person for run in RUNS for person in run.graduates}


def make_cohorts() -> dict[str, Cohort]:
    """Return the cohorts by name, with their programmes."""
    cohorts: dict[str, Cohort] = {}
    for run in RUNS:
        programme, _ = Programme.objects.get_or_create(name=run.programme)
        cohorts[run.name] = Cohort.objects.create(
            name=run.name,
            campus=run.campus,
            programme=programme,
            start_on=run.start_on,
            end_on=run.end_on,
            state=CohortState.FINISHED,
        )
    return cohorts
