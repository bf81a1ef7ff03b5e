"""Graduates as the office sees them."""

from datetime import date

import pytest

from foundation import history
from placements.choices import Visibility
from placements.models import Graduate
from tests.factories.employers import SkillFactory
from tests.factories.placements import (
    CohortFactory,
    GraduateFactory,
    HireFactory,
    IntroductionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 7, 20))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def names(page) -> list[str]:
    return [row.full_name for row in page.context["page"].rows]


def test_the_list_is_by_name_and_found_by_any_words(desk):
    GraduateFactory(full_name="Zoe Amari", location="Leeds")
    GraduateFactory(full_name="Amal Hassan")

    assert names(desk.get("/graduates/")) == ["Amal Hassan", "Zoe Amari"]
    assert names(desk.get("/graduates/", {"q": "zoe leeds"})) == ["Zoe Amari"]


def test_the_list_is_filtered_by_cohort_skill_search_and_profile(desk):
    python, cohort = SkillFactory(name="Python"), CohortFactory(name="FAC14")
    one = GraduateFactory(skills=[python], cohort=cohort, job_search="looking", published=True)
    GraduateFactory()

    for filters in (
        {"skill": python.pk},
        {"cohort": cohort.pk},
        {"job_search": "looking"},
        {"shown": "published"},
    ):
        assert names(desk.get("/graduates/", filters)) == [one.full_name]


def test_whose_identity_nobody_has_seen_is_a_filter_too(desk):
    GraduateFactory(identity_seen_on=date(2018, 6, 1))
    unseen = GraduateFactory()

    assert names(desk.get("/graduates/", {"shown": "unseen"})) == [unseen.full_name]


def test_a_filter_that_cannot_be_read_shows_the_whole_list(desk):
    GraduateFactory()

    assert len(names(desk.get("/graduates/", {"cohort": "x", "page": "y"}))) == 1


def test_an_empty_list_says_what_to_do(desk):
    assert "No graduates yet." in desk.get("/graduates/").text
    assert "No matching graduates." in desk.get("/graduates/", {"q": "zz"}).text


def test_the_list_costs_the_same_for_one_and_thirty(desk, django_assert_num_queries):
    GraduateFactory(skills=[SkillFactory()])
    with django_assert_num_queries(7):
        desk.get("/graduates/")
    for _ in range(29):
        GraduateFactory(skills=[SkillFactory()])

    with django_assert_num_queries(7):
        desk.get("/graduates/")


def test_the_page_shows_profile_introductions_and_hires(desk):
    hire = HireFactory(introduction__graduate__full_name="Amal Hassan")

    page = desk.get(f"/graduates/{hire.graduate_id}/").text

    assert "Amal Hassan" in page
    assert f"/introductions/{hire.introduction_id}/" in page
    assert f"/hires/{hire.pk}/" in page


def test_the_page_costs_the_same_for_one_and_thirty_introductions(desk, django_assert_num_queries):
    graduate = GraduateFactory(ready=True)
    IntroductionFactory(graduate=graduate)
    desk.get(f"/graduates/{graduate.pk}/")
    with django_assert_num_queries(10):
        desk.get(f"/graduates/{graduate.pk}/")
    for _ in range(29):
        IntroductionFactory(graduate=graduate)

    with django_assert_num_queries(10):
        desk.get(f"/graduates/{graduate.pk}/")


def test_publishing_notes_the_day_of_the_consent(desk):
    graduate = GraduateFactory()

    desk.post(f"/graduates/{graduate.pk}/publish/", {"consented_on": "2018-07-19"})

    graduate.refresh_from_db()
    assert graduate.visibility == Visibility.PUBLISHED
    assert graduate.consents.get().given_on == date(2018, 7, 19)


def test_a_consent_of_tomorrow_is_refused_beside_its_field(desk):
    graduate = GraduateFactory()

    page = desk.post(f"/graduates/{graduate.pk}/publish/", {"consented_on": "2018-07-21"})

    assert page.context["publish_form"].errors["consented_on"] == [
        "The date of consent cannot be in the future."
    ]
    assert 'value="2018-07-21"' in page.text


def test_hiding_is_one_click(desk):
    graduate = GraduateFactory(published=True)

    desk.post(f"/graduates/{graduate.pk}/hide/")

    graduate.refresh_from_db()
    assert graduate.visibility == Visibility.HIDDEN


def test_hiding_whom_nobody_sees_is_refused_in_words(desk):
    graduate = GraduateFactory()

    page = desk.post(f"/graduates/{graduate.pk}/hide/", follow=True)

    assert f"{graduate} is not shown to employers." in page.text


def test_seeing_the_identity_is_recorded_and_can_be_taken_back(desk):
    graduate = GraduateFactory()
    desk.post(f"/graduates/{graduate.pk}/identity/", {"identity_seen_on": "2018-07-20"})
    undo = desk.get(f"/graduates/{graduate.pk}/").context["undo"]
    graduate.refresh_from_db()
    seen = graduate.identity_seen_on

    desk.post(undo["address"])

    graduate.refresh_from_db()
    assert (seen, graduate.identity_seen_on) == (date(2018, 7, 20), None)
    verbs = [entry.verb for entry in history.of(graduate)]
    assert verbs == ["identity seen", "identity not seen after all"]


def test_an_identity_seen_tomorrow_is_refused(desk):
    graduate = GraduateFactory()

    page = desk.post(f"/graduates/{graduate.pk}/identity/", {"identity_seen_on": "2018-07-21"})

    assert "The date you saw the document cannot be in the future." in page.text


PROFILE = {
    "full_name": "Amal Hassan",
    "email": "amal@example.net",
    "job_search": "looking",
    "skill_names": "Python, React",
    "link_lines": "github https://github.com/amal",
}


def test_a_new_graduate_gets_a_reference_skills_and_links(desk):
    desk.post("/graduates/new/", PROFILE)

    made = Graduate.objects.get()
    assert made.reference.startswith("GRAD-")
    assert sorted(skill.name for skill in made.skills.all()) == ["Python", "React"]
    assert made.links == {"github": "https://github.com/amal"}
    assert made.visibility == Visibility.PRIVATE


def test_editing_shows_what_is_there_and_keeps_what_was_typed(desk):
    graduate = GraduateFactory(skills=[SkillFactory(name="Elm")], links={"site": "https://a.test"})
    form = desk.get(f"/graduates/{graduate.pk}/edit/").text
    wrong = {**PROFILE, "link_lines": "github javascript:alert(1)", "headline": "New line"}

    page = desk.post(f"/graduates/{graduate.pk}/edit/", wrong)

    assert 'value="Elm"' in form
    assert "site https://a.test" in form
    assert page.context["form"].errors["link_lines"]
    assert 'value="New line"' in page.text


def test_an_address_that_is_taken_is_refused(desk):
    GraduateFactory(email="AMAL@example.net")

    page = desk.post("/graduates/new/", PROFILE)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert Graduate.objects.count() == 1


def test_finance_reads_and_changes_nothing(client, finance_officer):
    graduate = GraduateFactory()
    client.force_login(finance_officer)

    page = client.get(f"/graduates/{graduate.pk}/").text

    assert "Publish" not in page.split("<main")[1]
    assert client.post(f"/graduates/{graduate.pk}/publish/").status_code == 403
