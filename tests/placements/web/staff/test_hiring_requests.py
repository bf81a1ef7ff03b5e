"""A request with its matches; what an employer's page shows of introductions."""

from datetime import date

import pytest

from employers.choices import RequestMove, RequestState
from employers.domain import hiring_requests
from placements.models import Introduction
from tests.factories.employers import HiringRequestFactory, SkillFactory
from tests.factories.placements import GraduateFactory, HireFactory, IntroductionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 7, 20))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def role():
    made = HiringRequestFactory(title="Junior developer")
    made.skills.add(SkillFactory(name="Python"))
    return made


def test_who_suits_it_stands_there_with_the_reasons(desk, role):
    person = GraduateFactory(ready=True, skills=role.skills.all())

    page = desk.get(f"/requests/{role.pk}/").text

    assert person.full_name in page
    assert "1 of 1 skills: Python · Is looking for a job · Is in London" in page


def test_one_click_proposes_a_match(desk, role):
    person = GraduateFactory(ready=True, skills=role.skills.all())

    answer = desk.post(f"/requests/{role.pk}/propose/", {"graduate": person.pk})

    made = Introduction.objects.get()
    assert (made.graduate, made.hiring_request, made.state) == (person, role, "draft")
    assert answer.headers["Location"] == f"/introductions/{made.pk}/"


def test_proposing_twice_is_refused_in_words(desk, role):
    live = IntroductionFactory(employer=role.employer, hiring_request=role)

    page = desk.post(f"/requests/{role.pk}/propose/", {"graduate": live.graduate_id}, follow=True)

    assert "already has an open introduction" in page.text


def test_proposing_nobody_is_not_found(desk, role):
    assert desk.post(f"/requests/{role.pk}/propose/", {"graduate": "x"}).status_code == 404


def test_a_closed_request_seeks_nobody(desk):
    role = HiringRequestFactory(closed=True)

    assert "We do not look for graduates" in desk.get(f"/requests/{role.pk}/").text


def test_the_page_costs_the_same_for_one_and_thirty_matches(desk, role, django_assert_num_queries):
    GraduateFactory(ready=True, skills=role.skills.all())
    desk.get(f"/requests/{role.pk}/")
    with django_assert_num_queries(7):
        desk.get(f"/requests/{role.pk}/")
    for _ in range(29):
        GraduateFactory(ready=True, skills=role.skills.all())

    with django_assert_num_queries(7):
        desk.get(f"/requests/{role.pk}/")


def test_an_employers_introductions_and_hires_load_into_their_place(desk):
    hire = HireFactory()
    address = f"/employers/{hire.employer_id}/introductions/"

    whole, part = desk.get(address).text, desk.get(address, headers={"HX-Request": "true"}).text

    for page in (whole, part):
        assert f"/introductions/{hire.introduction_id}/" in page
        assert f"/hires/{hire.pk}/" in page
    assert "<html" not in part


@pytest.mark.parametrize("move", RequestMove)
@pytest.mark.parametrize("state", RequestState)
def test_the_page_offers_what_the_verb_accepts(desk, staff, state, move):
    role = HiringRequestFactory(state=state)
    verbs = {
        RequestMove.OPEN: hiring_requests.open_,
        RequestMove.FILL: hiring_requests.fill,
        RequestMove.CLOSE: hiring_requests.close,
    }
    page = desk.get(f"/requests/{role.pk}/").context
    offered = {RequestMove.OPEN: page["can_open"], RequestMove.CLOSE: page["can_close"]}

    try:
        accepted = verbs[move](role.pk, by=staff, on=date(2018, 8, 1)).state == move.target
    except hiring_requests.RequestCannotMove:
        accepted = False

    assert accepted == move.starts_from(state) == offered.get(move, accepted)
