"""Colleagues on the page: inviting one, and leaving."""

from datetime import date

import pytest

from employers.models import Contact
from foundation.models import OutboxRow
from tests.factories.employers import ContactFactory

pytestmark = pytest.mark.django_db
PAGE = "/portal/colleagues/"
CARLA = {"full_name": "Carla Cole", "email": "carla@ember.example", "role": "CTO"}


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(date(2018, 7, 9))


@pytest.fixture
def portal(client, employer_contact):
    client.force_login(employer_contact)
    return client


def test_a_colleague_who_is_invited_reads_how_to_sign_in(portal, employer):
    portal.post(PAGE, CARLA)

    carla = employer.contacts.get(email="carla@ember.example")
    letter = OutboxRow.objects.get().payload
    assert letter["to"] == ["carla@ember.example"]
    assert "You do not need a password" in letter["text"]
    assert "/sign-in/" in letter["text"]
    assert carla.full_name in portal.get(PAGE).text


def test_an_invitation_that_is_refused_says_so_and_keeps_what_was_typed(portal):
    ContactFactory(email="carla@ember.example", signs_in=True)

    answer = portal.post(PAGE, CARLA)

    assert answer.status_code == 400
    assert "You cannot invite" in answer.text
    assert 'value="Carla Cole"' in answer.text


def test_colleagues_of_another_employer_are_not_shown(portal):
    theirs = ContactFactory(signs_in=True)

    assert theirs.full_name not in portal.get(PAGE).text


def test_whoever_leaves_is_signed_out_for_good_and_the_office_is_told(
    portal, employer, employer_contact, staff
):
    ContactFactory(employer=employer, signs_in=True, full_name="Carla Cole")

    page = portal.post(f"{PAGE}leave/", {"sure": "on"}, follow=True)

    assert "You have left" in page.text
    assert "Sign out" not in page.text
    employer_contact.refresh_from_db()
    assert not employer_contact.is_active
    letter = OutboxRow.objects.get().payload
    assert letter["to"] == [staff.email]
    assert "Other contacts there: Carla Cole." in letter["text"]


def test_nobody_leaves_by_a_slip(portal, employer_contact):
    answer = portal.post(f"{PAGE}leave/")

    employer_contact.refresh_from_db()
    assert (answer.status_code, employer_contact.is_active) == (400, True)
    assert "This field is required." in answer.text


def test_the_last_one_is_told_what_leaving_means(portal, employer):
    assert "You are the only person at" in portal.get(PAGE).text

    ContactFactory(employer=employer, signs_in=True)

    assert "You are the only person at" not in portal.get(PAGE).text


def test_somebody_who_is_nobodys_contact_reads_whom_to_ask(client, stranger):
    client.force_login(stranger)

    assert client.get(PAGE).status_code == 403
    assert not Contact.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_as_much_for_one_as_for_thirty(
    portal, employer, rows, django_assert_num_queries
):
    ContactFactory.create_batch(rows, employer=employer, signs_in=True)

    with django_assert_num_queries(5):
        portal.get(PAGE)
