"""Roles: staff run them, and an employer's contact may ask for people in its own name."""

import pytest

from foundation.models import OutboxRow
from tests.factories.employers import EmployerFactory, HiringRequestFactory, SkillFactory

REQUESTS = "/api/v1/hiring-requests/"


def test_a_contact_asks_for_people_in_the_name_of_its_employer(employer_api, employer, staff):
    SkillFactory(name="React")
    body = {
        "employer": employer.pk,
        "title": "Junior developer",
        "openings": 2,
        "salary_from_pence": 2_800_000,
        "salary_to_pence": 3_200_000,
        "skills": ["react", "Node"],
        "location": "London",
        "contract": "permanent",
    }
    made = employer_api.post(REQUESTS, body, format="json")

    assert made.status_code == 201
    assert made.json()["state"] == "draft"
    assert made.json()["skills"] == ["Node", "React"]
    letter = OutboxRow.objects.get().payload
    assert (letter["to"], "New request from" in letter["subject"]) == ([staff.email], True)


def test_a_contact_neither_changes_nor_opens_a_role(employer_api, employer):
    role = HiringRequestFactory(employer=employer, state="draft")
    path = f"{REQUESTS}{role.pk}/"

    assert employer_api.patch(path, {"title": "Senior"}, format="json").status_code == 403
    assert employer_api.post(f"{path}open/").status_code == 403


def test_staff_open_and_close_a_role(staff_api):
    path = f"{REQUESTS}{HiringRequestFactory(state='draft').pk}/"

    assert staff_api.post(f"{path}open/", {}, format="json").json()["state"] == "open"
    assert staff_api.post(f"{path}close/", {"on": "2018-09-03"}, format="json").json()["state"] == (
        "closed"
    )
    again = staff_api.post(f"{path}close/", {}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "request_cannot_move")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"openings": 0}, "openings"),
        ({"openings": 40_000}, "openings"),
        ({"salary_from_pence": 2, "salary_to_pence": 1}, "salary_to_pence"),
        ({"salary_from_pence": "28000"}, "salary_from_pence"),
        ({"skills": [1]}, "skills.0"),
        ({"state": "open"}, "state"),
        ({"title": "\u200b"}, "title"),
    ],
)
def test_what_is_wrong_with_a_role_is_named(staff_api, employer, body, field):
    sound = {"employer": employer.pk, "title": "Developer"}
    answer = staff_api.post(REQUESTS, sound | body, format="json")

    assert answer.status_code == 400
    assert [fault["attr"] for fault in answer.json()["errors"]] == [field]


def test_a_range_is_judged_with_what_an_edit_leaves_alone(staff_api):
    role = HiringRequestFactory(salary_from_pence=3_000_000, salary_to_pence=3_500_000)
    answer = staff_api.patch(f"{REQUESTS}{role.pk}/", {"salary_to_pence": 1}, format="json")

    assert answer.json()["errors"][0]["attr"] == "salary_to_pence"


def test_roles_are_found_by_skill_state_and_place(staff_api):
    react = SkillFactory(name="React")
    role = HiringRequestFactory(title="Front end", location="London")
    role.skills.set([react, SkillFactory()])
    HiringRequestFactory(title="Back end", location="Leeds")

    for query in (
        "skills=REACT",
        "location=london",
        "search=front",
        f"employer={role.employer_id}",
    ):
        roles = staff_api.get(f"{REQUESTS}?{query}").json()["results"]
        assert [row["id"] for row in roles] == [role.pk], query


# Employers


def test_groups_are_one_level_deep(staff_api):
    parent = EmployerFactory()
    member = EmployerFactory(group=parent)

    def grouped(employer, group):
        path = f"/api/v1/employers/{employer.pk}/"
        return staff_api.patch(path, {"group": group.pk}, format="json").status_code

    assert grouped(EmployerFactory(), parent) == 200
    assert grouped(EmployerFactory(), member) == 400
    assert grouped(parent, EmployerFactory()) == 400
    assert grouped(member, member) == 400
