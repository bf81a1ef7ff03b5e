"""Colleagues: who may invite whom, and what is left when somebody leaves."""

from datetime import date

import pytest
from rest_framework.test import APIClient

from employers.domain import contacts
from employers.models import Contact
from employers.models.contact import StaysWithEmployer
from foundation import history
from foundation.accounts.choices import Role
from foundation.accounts.models import ApiKey, User
from foundation.errors import BadValue
from tests.factories.accounts import UserFactory
from tests.factories.employers import ContactFactory, EmployerFactory

DAY = date(2018, 6, 4)


def invite(employer, by, email="carla@ember.example", **but):
    options = {"full_name": "Carla Cole", "email": email, **but}
    return contacts.invite(employer.pk, by=by, on=DAY, **options)


def test_a_colleague_who_is_invited_is_a_contact_who_signs_in(employer, employer_contact):
    carla = invite(employer, employer_contact, email=" Carla@Ember.example ", role="CTO")

    assert (carla.employer, carla.email, carla.role) == (employer, "carla@ember.example", "CTO")
    assert (carla.user.email, carla.user.role, carla.user.is_active) == (
        "carla@ember.example",
        Role.EMPLOYER,
        True,
    )
    assert [entry.verb for entry in history.of(carla)] == ["invited"]


def test_a_contact_we_knew_without_a_sign_in_gets_one_and_no_twin(employer, employer_contact):
    known = ContactFactory(employer=employer, email="carla@ember.example")

    assert invite(employer, employer_contact).pk == known.pk
    assert employer.contacts.count() == 2


@pytest.mark.parametrize("elsewhere", [Role.EMPLOYER, Role.STAFF, Role.GRADUATE])
def test_an_address_that_signs_in_already_is_not_invited(employer, employer_contact, elsewhere):
    UserFactory(email="carla@ember.example", role=elsewhere)

    with pytest.raises(contacts.CannotBeInvited, match="Please contact us"):
        invite(employer, employer_contact)


def test_whom_the_office_shut_out_no_colleague_lets_in_again(employer, employer_contact):
    shut_out = ContactFactory(signs_in=True)
    shut_out.user.is_active = False
    shut_out.user.save()

    with pytest.raises(contacts.CannotBeInvited):
        invite(employer, employer_contact, email=shut_out.email)


@pytest.mark.parametrize(
    ("but", "field"), [({"email": "no address"}, "email"), ({"full_name": " "}, "full_name")]
)
def test_an_invitation_needs_a_name_and_an_address(employer, employer_contact, but, field):
    with pytest.raises(BadValue) as refused:
        invite(employer, employer_contact, **but)

    assert refused.value.field == field


def test_whoever_leaves_no_longer_signs_in_and_what_they_did_stays(employer, employer_contact):
    contact = employer_contact.contact

    left = contacts.leave(contact.pk, by=employer_contact, on=DAY)

    employer_contact.refresh_from_db()
    assert (left.user, employer_contact.is_active) == (None, False)
    assert employer.contacts.get() == contact
    with pytest.raises(contacts.NoSignIn):
        contacts.leave(contact.pk, by=employer_contact, on=DAY)


def test_whoever_left_may_be_invited_again(employer, employer_contact):
    carla = invite(employer, employer_contact)
    user = carla.user
    contacts.leave(carla.pk, by=user, on=DAY)

    back = invite(employer, employer_contact)

    assert (back.pk, back.user, back.user.is_active) == (carla.pk, user, True)


def test_a_contact_does_not_change_employer_at_any_door(client, staff, staff_api, employer_contact):
    contact, other = employer_contact.contact, EmployerFactory()

    answer = staff_api.patch(
        f"/api/v1/contacts/{contact.pk}/", {"employer": other.pk}, format="json"
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "contact_stays_with_employer")
    row = Contact.objects.get(pk=contact.pk)
    row.employer = other
    with pytest.raises(StaysWithEmployer, match="add them as a new contact"):
        row.save()
    contact.refresh_from_db()
    assert contact.employer_id != other.pk


def test_a_changed_address_ends_the_sessions_and_the_keys_of_the_old_one(
    client, staff_api, employer_contact
):
    client.force_login(employer_contact)
    _, secret = ApiKey.objects.create_key(name="theirs", user=employer_contact)
    program = APIClient(headers={"Authorization": f"Api-Key {secret}"})
    assert client.get("/account/").status_code == 200
    assert program.get("/api/v1/invoices/").status_code == 200

    answer = staff_api.patch(
        f"/api/v1/contacts/{employer_contact.contact.pk}/",
        {"email": "New@Ember.example"},
        format="json",
    )

    assert answer.status_code == 200
    assert client.get("/account/").url.startswith("/sign-in/")
    assert program.get("/api/v1/invoices/").status_code == 401
    employer_contact.refresh_from_db()
    assert employer_contact.email == "new@ember.example"


def test_whatever_changes_the_address_of_a_user_ends_their_sessions_and_keys(client, staff):
    client.force_login(staff)
    _, secret = ApiKey.objects.create_key(name="theirs", user=staff)

    User.objects.filter(pk=staff.pk).update(email="elsewhere@example.org")

    assert client.get("/account/").url.startswith("/sign-in/")
    with pytest.raises(ApiKey.DoesNotExist):
        ApiKey.objects.get_from_key(secret)


def test_an_address_that_signs_in_elsewhere_is_refused(staff_api, employer_contact, staff):
    answer = staff_api.patch(
        f"/api/v1/contacts/{employer_contact.contact.pk}/", {"email": staff.email}, format="json"
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "email"
    employer_contact.contact.refresh_from_db()
    assert employer_contact.contact.email != staff.email
