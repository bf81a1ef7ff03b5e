"""Everybody chooses their e-mails: on a page, or by the link in each of them."""

import pytest
from django.test import Client

from foundation.accounts.choices import SWITCHES, Notice, Role
from foundation.accounts.notifications import switch, switch_token
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def off_link(user, kind=Notice.REQUEST_POSTED) -> str:
    return f"/account/notifications/off/{switch_token(user, kind)}/"


@pytest.mark.parametrize("role", Role)
def test_each_role_has_switches_for_what_concerns_it(client, role):
    client.force_login(UserFactory(role=role))

    page = client.get("/account/notifications/").text

    for kind in Notice:
        assert (f'value="{kind}" checked' in page) == (kind in SWITCHES[role])


def test_what_is_not_ticked_is_switched_off_and_can_come_back(client, staff):
    client.force_login(staff)
    client.post("/account/notifications/", {"kind": ["approval_asked"]})

    assert staff.wants(Notice.APPROVAL_ASKED)
    assert not staff.wants(Notice.REQUEST_POSTED)
    page = client.get("/account/notifications/").text
    assert 'value="approval_asked" checked' in page
    assert 'value="request_posted">' in page

    client.post("/account/notifications/", {"kind": list(SWITCHES[Role.STAFF])})
    assert staff.wants(Notice.REQUEST_POSTED)


def test_a_reminder_of_a_debt_cannot_be_switched_off(client, employer_contact):
    switch(employer_contact, Notice.REMINDER, wanted=False)
    client.post(off_link(employer_contact, Notice.REMINDER))

    assert employer_contact.wants(Notice.REMINDER)
    page = client.get(off_link(employer_contact, Notice.REMINDER)).text
    assert "We always send these emails" in page


def test_opening_the_link_of_an_e_mail_asks_and_switches_nothing_off(client, staff):
    answer = client.get(off_link(staff))

    assert "An employer posts a role" in answer.text
    assert staff.wants(Notice.REQUEST_POSTED)


def test_the_link_switches_off_its_kind_and_no_other_without_signing_in(client, staff):
    answer = client.post(off_link(staff))

    assert "Emails turned off" in answer.text
    assert not staff.wants(Notice.REQUEST_POSTED)
    assert staff.wants(Notice.APPROVAL_ASKED)


def test_a_mail_program_switches_off_with_one_click(staff):
    # RFC 8058: no cookie, no form of ours, only the body it prescribes.
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(off_link(staff), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not staff.wants(Notice.REQUEST_POSTED)


@pytest.mark.parametrize("token", ["nonsense", "WzEsICJyZXF1ZXN0X3Bvc3RlZCJd:1aaaaa:forged"])
def test_a_link_we_did_not_write_changes_nothing(client, staff, token):
    answer = client.post(f"/account/notifications/off/{token}/")

    assert answer.status_code == 404
    assert "We do not recognise this link" in answer.text


def test_the_link_of_one_person_is_none_for_another(client, staff, admin):
    client.post(off_link(staff))

    assert admin.wants(Notice.REQUEST_POSTED)
