"""A contact's sign-in, given and taken back by the office on the employer's page."""

import pytest

from employers.models import Contact
from foundation.models import OutboxRow
from tests.factories.employers import ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def test_a_contact_is_let_in_with_a_letter_and_shut_out_again(desk, client, staff):
    contact = ContactFactory(user=None, email="joan@example.org")
    address = f"/employers/{contact.employer_id}/"
    assert "Give sign-in access" in desk.get(address).text

    page = desk.post(f"/contacts/{contact.pk}/let-in/", follow=True)

    contact.refresh_from_db()
    message = page.context["undo"]["message"]
    assert message == f"{contact} can sign in now. We have emailed them how."
    assert "signs in" in page.text
    letter = OutboxRow.objects.get().payload
    assert letter["to"] == ["joan@example.org"]
    assert f"{staff} has given you access to Foothold for {contact.employer}." in letter["text"]
    client.force_login(contact.user)
    assert client.get("/portfolios/").status_code == 200

    client.force_login(staff)
    desk.post(page.context["undo"]["address"])
    assert Contact.objects.get(pk=contact.pk).user is None


def test_who_signs_in_elsewhere_is_refused(desk):
    known = ContactFactory(signs_in=True)
    other = ContactFactory(user=None, email=known.user.email)

    page = desk.post(f"/contacts/{other.pk}/let-in/", follow=True)

    assert "You cannot invite" in page.text
    assert Contact.objects.get(pk=other.pk).user is None
