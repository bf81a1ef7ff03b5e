"""Requests: the list, the form, opening and closing."""

from datetime import date

import pytest

from employers.choices import RequestState
from employers.models import HiringRequest
from tests.factories.employers import EmployerFactory, HiringRequestFactory, SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 7, 20))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def test_the_list_is_found_and_filtered(desk):
    role = HiringRequestFactory(title="Data engineer")
    HiringRequestFactory(closed=True)

    assert desk.get("/requests/", {"q": "data"}).context["page"].rows == [role]
    assert desk.get("/requests/", {"state": "open"}).context["page"].rows == [role]


def test_the_list_costs_the_same_for_one_and_thirty(desk, django_assert_num_queries):
    HiringRequestFactory().skills.add(SkillFactory())
    with django_assert_num_queries(5):
        desk.get("/requests/")
    for _ in range(29):
        HiringRequestFactory().skills.add(SkillFactory())

    with django_assert_num_queries(5):
        desk.get("/requests/")


def test_a_request_is_written_with_its_range_and_skills(desk):
    employer = EmployerFactory()
    form = {
        "employer": employer.pk,
        "title": "Junior developer",
        "openings": "2",
        "salary_from_pence": "£27,000",
        "salary_to_pence": "30000",
        "skill_names": "Python, React",
        "contract": "permanent",
    }

    answer = desk.post("/requests/new/", form)

    role = HiringRequest.objects.get()
    assert (role.salary_from_pence, role.salary_to_pence) == (27_000_00, 30_000_00)
    assert sorted(skill.name for skill in role.skills.all()) == ["Python", "React"]
    assert (role.state, answer.headers["Location"]) == ("draft", f"/requests/{role.pk}/")


def test_a_range_that_descends_is_refused_and_kept(desk):
    role = HiringRequestFactory()
    form = {
        "employer": role.employer_id,
        "title": "Changed",
        "openings": "1",
        "salary_from_pence": "30000",
        "salary_to_pence": "20000",
        "contract": "permanent",
    }

    page = desk.post(f"/requests/{role.pk}/edit/", form)

    assert page.context["form"].errors["salary_to_pence"]
    assert 'value="30000"' in page.text


def test_a_known_request_is_shown_as_one_types_it(desk):
    role = HiringRequestFactory()
    role.skills.add(SkillFactory(name="Elm"))

    page = desk.get(f"/requests/{role.pk}/edit/").text

    assert 'value="£27,000"' in page
    assert 'value="Elm"' in page


def test_closing_is_undone_by_opening_again(desk):
    role = HiringRequestFactory()
    desk.post(f"/requests/{role.pk}/close/")
    role.refresh_from_db()
    closed = role.state
    undo = desk.get("/requests/").context["undo"]

    desk.post(undo["address"])

    role.refresh_from_db()
    assert (closed, role.state) == (RequestState.CLOSED, RequestState.OPEN)


def test_opening_what_is_open_is_refused_in_words(desk):
    role = HiringRequestFactory(title="Data engineer")

    page = desk.post(f"/requests/{role.pk}/open/", follow=True)

    assert "Data engineer is already open." in page.text
