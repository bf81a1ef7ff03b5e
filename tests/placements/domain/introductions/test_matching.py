"""Who suits a role: the published and looking, best first, each with reasons in words."""

from datetime import date

import pytest

from placements.domain.introductions.matching import MOST, matches
from placements.models import Graduate
from tests.factories.employers import HiringRequestFactory, SkillFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

ON = date(2018, 9, 3)


@pytest.fixture
def python(db):
    return SkillFactory(name="Python")


@pytest.fixture
def sql(db):
    return SkillFactory(name="SQL")


@pytest.fixture
def role(python, sql):
    role = HiringRequestFactory(location="London")
    role.skills.set([python, sql])
    return role


def matched(role, user) -> list[Graduate]:
    return [match.graduate for match in matches(role, user=user, on=ON)]


def test_a_match_says_in_words_why(staff, role, python, sql):
    GraduateFactory(
        ready=True, skills=[python, sql], location="london", available_from=date(2018, 9, 1)
    )

    (match,) = matches(role, user=staff, on=ON)

    assert match.reasons == [
        "2 of 2 skills: Python, SQL",
        "Is looking for a job",
        "Is available now",
        "Is in London",
    ]
    assert match.points == 2 * 10 + 8 + 5 + 3


def test_what_speaks_less_for_somebody_is_said_too(staff, role, python):
    GraduateFactory(
        published=True,
        job_search="open",
        skills=[python],
        location="Leeds",
        available_from=date(2018, 10, 1),
    )

    (match,) = matches(role, user=staff, on=ON)

    assert match.reasons == [
        "1 of 2 skills: Python",
        "Is open to offers",
        "Is available from 1 October 2018",
    ]
    assert match.points == 10 + 4


def test_the_best_come_first_and_equals_by_reference(staff, role, python, sql):
    second = GraduateFactory(ready=True, skills=[python], reference="B")
    first = GraduateFactory(ready=True, skills=[python, sql], reference="Z")
    third = GraduateFactory(ready=True, skills=[sql], reference="C")

    assert matched(role, staff) == [first, second, third]


def test_who_is_not_shown_not_looking_or_without_a_skill_is_left_out(staff, role, python):
    GraduateFactory(job_search="looking", skills=[python])
    GraduateFactory(hidden=True, job_search="looking", skills=[python])
    GraduateFactory(published=True, job_search="not_looking", skills=[python])
    GraduateFactory(ready=True, skills=[SkillFactory(name="Cobol")])

    assert matched(role, staff) == []


@pytest.mark.parametrize(
    ("trait", "left_out"),
    [
        ({}, True),
        ({"sent": True}, True),
        ({"offered": True}, True),
        ({"declined": True}, True),
        ({"withdrawn": True}, False),
        ({"lapsed": True}, False),
    ],
)
def test_who_was_introduced_to_the_role_is_not_matched_again(staff, role, python, trait, left_out):
    person = GraduateFactory(ready=True, skills=[python])
    IntroductionFactory(graduate=person, employer=role.employer, hiring_request=role, **trait)

    assert matched(role, staff) == ([] if left_out else [person])


def test_who_was_hired_for_the_role_is_not_matched_again(staff, role, python):
    hire = HireFactory(
        introduction__hiring_request=role,
        introduction__employer=role.employer,
        introduction__graduate__skills=[python],
    )

    assert hire.graduate.job_search == "looking"
    assert matched(role, staff) == []


def test_an_introduction_to_another_role_is_no_hindrance(staff, role, python):
    person = GraduateFactory(ready=True, skills=[python])
    IntroductionFactory(graduate=person, sent=True)

    assert matched(role, staff) == [person]


def test_a_role_that_asks_for_no_skills_takes_everybody_who_looks(staff):
    role = HiringRequestFactory(location="")
    person = GraduateFactory(ready=True, location="")

    (match,) = matches(role, user=staff, on=ON)

    assert (match.graduate, match.points) == (person, 8)
    assert match.reasons == ["Is looking for a job"]


def test_a_graduate_sees_only_themselves_matched(role, python, graduate, graduate_user):
    graduate.skills.add(python)
    graduate.job_search = "looking"
    graduate.save()
    GraduateFactory(ready=True, skills=[python])

    assert matched(role, graduate_user) == [graduate]


def test_the_list_is_never_longer_than_fifty(staff, role, python):
    for _ in range(MOST + 1):
        GraduateFactory(ready=True, skills=[python])

    assert len(matched(role, staff)) == 50
