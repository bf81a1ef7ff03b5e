"""The office is signed out after half an hour unused and after twelve hours; others are not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from foundation.accounts.choices import OFFICE, Role
from foundation.accounts.models import ApiKey, User
from tests.api_client import ApiClient
from tests.factories.accounts import UserFactory

from .conftest import who_is

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def after(time_machine):
    """Return a function that sets the clock to so long after nine in the morning."""
    return lambda late: time_machine.move_to(MORNING + late, tick=False)


def signed_in(client: Client, user: User, after) -> Client:
    after(0 * MINUTE)
    client.force_login(user)
    assert client.get("/account/").status_code == 200
    return client


@pytest.mark.parametrize("role", OFFICE)
def test_half_an_hour_without_use_ends_it_and_says_why(client, after, role):
    signed_in(client, UserFactory(role=role), after)
    after(30 * MINUTE)
    assert client.get("/account/").status_code == 200

    after(60 * MINUTE + timedelta(seconds=1))
    answer = client.get("/account/?x=1")

    assert answer.url == "/sign-in/?next=%2Faccount%2F%3Fx%3D1"
    assert who_is(client) is None
    page = client.get(answer.url).text
    assert "because you did not use Foothold for 30 minutes" in page
    assert "was not saved" not in page


def test_twelve_hours_end_it_however_busy(client, after, staff):
    signed_in(client, staff, after)
    for minutes in range(20, 12 * 60 + 1, 20):
        after(minutes * MINUTE)
        assert client.get("/account/").status_code == 200

    after(12 * HOUR + MINUTE)

    answer = client.get("/account/")
    assert answer.url.startswith("/sign-in/")
    assert "you had been signed in for 12 hours" in client.get(answer.url).text


def test_a_form_that_came_too_late_is_not_lost_in_silence(client, after, staff):
    signed_in(client, staff, after)
    after(HOUR)

    answer = client.post(
        "/account/notifications/", {}, headers={"referer": "http://testserver/account/"}
    )

    assert answer.url == "/sign-in/?next=%2Faccount%2F"
    assert "What you had just sent was not saved" in client.get(answer.url).text


def test_a_referer_of_somebody_else_leads_nowhere(client, after, staff):
    signed_in(client, staff, after)
    after(HOUR)

    answer = client.post(
        "/account/notifications/", {}, headers={"referer": "https://evil.example/"}
    )

    assert answer.url == "/sign-in/?next=%2F"


def test_a_part_of_a_page_leads_the_whole_page_away(client, after, staff):
    signed_in(client, staff, after)
    after(HOUR)

    answer = client.get("/account/", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"].startswith("/sign-in/?next=")


def test_the_api_by_session_says_so_in_its_own_shape(client, after, staff):
    signed_in(client, staff, after)
    after(HOUR)

    answer = client.get("/api/v1/employers/")

    assert answer.status_code == 401
    assert answer.json()["errors"][0]["code"] == "session_ended"


def test_a_program_with_a_key_has_no_session_to_end(after, staff):
    after(0 * MINUTE)
    _, secret = ApiKey.objects.create_key(name="theirs", user=staff)
    program = ApiClient(headers={"Authorization": f"Api-Key {secret}"})

    for hours in (0, 1, 13):
        after(hours * HOUR)
        assert program.get("/api/v1/employers/").status_code == 200


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.GRADUATE])
def test_employers_and_graduates_stay_for_two_weeks(client, after, role):
    signed_in(client, UserFactory(role=role), after)
    after(13 * 24 * HOUR)
    assert client.get("/account/").status_code == 200

    after(14 * 24 * HOUR + MINUTE)
    assert client.get("/account/").url.startswith("/sign-in/")
