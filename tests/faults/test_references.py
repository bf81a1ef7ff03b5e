"""Many people add employers at the same moment: each gets a reference, and nobody is refused."""

from datetime import date
from functools import partial

import pytest

from employers.models import Employer
from foundation.accounts.choices import Role
from foundation.models import HistoryEntry
from tests.factories.accounts import UserFactory

from .crowd import at_once

PEOPLE, ADDS = 8, 50


def added(program, person: int) -> list[int]:
    """Return the status of each add of one person: theirs of the fifty."""
    firms = [{"name": f"Firm {n} Ltd", "kind": "company"} for n in range(person, ADDS, PEOPLE)]
    answers = [program.post("/api/v1/employers/", firm, format="json") for firm in firms]
    return [answer.status_code for answer in answers]


@pytest.mark.postgres
def test_of_fifty_employers_added_by_eight_people_at_once_none_is_refused(program_of, on_day):
    on_day(date(2018, 9, 3))
    people = UserFactory.create_batch(PEOPLE, role=Role.STAFF)
    jobs = [partial(added, program_of(one)(), person) for person, one in enumerate(people)]

    answers = [status for statuses in at_once(jobs) for status in statuses]

    assert answers == [201] * ADDS
    references = set(Employer.objects.values_list("reference", flat=True))
    assert references == {f"EMP-{n:04d}" for n in range(1, ADDS + 1)}
    assert HistoryEntry.objects.filter(verb="created").count() == ADDS


@pytest.mark.smoke
def test_of_fifty_employers_added_one_after_the_other_none_is_refused(program_of, on_day):
    on_day(date(2018, 9, 3))
    program = program_of(UserFactory(role=Role.STAFF))()

    answers = [status for person in range(PEOPLE) for status in added(program, person)]

    assert answers == [201] * ADDS
    assert Employer.objects.values("reference").distinct().count() == ADDS
