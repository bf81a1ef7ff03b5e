"""Who guesses API keys meets 429 at every door of the API, and learns nothing."""

import re

import pytest
from rest_framework.test import APIClient

from foundation import rate_limits
from foundation.accounts.models import ApiKey, SecurityEvent
from foundation.models import Limited, LimitUse
from tests.house.test_doors import doors

pytestmark = pytest.mark.django_db
EMPLOYERS = "/api/v1/employers/"
WRONG = APIClient(headers={"Authorization": f"Api-Key {'a' * 8}.{'b' * 32}"})
[MOST] = rate_limits.LIMITS[Limited.KEY_FAILED]


@pytest.fixture
def guessed():
    """Wrong keys, as many as are let."""
    return [WRONG.get(EMPLOYERS).status_code for _ in range(MOST.amount)]


def test_the_guess_above_the_limit_has_429_and_when_to_come_back(guessed):
    answer = WRONG.get(EMPLOYERS)

    assert set(guessed) == {401}
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    assert answer.json() == {
        "type": "client_error",
        "errors": [
            {
                "code": "limit_reached",
                "detail": "Your network address has reached the limit of 20 wrong API keys in 10 "
                "minutes. Try again in 10 minutes, or contact us.",
                "attr": None,
            }
        ],
    }


def test_it_is_so_at_every_door_of_the_api_with_every_method(guessed):
    statuses = {
        f"{method} {door.path}": WRONG.generic(method, re.sub(r"{\w+}", "9", door.path)).status_code
        for door in doors()
        for method in door.methods
        if door.path.startswith("/api/v1/") and hasattr(door.view, "cls")
    }

    assert len(statuses) > 100
    assert {door for door, status in statuses.items() if status != 429} == set()


def test_a_right_key_opens_nothing_to_who_guesses(guessed, keyed_client_of, staff):
    client = keyed_client_of(staff)

    assert client.get(EMPLOYERS).status_code == 429
    assert client.get(EMPLOYERS, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_a_program_that_was_used_from_there_goes_on(keyed_client_of, staff):
    client = keyed_client_of(staff)
    assert client.get(EMPLOYERS).status_code == 200
    for _ in range(MOST.amount + 1):
        WRONG.get(EMPLOYERS)

    assert client.get(EMPLOYERS).status_code == 200


def test_who_sends_no_key_and_who_has_signed_in_is_not_counted(
    guessed, client, staff, anonymous_api
):
    client.force_login(staff)

    assert anonymous_api.get(EMPLOYERS).status_code == 401
    assert client.get(EMPLOYERS).status_code == 200


def test_addresses_of_one_network_count_together(db):
    for number in range(MOST.amount):
        WRONG.get(EMPLOYERS, REMOTE_ADDR=f"2001:db8::{number:x}")

    assert WRONG.get(EMPLOYERS, REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert WRONG.get(EMPLOYERS, REMOTE_ADDR="2001:db8:1::1").status_code == 401


def test_above_the_limit_nothing_more_is_written(guessed, django_assert_num_queries):
    before = SecurityEvent.objects.count(), LimitUse.objects.get().count

    WRONG.get(EMPLOYERS)

    assert (SecurityEvent.objects.count(), LimitUse.objects.get().count) == before
    assert ApiKey.objects.count() == 0
