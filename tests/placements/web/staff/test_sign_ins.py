"""A graduate's sign-in, given and taken back by the office on the graduate's page."""

import pytest

from foundation.accounts.choices import Role
from foundation.models import OutboxRow
from placements.models import Graduate
from tests.factories.accounts import UserFactory
from tests.factories.placements import GraduateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def test_who_is_let_in_has_a_letter_and_their_page(desk, client):
    graduate = GraduateFactory(email="ada@example.org")
    assert "Let them sign in" in desk.get(f"/graduates/{graduate.pk}/").text

    page = desk.post(f"/graduates/{graduate.pk}/let-in/", follow=True)

    graduate.refresh_from_db()
    assert page.context["undo"]["message"] == (
        f"{graduate} can now sign in. We have emailed them instructions."
    )
    assert "Signs in as ada@example.org." in page.text
    assert OutboxRow.objects.get().payload["to"] == ["ada@example.org"]
    client.force_login(graduate.user)
    assert client.get("/").status_code == 200


def test_the_sign_in_is_taken_back_and_given_again_to_the_same_user(desk):
    graduate = GraduateFactory(signs_in=True)
    was = graduate.user

    desk.post(f"/graduates/{graduate.pk}/shut-out/")
    was.refresh_from_db()
    assert not was.is_active

    desk.post(f"/graduates/{graduate.pk}/let-in/")
    assert Graduate.objects.get(pk=graduate.pk).user == was
    was.refresh_from_db()
    assert was.is_active


def test_an_address_of_somebody_else_is_refused_in_a_sentence(desk):
    UserFactory(email="ada@example.org", role=Role.EMPLOYER)
    graduate = GraduateFactory(email="ada@example.org")

    page = desk.post(f"/graduates/{graduate.pk}/let-in/", follow=True)

    assert "Someone else already signs in as ada@example.org" in page.text
    assert Graduate.objects.get(pk=graduate.pk).user is None


@pytest.mark.parametrize("action", ["let-in", "shut-out"])
def test_what_is_so_already_is_said(desk, action):
    graduate = GraduateFactory(signs_in=action == "let-in")

    page = desk.post(f"/graduates/{graduate.pk}/{action}/", follow=True)

    says = "can already sign in" if action == "let-in" else "cannot sign in."
    assert says in page.text
