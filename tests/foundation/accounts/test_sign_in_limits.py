"""How often a code is sent or a password tried: per address of the network, and per mailbox."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

pytestmark = pytest.mark.django_db
MORNING = datetime(2018, 9, 3, 9, tzinfo=UTC)
ANN = {"email": "ann@example.org"}
SIGN_IN, CODE, FORGOTTEN = "/sign-in/", "/sign-in/code/", "/password/forgotten/"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(MORNING, tick=False)
    return time_machine


@pytest.mark.parametrize("page", [SIGN_IN, FORGOTTEN])
def test_a_mailbox_gets_three_codes_a_minute_and_ten_an_hour(clock, page):
    for minute in range(5):
        clock.move_to(MORNING + timedelta(minutes=minute, seconds=minute), tick=False)
        for number in range(4):
            Client().post(page, ANN, REMOTE_ADDR=f"192.0.2.{10 * minute + number}")
    assert len(mail.outbox) == 10

    clock.move_to(MORNING + timedelta(hours=1, minutes=5), tick=False)
    Client().post(page, ANN)

    assert len(mail.outbox) == 11


def test_a_code_that_is_sent_again_counts(client):
    client.post(SIGN_IN, ANN)
    client.post(CODE, {"action": "resend"})
    Client().post(SIGN_IN, ANN)

    page = client.post(CODE, {"action": "resend"}, follow=True)

    assert len(mail.outbox) == 3
    assert "Be patient" in page.text


@pytest.mark.parametrize("page", [SIGN_IN, FORGOTTEN])
def test_one_network_address_asks_for_twenty_codes_a_minute(page):
    for number in range(25):
        Client().post(page, {"email": f"person-{number}@example.org"})

    assert len(mail.outbox) == 20
    Client().post(page, ANN, REMOTE_ADDR="192.0.2.7")
    assert len(mail.outbox) == 21


def test_who_meets_the_page_of_a_limit_learns_when_to_come_back(client):
    for _ in range(4):
        answer = client.post(FORGOTTEN, ANN)

    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Wait five minutes and try again" in answer.text


def test_five_wrong_passwords_close_an_account_to_guesses_for_five_minutes(client, clock, staff):
    staff.set_password("correct horse battery")
    staff.save()
    form = {"login": staff.email, "password": "correct horse battery"}
    for _ in range(5):
        client.post("/sign-in/password/", {**form, "password": "guess"})

    assert "Too many failed" in client.post("/sign-in/password/", form).text
    clock.move_to(MORNING + timedelta(minutes=5, seconds=1), tick=False)
    assert client.post("/sign-in/password/", form).status_code == 302
