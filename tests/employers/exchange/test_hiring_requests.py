"""Roles from a spreadsheet."""

import pytest

from employers.choices import Contract, RequestState
from employers.exchange.hiring_requests import HiringRequests
from employers.models import HiringRequest
from tests.factories.employers import EmployerFactory
from tests.foundation.imports.engine.sheets import counts, faults, imported

pytestmark = pytest.mark.django_db

TEXT = """
    Employer,Title,Openings,Salary from,Salary to,Skills,Contract
    Fonthill Digital,Junior developer,2,"£27,000",32000,JS; Node.js,Perm
    """


def test_a_role_is_open_unless_the_row_says_otherwise(staff):
    EmployerFactory(name="Fonthill Digital")

    result = imported(HiringRequests, TEXT, by=staff)

    role = HiringRequest.objects.get()
    assert (role.state, role.contract, role.openings) == (RequestState.OPEN, Contract.PERMANENT, 2)
    assert (role.salary_from_pence, role.salary_to_pence) == (2_700_000, 3_200_000)
    assert sorted(skill.name for skill in role.skills.all()) == ["JS", "Node.js"]
    assert counts(result) == (1, 0, 0)
    assert counts(imported(HiringRequests, TEXT, by=staff)) == (0, 0, 1)


def test_a_role_found_again_gets_the_skills_of_the_row(staff):
    EmployerFactory(name="Fonthill Digital")
    imported(HiringRequests, TEXT, by=staff)

    result = imported(HiringRequests, TEXT.replace("JS; Node.js", "node.js; Elm"), by=staff)

    assert counts(result) == (0, 1, 0)
    assert sorted(skill.name for skill in HiringRequest.objects.get().skills.all()) == [
        "Elm",
        "Node.js",
    ]


def test_a_range_that_ends_below_its_beginning_is_refused(staff):
    EmployerFactory(name="Fonthill Digital")

    result = imported(HiringRequests, TEXT.replace("32000", "£25000"), by=staff)

    assert faults(result) == [
        "Row 2, Salary to (E2): The top of the range is below the bottom. Swap the two."
    ]
