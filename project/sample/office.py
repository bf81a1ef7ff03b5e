"""The office of the story: who works there, whom they know, and their diary."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from employers.models import Employer
from foundation.accounts.models import User
from placements.choices import JobSearch
from placements.models import Graduate

from .days import Day, on_calendar
from .diary import Diary
from .people import PEOPLE

# In this time before today only those who are still looking for work are introduced.
LATELY = timedelta(days=120)
# In this time before graduates are hidden they are introduced to no employer.
BEFORE_HIDING = timedelta(days=70)


class Busy(NamedTuple):
    """From the agreement of a job to its last day a graduate takes no other."""

    since: date
    until: date


@dataclass
class Office:
    """Everything an action of the story needs."""

    today: date
    staff: User
    finance: User
    admin: User
    diary: Diary
    # One seed, drawn from always in the same order: so two offices live the same story.
    random: Random = field(default_factory=lambda: Random("Foothold"))  # noqa: S311  not a secret
    employers: dict[str, Employer] = field(default_factory=dict)
    graduates: dict[str, Graduate] = field(default_factory=dict)
    known_since: dict[str, date] = field(default_factory=dict)
    busy: dict[str, list[Busy]] = field(default_factory=dict)
    # Graduate and employer (or its parent) who meet once, and are not paired by lot again.
    pairs: set[tuple[str, str]] = field(default_factory=set)

    def day(self, day: Day) -> date:
        """Return the working day that is meant."""
        return on_calendar(day, self.today)

    def meets(self, graduate: str, employer: str) -> None:
        """Keep two who meet in the story from being paired by lot again."""
        self.pairs.add((graduate, self.family(employer)))

    def family(self, reference: str) -> str:
        """Return the reference of an employer's group, or its own."""
        employer = self.employers[reference]
        return employer.group.reference if employer.group else reference

    def candidate_for(self, reference: str, on: date, *, for_good: bool = False) -> Graduate | None:
        """Return a graduate who could be introduced to an employer on a day, drawn by lot.

        ``for_good``: one who is not hired by any employer later either.
        """
        family = self.family(reference)
        free = [
            graduate
            for name, graduate in self.graduates.items()
            if self._may_be_introduced(name, on, for_good=for_good)
            and (name, family) not in self.pairs
        ]
        return self.random.choice(free) if free else None

    def _may_be_introduced(self, name: str, on: date, *, for_good: bool) -> bool:
        person = PEOPLE[name]
        if person.private or not person.identity_seen or on < self.known_since[name]:
            return False
        if person.hidden and (for_good or on > self.day(person.hidden) - BEFORE_HIDING):
            return False
        is_looking = self.graduates[name].job_search != JobSearch.NOT_LOOKING
        if (for_good or on > self.today - LATELY) and not is_looking:
            return False
        return not any(
            spell.until >= on if for_good else spell.since <= on <= spell.until
            for spell in self.busy.get(name, [])
        )
