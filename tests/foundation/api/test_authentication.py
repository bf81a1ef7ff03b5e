"""Who is let in, and what a stranger is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from foundation.accounts.models import ApiKey

EMPLOYERS = "/api/v1/employers/"


@pytest.fixture
def key(staff):
    record, secret = ApiKey.objects.create_key(name="A program", user=staff)
    return record, secret


def get_with(header: str, client: Client):
    return client.get(EMPLOYERS, headers={"Authorization": header})


def test_nobody_is_answered_401_and_told_how_to_sign_in(client, db):
    answer = client.get(EMPLOYERS)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Api-Key realm="api"'
    assert answer.json()["errors"][0]["code"] == "not_authenticated"


def test_a_key_lets_its_user_in(client, key):
    assert get_with(f"Api-Key {key[1]}", client).status_code == 200


def test_the_scheme_may_be_in_any_case(client, key):
    assert get_with(f"API-KEY  {key[1]}", client).status_code == 200


def test_the_secret_is_not_in_the_database(key):
    record, secret = key

    assert secret not in str(ApiKey.objects.values().get(pk=record.pk))


@pytest.mark.parametrize(
    "header",
    ["Api-Key", "Api-Key ", "Api-Key x", "Api-Key a.b", "Api-Key é.ü", f"Api-Key {'x' * 100_000}"],
)
def test_what_is_no_key_is_refused(client, db, header):
    assert get_with(header, client).status_code == 401


def test_a_key_whose_secret_is_wrong_is_refused(client, key):
    assert get_with(f"Api-Key {key[1][:-1]}-", client).status_code == 401
    assert get_with(f"Api-Key {key[1].partition('.')[0]}.{'a' * 32}", client).status_code == 401


def test_a_revoked_key_is_refused(client, key):
    ApiKey.objects.filter(pk=key[0].pk).update(revoked=True)

    assert get_with(f"Api-Key {key[1]}", client).status_code == 401


def test_an_expired_key_is_refused(client, key):
    yesterday = timezone.now() - timedelta(days=1)
    ApiKey.objects.filter(pk=key[0].pk).update(expires_at=yesterday)

    assert get_with(f"Api-Key {key[1]}", client).status_code == 401


def test_the_key_of_somebody_who_left_is_refused(client, key, staff):
    staff.is_active = False
    staff.save()

    assert get_with(f"Api-Key {key[1]}", client).status_code == 401


def test_a_key_says_who_asks_in_one_query(client, key, django_assert_num_queries):
    get_with(f"Api-Key {key[1]}", client)  # the first use from here is stored

    with django_assert_num_queries(2):  # the key with its user, and the list
        get_with(f"Api-Key {key[1]}", client)


def test_a_browser_s_session_lets_in_and_needs_the_csrf_token_to_write(staff):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)

    assert browser.get(EMPLOYERS).status_code == 200
    answer = browser.post(EMPLOYERS, {"name": "New Ltd"}, content_type="application/json")
    assert answer.status_code == 403


def test_every_address_that_leads_nowhere_answers_in_the_shape_of_the_api(client, staff_api):
    for method in ("get", "post", "delete"):
        answer = getattr(client, method)("/api/v1/nothing/at/all")
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["code"] == "not_found"
    assert staff_api.get("/api/v1/employers").status_code == 404
