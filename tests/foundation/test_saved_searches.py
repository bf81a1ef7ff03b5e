"""Saved searches: the filters of a list under a name of one's own."""

import pytest

from foundation.models import SavedSearch
from tests.factories.foundation import SavedSearchFactory

pytestmark = pytest.mark.django_db
LOOKING = {
    "page": "placements:graduates",
    "query": "job_search=looking",
    "name": "Looking",
    "next": "/graduates/?job_search=looking",
}


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def test_the_filters_of_a_list_are_saved_and_stand_above_it(desk, staff):
    answer = desk.post("/searches/save/", LOOKING)
    page = desk.get("/graduates/").text

    assert answer.headers["Location"] == "/graduates/?job_search=looking"
    assert SavedSearch.objects.get().user == staff
    assert '<a href="/graduates/?job_search=looking">Looking</a>' in page


def test_a_list_with_a_filter_offers_to_save_it_and_one_without_does_not(desk):
    assert "Save this search" in desk.get("/graduates/", {"job_search": "looking"}).text
    assert "Save this search" not in desk.get("/graduates/").text


def test_another_list_and_another_person_do_not_show_it(client, desk, admin):
    desk.post("/searches/save/", LOOKING)

    assert "Saved searches" not in desk.get("/hires/").text
    client.force_login(admin)
    assert "Saved searches" not in client.get("/graduates/").text


def test_the_same_name_twice_is_refused_in_words(desk, staff):
    SavedSearchFactory(user=staff, name="Looking")

    page = desk.post("/searches/save/", LOOKING, follow=True)

    assert "You have a search of that name: choose another." in page.text


def test_the_twenty_first_is_refused_in_words(desk, staff):
    for _ in range(20):
        SavedSearchFactory(user=staff)

    page = desk.post("/searches/save/", LOOKING, follow=True)

    assert "twenty saved searches of one list are enough" in page.text.lower()
    assert SavedSearch.objects.count() == 20


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Give the search a name"),
        ({"query": ""}, "Choose a filter first"),
        ({"page": "nowhere"}, "You cannot save a search of this page"),
    ],
)
def test_what_cannot_be_saved_is_refused_in_words(desk, given, words):
    page = desk.post("/searches/save/", {**LOOKING, **given}, follow=True)

    assert words in page.text
    assert SavedSearch.objects.count() == 0


def test_it_is_forgotten_by_its_owner_alone(client, desk, staff, admin):
    mine = SavedSearchFactory(user=staff)
    client.force_login(admin)
    stranger = client.post(f"/searches/{mine.pk}/forget/")
    client.force_login(staff)

    client.post(f"/searches/{mine.pk}/forget/")

    assert stranger.status_code == 404
    assert SavedSearch.objects.count() == 0
