"""A sign-in link lets its person in once, within a day, and nobody else."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from foundation.accounts.sign_in import link_for

SITE = "http://testserver"
MONDAY = datetime(2018, 9, 3, 9, 0, tzinfo=ZoneInfo("Europe/London"))


def who_is(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_link_begins_with_the_address_people_reach_us_at(staff):
    assert link_for(staff, "https://foothold.example/").startswith(
        "https://foothold.example/sign-in/"
    )


def test_opening_a_link_asks_and_signs_nobody_in(client, staff):
    answer = client.get(link_for(staff, SITE))

    assert answer.status_code == 200
    assert "Sign in as Stella Staff" in answer.text
    assert who_is(client) is None


def test_a_mail_scanner_that_opens_a_link_does_not_use_it_up(client, staff):
    link = link_for(staff, SITE)
    scanner = Client()
    scanner.head(link)
    scanner.get(link)

    client.post(link)

    assert who_is(client) == str(staff.pk)


def test_signing_in_leads_to_ones_own_front_page(client, staff):
    answer = client.post(link_for(staff, SITE), follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert "Stella Staff" in answer.text
    assert "Sign out" in answer.text


def test_a_link_works_once(client, staff):
    link = link_for(staff, SITE)
    client.post(link)

    again = Client()
    answer = again.post(link)

    assert answer.status_code == 410
    assert "sign_in_link" in answer.text
    assert who_is(again) is None


def test_a_link_made_and_used_twice_within_one_second_works_once(staff, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    Client().post(link_for(staff, SITE))
    staff.refresh_from_db()
    time_machine.move_to(MONDAY + timedelta(milliseconds=200), tick=False)
    link = link_for(staff, SITE)
    time_machine.move_to(MONDAY + timedelta(milliseconds=400), tick=False)

    assert [Client().post(link).status_code for _ in range(2)] == [302, 410]


def test_signing_in_ends_the_other_links_of_the_same_person(client, staff):
    first, second = link_for(staff, SITE), link_for(staff, SITE)
    client.post(first)

    assert Client().get(second).status_code == 410


@pytest.mark.parametrize(
    ("age", "status"), [(timedelta(hours=24), 302), (timedelta(hours=24, seconds=1), 410)]
)
def test_a_link_lives_a_day(staff, time_machine, age, status):
    time_machine.move_to(MONDAY, tick=False)
    link = link_for(staff, SITE)
    time_machine.move_to(MONDAY + age, tick=False)

    assert Client().post(link).status_code == status


def test_a_link_is_of_no_use_to_somebody_it_does_not_name(client, staff, admin):
    of_staff, of_admin = link_for(staff, SITE), link_for(admin, SITE)
    token = of_staff.rstrip("/").rpartition("/")[2]
    forged = of_admin.rstrip("/").rpartition("/")[0] + f"/{token}/"

    assert client.post(forged).status_code == 410
    assert who_is(client) is None


def test_a_link_ends_with_the_right_to_sign_in(client, staff):
    link = link_for(staff, SITE)
    staff.is_active = False
    staff.save()

    assert client.post(link).status_code == 410


@pytest.mark.parametrize(
    "uidb64", ["!!!", "_w", "OTk5OTk5", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "-"]
)
def test_a_broken_link_gets_the_friendly_page(client, db, uidb64):
    answer = client.get(f"/sign-in/{uidb64}/abc-def/")

    assert answer.status_code == 410
    assert "This link no longer works" in answer.text


def test_a_form_of_another_site_cannot_sign_anybody_in(staff):
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(link_for(staff, SITE))

    assert answer.status_code == 403
    assert "That form is out of date" in answer.text
    assert who_is(strict) is None


def test_the_page_of_a_link_is_not_kept_by_browsers(client, staff):
    assert "no-store" in client.get(link_for(staff, SITE))["Cache-Control"]


def test_signing_out_is_a_deed_and_says_so(client, staff):
    client.force_login(staff)

    answer = client.post("/sign-out/", follow=True)

    assert who_is(client) is None
    assert "You have signed out." in answer.text


def test_a_picture_that_points_at_signing_out_signs_nobody_out(client, staff):
    client.force_login(staff)

    assert client.get("/sign-out/").url == "/"
    assert who_is(client) == str(staff.pk)


# The command


def test_the_command_prints_a_link_that_works_alone_on_its_last_line(client, staff, capsys):
    call_command("sign_in_link", staff.email.upper(), site=SITE)

    *_, link = capsys.readouterr().out.splitlines()
    client.post(link)
    assert who_is(client) == str(staff.pk)


def test_the_command_knows_who_it_does_not_know(db):
    with pytest.raises(CommandError, match=r"There is no user nobody@example\.org"):
        call_command("sign_in_link", "nobody@example.org")


def test_the_command_makes_no_link_for_somebody_who_left(staff):
    staff.is_active = False
    staff.save()

    with pytest.raises(CommandError, match="can no longer sign in"):
        call_command("sign_in_link", staff.email)
