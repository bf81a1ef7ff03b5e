"""Hiring requests as the employer posts them."""

from datetime import date

import pytest

from employers.models import HiringRequest
from foundation.models import OutboxRow
from tests.factories.employers import HiringRequestFactory, SkillFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory

pytestmark = pytest.mark.django_db
LIST = "/portal/requests/"
ROLE = {
    "title": "Junior developer",
    "openings": "2",
    "salary_from_pence": "£27,000",
    "salary_to_pence": "33000",
    "skills": "JavaScript, SQL",
    "location": "London",
    "contract": "permanent",
}


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 7, 9))


@pytest.fixture
def portal(client, employer_contact):
    client.force_login(employer_contact)
    return client


def test_a_request_that_is_posted_is_a_draft_of_ones_own_and_the_office_is_told(
    portal, employer, staff
):
    answer = portal.post(f"{LIST}new/", ROLE)

    role = HiringRequest.objects.get()
    assert answer.url == f"{LIST}{role.pk}/"
    assert (role.employer, role.state, role.openings) == (employer, "draft", 2)
    assert (role.salary_from_pence, role.salary_to_pence) == (27_000_00, 33_000_00)
    assert sorted(skill.name for skill in role.skills.all()) == ["JavaScript", "SQL"]
    subject = OutboxRow.objects.get().payload["subject"]
    assert f"New request from {employer}: Junior developer" in subject


def test_a_form_that_comes_twice_posts_one_request(portal):
    for _ in range(2):
        portal.post(f"{LIST}new/", {**ROLE, "once": "abc123"})

    assert HiringRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("title", "", "This field is required."),
        ("openings", "0", "at least one opening"),
        ("salary_to_pence", "20000", "must not be below the bottom"),
        ("salary_from_pence", "lots", "lots"),
        ("skills", "x" * 61, "up to 60 characters"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(portal, field, typed, says):
    answer = portal.post(f"{LIST}new/", {**ROLE, field: typed})

    assert answer.status_code == 400
    assert says in str(answer.context["form"].errors[field])
    assert 'value="London"' in answer.text
    assert not HiringRequest.objects.exists()


def test_a_draft_may_be_changed_and_an_open_role_may_not(portal, employer):
    draft = HiringRequestFactory(draft=True, employer=employer)
    portal.post(f"{LIST}{draft.pk}/edit/", {**ROLE, "title": "Data engineer"})
    draft.refresh_from_db()
    assert draft.title == "Data engineer"

    role = HiringRequestFactory(employer=employer)
    page = portal.post(f"{LIST}{role.pk}/edit/", ROLE, follow=True)

    assert "Contact us to change this request" in page.text


def test_the_form_of_a_draft_shows_what_it_says(portal, employer):
    draft = HiringRequestFactory(draft=True, employer=employer)
    draft.skills.add(SkillFactory(name="Elm"))

    page = portal.get(f"{LIST}{draft.pk}/edit/").text

    assert 'value="£27,000"' in page
    assert 'value="Elm"' in page


def test_an_employer_closes_its_own_request(portal, employer):
    role = HiringRequestFactory(employer=employer)

    portal.post(f"{LIST}{role.pk}/close/")

    role.refresh_from_db()
    assert role.state == "closed"


def test_the_page_of_a_role_shows_who_would_fit_blind_and_why(portal, employer):
    elm = SkillFactory(name="Elm")
    role = HiringRequestFactory(employer=employer)
    role.skills.add(elm)
    GraduateFactory(ready=True, full_name="Quentin Canary", skills=[elm])

    page = portal.get(f"{LIST}{role.pk}/").text

    assert "1 of 1 skills: Elm" in page
    assert f"/ask/?role={role.pk}" in page
    assert "Quentin" not in page


def test_the_page_of_a_role_names_whom_we_introduced_for_it(portal, employer):
    met = IntroductionFactory(sent=True, employer=employer)

    page = portal.get(f"{LIST}{met.hiring_request.pk}/").text

    assert met.graduate.full_name in page


def test_a_role_of_another_employer_is_not_there(portal):
    role = HiringRequestFactory()

    for address in ("", "edit/"):
        assert portal.get(f"{LIST}{role.pk}/{address}").status_code == 404
    assert portal.post(f"{LIST}{role.pk}/close/").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_as_much_for_one_as_for_thirty(
    portal, employer, rows, django_assert_num_queries
):
    HiringRequestFactory.create_batch(rows, employer=employer)

    with django_assert_num_queries(5):
        portal.get(LIST)


@pytest.mark.parametrize("rows", [1, 12])
def test_the_page_asks_as_much_for_one_who_fits_as_for_twelve(
    portal, employer, rows, django_assert_num_queries
):
    role = HiringRequestFactory(employer=employer)
    GraduateFactory.create_batch(rows, ready=True)

    with django_assert_num_queries(11):
        portal.get(f"{LIST}{role.pk}/")
