"""One's own account: its pages open for every role, and keys are made and revoked there."""

import re
from datetime import date
from hashlib import sha256
from urllib.parse import unquote

import pytest
from django.test import Client

from foundation.accounts.choices import SWITCHES, Role
from foundation.accounts.models import ApiKey, CalendarAddress
from tests.factories.accounts import ApiKeyFactory, CalendarAddressFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGES = [
    *("/account/", "/account/second-factor/", "/account/second-factor/app/", "/account/sessions/"),
    *("/account/passkeys/", "/account/passkeys/add/", "/account/notifications/", "/account/keys/"),
    *("/account/calendar/", "/account/password/first/", "/sign-out/here/"),
]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_ones_account_opens(client, role, path):
    client.force_login(UserFactory(role=role))

    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert not re.search(r"<[^>]+\sstyle=", answer.text)


@pytest.mark.parametrize(
    "path",
    [
        *("/sign-in/", "/sign-in/password/", "/sign-in/closed/", "/sign-in/inactive/"),
        *("/password/forgotten/", "/password/forgotten/done/"),
    ],
)
def test_every_page_of_the_entrance_opens(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_signed_in_is_sent_to_do_so(client, path):
    answer = client.get(path)

    assert unquote(answer.url) in {f"/sign-in/?next={path}", "/"}


def test_the_account_says_what_is_set_up(client, staff):
    client.force_login(staff)
    plain = client.get("/account/").text
    assert "You have none yet. A passkey lets you sign in" in plain
    assert f"You get all {len(SWITCHES[Role.STAFF])} kinds of email." in plain

    CalendarAddressFactory(user=staff)
    ApiKeyFactory(user=staff)
    staff.notification_choices.create(kind="request_posted", wanted=False)

    page = client.get("/account/").text
    assert "Renew or delete the address" in page
    assert "You have 1 key for your programs" in page
    assert f"You have turned off 1 of {len(SWITCHES[Role.STAFF])} kinds of email." in page


# Keys


def test_a_key_is_shown_once_and_works(client, staff):
    client.force_login(staff)

    made = client.post("/account/keys/", {"name": "accounting export"}).text

    [secret] = re.findall(r"<code>(\w{8}\.\w+)</code>", made)
    program = Client(headers={"Authorization": f"Api-Key {secret}"})
    assert program.get("/api/v1/invoices/").status_code == 200
    later = client.get("/account/keys/").text
    assert secret not in later
    assert secret.partition(".")[0] in later


def test_a_key_without_a_name_is_refused_beside_its_field(client, staff):
    client.force_login(staff)

    answer = client.post("/account/keys/", {"name": " "})

    assert 'id="id_name_error"' in answer.text
    assert not ApiKey.objects.exists()


def test_a_revoked_key_opens_nothing_any_more(client, staff):
    key, secret = ApiKey.objects.create_key(name="laptop", user=staff)
    client.force_login(staff)

    answer = client.post(f"/account/keys/{key.prefix}/revoke/", follow=True)

    assert "You have revoked the key “laptop”." in answer.text
    program = Client(headers={"Authorization": f"Api-Key {secret}"})
    assert program.get("/api/v1/invoices/").status_code == 401


def test_nobody_sees_or_revokes_the_key_of_another(client, staff, admin):
    key = ApiKeyFactory(user=admin, name="the admin's own")
    client.force_login(staff)

    assert "the admin" not in client.get("/account/keys/").text
    assert client.post(f"/account/keys/{key.prefix}/revoke/").status_code == 404
    assert not ApiKey.objects.get(pk=key.pk).revoked


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_of_keys_asks_three_questions_however_many_there_are(
    client, staff, count, django_assert_num_queries
):
    ApiKeyFactory.create_batch(count, user=staff)
    client.force_login(staff)

    with django_assert_num_queries(3):
        client.get("/account/keys/")


# The address of the calendar


def test_an_address_is_made_renewed_and_withdrawn(client, staff):
    client.force_login(staff)
    assert "You have no address yet" in client.get("/account/calendar/").text

    first = address_in(client.post("/account/calendar/", {"action": "make"}))
    assert Client().get(first).status_code == 200
    second = address_in(client.post("/account/calendar/", {"action": "renew"}))
    assert second != first
    assert len(second.partition("-")[2].removesuffix(".ics")) >= 43  # 32 bytes
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    client.post("/account/calendar/", {"action": "withdraw"})

    assert not CalendarAddress.objects.exists()


def address_in(page) -> str:
    """Return the path of the feed a page shows."""
    return re.search(r"/calendar/[^\"]+\.ics", page.text)[0]


def test_an_address_is_read_once_and_only_its_hash_is_stored(client, staff):
    client.force_login(staff)
    address = address_in(client.post("/account/calendar/", {"action": "make"}))
    secret = address.partition("-")[2].removesuffix(".ics")

    page = client.get("/account/calendar/").text

    assert secret not in page
    assert "has not been used yet" in page
    row = CalendarAddress.objects.values().get()
    assert secret not in str(row)
    assert row["secret_sha256"] == sha256(secret.encode()).hexdigest()


def test_an_address_says_when_it_was_last_used(client, staff, on_day):
    on_day(date(2018, 9, 3))
    client.force_login(staff)
    address = address_in(client.post("/account/calendar/", {"action": "make"}))
    on_day(date(2018, 9, 10))

    Client().get(address)
    client.force_login(staff)  # a week later the office signs in again

    assert "last used on 10 September 2018" in client.get("/account/calendar/").text


def test_looking_at_the_page_makes_no_address(client, staff):
    client.force_login(staff)
    client.get("/account/calendar/")
    client.post("/account/calendar/", {"action": "dance"})

    assert not CalendarAddress.objects.exists()
