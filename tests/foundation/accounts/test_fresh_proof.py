"""A way in is added only by somebody who has just proved who they are."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from foundation.accounts.choices import Role
from foundation.accounts.models import ApiKey
from tests.factories.accounts import UserFactory

from .conftest import mailed_code

pytestmark = pytest.mark.django_db
PASSWORD = {"password1": "a long sentence 42", "password2": "a long sentence 42"}
CONFIRM = "/account/confirm/email/"
WAYS_IN = {
    "/account/password/first/": PASSWORD,
    "/account/passkeys/add/": {"name": "Laptop", "credential": "{}"},
    "/account/second-factor/app/": {"code": "123456"},
    "/account/keys/": {"name": "sly"},
}


@pytest.fixture
def later(client, graduate_user, time_machine) -> Client:
    """A browser that was left signed in, a quarter of an hour ago."""
    time_machine.move_to("2026-03-02T09:00:00Z")
    client.force_login(graduate_user)
    time_machine.move_to("2026-03-02T09:15:01Z")
    return client


@pytest.mark.parametrize(("path", "form_data"), WAYS_IN.items(), ids=lambda part: str(part)[:30])
def test_no_way_in_is_added_from_a_browser_left_signed_in(later, graduate_user, path, form_data):
    answer = later.post(path, form_data)

    assert answer.url.startswith(CONFIRM)
    graduate_user.refresh_from_db()
    assert not graduate_user.has_usable_password()
    assert not Authenticator.objects.exists()
    assert not ApiKey.objects.exists()


def test_who_has_just_signed_in_has_proved_it(client, graduate_user):
    client.force_login(graduate_user)

    client.post("/account/password/first/", PASSWORD)

    graduate_user.refresh_from_db()
    assert graduate_user.has_usable_password()


def test_a_code_by_email_is_the_proof_and_the_form_goes_on(later, graduate_user):
    way = later.post("/account/keys/", {"name": "accounting"}).url
    assert "We email you a code" in later.get(way).text
    assert "We have emailed you a code" in later.post(way).text
    assert mail.outbox[-1].to == [graduate_user.email]

    made = later.post(way, {"code": mailed_code(), "next": "/account/keys/"})

    assert re.search(r"<code>\w{8}\.\w+</code>", made.text)
    assert ApiKey.objects.get().name == "accounting"


def test_a_wrong_code_proves_nothing_and_after_three_even_the_right_one_is_void(later):
    later.post(CONFIRM)
    code = mailed_code()

    for _ in range(3):
        assert "not the code we sent" in later.post(CONFIRM, {"code": "WRONG1"}).text

    assert "not the code we sent" in later.post(CONFIRM, {"code": code}).text
    assert later.get("/account/password/first/").url.startswith(CONFIRM)


def test_a_code_works_once_and_for_a_quarter_of_an_hour(later, time_machine):
    later.post(CONFIRM)
    time_machine.move_to("2026-03-02T09:31:00Z")

    assert "not the code we sent" in later.post(CONFIRM, {"code": mailed_code()}).text

    later.post(CONFIRM)
    code = mailed_code()
    assert later.post(CONFIRM, {"code": code}).url == "/account/"
    assert "not the code we sent" in later.post(CONFIRM, {"code": code}).text


def test_who_has_a_password_proves_it_by_that_even_just_after_signing_in(client):
    user = UserFactory(role=Role.GRADUATE)
    user.set_password("a long sentence 42")
    user.save()
    client.force_login(user)

    assert client.post("/account/keys/", {"name": "x"}).url.startswith("/account/confirm/password/")
    assert not ApiKey.objects.exists()


def test_a_code_is_sent_at_most_three_times_a_minute(later):
    assert [later.post(CONFIRM).status_code for _ in range(4)] == [200, 200, 200, 429]
