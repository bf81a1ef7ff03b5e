"""Anybody signs in with a code by e-mail, and a guesser learns nothing on the way."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client

from foundation.accounts.choices import Role
from foundation.accounts.models import User
from tests.factories.accounts import UserFactory

from .conftest import mailed_code, who_is

pytestmark = pytest.mark.django_db
MONDAY = datetime(2018, 9, 3, 9, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize("role", Role)
def test_everybody_signs_in_with_a_code_by_e_mail(client, role):
    person = UserFactory(role=role)

    client.post("/sign-in/", {"email": person.email})
    answer = client.post("/sign-in/code/", {"code": mailed_code()})

    assert answer.url == "/"
    assert who_is(client) == str(person.pk)


def test_the_address_may_be_typed_in_capitals(client, graduate_user):
    client.post("/sign-in/", {"email": f" {graduate_user.email.upper()} "})

    assert mail.outbox[-1].to == [graduate_user.email]


def test_the_code_leads_back_to_the_page_that_was_asked_for(client, graduate_user):
    sign_in = client.get("/account/notifications/").url
    assert sign_in == "/sign-in/?next=/account/notifications/"
    client.post(sign_in, {"email": graduate_user.email, "next": "/account/notifications/"})

    answer = client.post(
        "/sign-in/code/?next=/account/notifications/",
        {"code": mailed_code(), "next": "/account/notifications/"},
    )

    assert answer.url == "/account/notifications/"


def test_nobody_is_led_to_another_site(client, graduate_user):
    client.post("/sign-in/", {"email": graduate_user.email, "next": "https://elsewhere.example/"})

    answer = client.post(
        "/sign-in/code/", {"code": mailed_code(), "next": "https://elsewhere.example/"}
    )

    assert answer.url == "/"


def test_a_wrong_code_is_said_beside_its_field(client, graduate_user):
    client.post("/sign-in/", {"email": graduate_user.email})

    answer = client.post("/sign-in/code/", {"code": "WRONG1"})

    assert answer.status_code == 200
    assert re.search(r'value="WRONG1"[^>]*aria-invalid="true"', answer.text)
    assert 'id="id_code_error"' in answer.text
    assert who_is(client) is None


def test_three_wrong_codes_end_the_code(client, graduate_user):
    client.post("/sign-in/", {"email": graduate_user.email})
    right = mailed_code()
    for _ in range(3):
        client.post("/sign-in/code/", {"code": "WRONG1"})

    answer = client.post("/sign-in/code/", {"code": right})

    assert answer.url == "/sign-in/"
    assert who_is(client) is None


@pytest.mark.parametrize(
    ("age", "person_is_in"),
    [(timedelta(minutes=14, seconds=59), True), (timedelta(minutes=15, seconds=2), False)],
)
def test_a_code_lives_a_quarter_of_an_hour(client, graduate_user, time_machine, age, person_is_in):
    time_machine.move_to(MONDAY, tick=False)
    client.post("/sign-in/", {"email": graduate_user.email})
    time_machine.move_to(MONDAY + age, tick=False)

    client.post("/sign-in/code/", {"code": mailed_code()})

    assert (who_is(client) is not None) == person_is_in


def test_a_code_is_of_no_use_in_another_window(client, graduate_user):
    client.post("/sign-in/", {"email": graduate_user.email})

    elsewhere = Client()
    elsewhere.post("/sign-in/code/", {"code": mailed_code()})

    assert who_is(elsewhere) is None


def test_another_code_is_sent_on_asking(client, graduate_user):
    client.post("/sign-in/", {"email": graduate_user.email})
    client.post("/sign-in/code/", {"action": "resend"})

    assert len(mail.outbox) == 2
    client.post("/sign-in/code/", {"code": mailed_code()})
    assert who_is(client) == str(graduate_user.pk)


def test_whether_somebody_is_known_shows_on_no_page(client, graduate_user):
    def pages_of(email: str) -> list[str]:
        browser = Client()
        page_for_code = browser.post("/sign-in/", {"email": email}, follow=True)
        tried = browser.post("/sign-in/code/", {"code": "WRONG1"})
        plain = [
            re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text)
            for page in (page_for_code, tried)
        ]
        return [re.sub(r'x-csrftoken": "\w+"', "", page).replace(email, "") for page in plain]

    assert pages_of(graduate_user.email) == pages_of("nobody@example.org")


def test_an_unknown_address_is_told_so_in_its_own_mailbox(client, db):
    client.post("/sign-in/", {"email": "nobody@example.org"})

    assert mail.outbox[-1].to == ["nobody@example.org"]
    assert "we have no account with that address" in mail.outbox[-1].body


def test_who_may_not_sign_in_any_more_gets_no_code(client, graduate_user):
    graduate_user.is_active = False
    graduate_user.save()

    client.post("/sign-in/", {"email": graduate_user.email})

    assert "we have no account with that address" in mail.outbox[-1].body


def test_nobody_signs_up(client, db):
    assert "Ask the office for an account" in client.get("/sign-in/closed/").text

    client.post("/sign-in/closed/", {"email": "new@example.org", "password1": "twelve letters!"})

    assert not User.objects.exists()


def test_codes_are_sent_to_one_address_only_so_often(graduate_user):
    for _ in range(30):
        Client().post("/sign-in/", {"email": graduate_user.email})

    assert len(mail.outbox) == 3


def test_signing_in_so_often_meets_a_page_with_a_way_out(client, graduate_user):
    answers = [
        client.post("/sign-in/password/", {"login": "a@example.org", "password": "guess"})
        for _ in range(31)
    ]

    assert answers[-1].status_code == 429
    assert "Too many attempts" in answers[-1].text
    assert "Go to the home page" in answers[-1].text


def test_a_mail_server_that_is_down_is_told_and_breaks_no_page(client, graduate_user, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    answer = client.post("/sign-in/", {"email": graduate_user.email}, follow=True)

    assert answer.status_code == 200
    assert "we could not send the email" in answer.text


# Passwords


def test_a_password_can_be_set_and_used(client, by_code, graduate_user):
    by_code(graduate_user)
    client.post(
        "/account/password/first/",
        {"password1": "correct horse battery", "password2": "correct horse battery"},
    )
    assert "A password was set" in mail.outbox[-1].body

    again = Client()
    again.post(
        "/sign-in/password/", {"login": graduate_user.email, "password": "correct horse battery"}
    )

    assert who_is(again) == str(graduate_user.pk)


def test_a_password_that_is_too_short_is_refused_beside_its_field(client, by_code, graduate_user):
    by_code(graduate_user)

    answer = client.post("/account/password/first/", {"password1": "short", "password2": "short"})

    assert "at least 12 characters" in answer.text
    assert 'id="id_password1_error"' in answer.text
    graduate_user.refresh_from_db()
    assert not graduate_user.has_usable_password()


def test_a_forgotten_password_is_chosen_anew_by_a_code(client, graduate_user):
    client.post("/password/forgotten/", {"email": graduate_user.email})
    client.post("/password/forgotten/code/", {"code": mailed_code()})
    client.post(
        "/password/forgotten/new/",
        {"password1": "correct horse battery", "password2": "correct horse battery"},
    )

    graduate_user.refresh_from_db()
    assert graduate_user.check_password("correct horse battery")
    assert who_is(client) is None


def test_the_address_allauth_knows_follows_the_persons(db):
    person = UserFactory(email="old@example.org")
    person.email = "new@example.org"
    person.save()

    addresses = person.emailaddress_set.values_list("email", "verified", "primary")
    assert list(addresses) == [("new@example.org", True, True)]
