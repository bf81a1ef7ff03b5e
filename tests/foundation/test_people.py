"""The people of the office: an admin lets them in by e-mail, and shuts them out."""

from datetime import date

import pytest

from foundation import people
from foundation.accounts.choices import Role
from foundation.accounts.models import ApiKey, User
from foundation.models import HistoryEntry, OutboxRow
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NEW = {"full_name": "Nia Newcomer", "email": "Nia@Example.org", "role": "finance"}


@pytest.fixture
def office(client, admin):
    client.force_login(admin)
    return client


def test_who_is_let_in_has_a_letter_that_says_how(office, admin):
    page = office.post("/people/", NEW, follow=True)

    nia = User.objects.get(email="nia@example.org")
    assert (nia.role, nia.full_name, nia.is_active) == ("finance", "Nia Newcomer", True)
    assert "We have emailed Nia Newcomer how to sign in." in page.text
    (letter,) = OutboxRow.objects.all()
    assert letter.payload["to"] == ["nia@example.org"]
    assert "as Finance" in letter.payload["text"]
    assert HistoryEntry.objects.get(verb="let in", subject_id=nia.pk).by == admin


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"full_name": " "}, "This field is required."),
        ({"role": "employer"}, "Select a valid choice."),
    ],
)
def test_a_wrong_field_is_named_and_nobody_is_let_in(office, wrong, says):
    page = office.post("/people/", NEW | wrong)

    assert page.status_code == 400
    assert says in page.text
    assert not User.objects.filter(email="nia@example.org").exists()


def test_an_address_that_signs_in_already_is_named(office):
    UserFactory(email="nia@example.org", role=Role.GRADUATE)

    page = office.post("/people/", NEW)

    assert "nia@example.org already has access, as Graduate." in page.text


def test_who_is_shut_out_is_gone_at_once_and_comes_back_by_undo(office, client, admin):
    nia = UserFactory(role=Role.STAFF)
    ApiKey.objects.create_key(name="script", user=nia)
    client.force_login(nia)
    assert client.get("/").status_code == 200
    client.force_login(admin)

    page = client.post(f"/people/{nia.pk}/shut-out/", follow=True)

    nia.refresh_from_db()
    assert not nia.is_active
    assert nia.api_keys.get().revoked
    client.post(page.context["undo"]["address"])
    nia.refresh_from_db()
    assert nia.is_active


def test_a_session_of_somebody_shut_out_opens_nothing(client, admin):
    nia = UserFactory(role=Role.STAFF)
    client.force_login(nia)

    people.revoke_access(nia.pk, by=admin, on=date(2026, 11, 23))

    assert client.get("/graduates/").status_code == 302


def test_nobody_shuts_themselves_out(office, admin):
    page = office.post(f"/people/{admin.pk}/shut-out/", follow=True)

    admin.refresh_from_db()
    assert admin.is_active
    assert "You cannot remove your own access. Ask another admin to do it." in page.text


def test_contacts_and_graduates_are_not_people_of_the_office(office):
    graduate = UserFactory(role=Role.GRADUATE)

    assert graduate.email not in office.get("/people/").text
    assert office.post(f"/people/{graduate.pk}/shut-out/").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_the_same_for_one_and_thirty(office, rows, django_assert_num_queries):
    UserFactory.create_batch(rows, role=Role.STAFF)
    office.get("/people/")

    with django_assert_num_queries(3):
        office.get("/people/")
