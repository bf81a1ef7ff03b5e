"""Somebody may sign in: as whom, at which employer, and with what key."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from employers.models import Contact
from foundation.accounts.choices import Role
from foundation.accounts.models import ApiKey, User
from tests.factories.accounts import UserFactory
from tests.factories.employers import ContactFactory, EmployerFactory
from tests.factories.placements import GraduateFactory


def create_user(*words: str) -> list[str]:
    out = StringIO()
    call_command("create_user", *words, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("role", ["admin", "staff", "finance", "graduate"])
def test_somebody_may_sign_in_with_a_role(db, role):
    create_user("Kim@Example.org", "--role", role, "--name", "Kim Sato")

    user = User.objects.get()
    assert (user.email, user.role, user.full_name) == ("kim@example.org", role, "Kim Sato")
    assert not user.has_usable_password()


def test_without_a_key_the_way_to_a_link_is_named(db):
    printed = create_user("kim@example.org", "--role", "staff")

    assert printed[-1] == "To get a sign-in link: manage.py sign_in_link kim@example.org"
    assert not ApiKey.objects.exists()


def test_the_key_stands_alone_on_the_last_line_and_signs_in(db):
    secret = create_user("kim@example.org", "--role", "staff", "--api-key", "laptop")[-1]

    assert ApiKey.objects.get_from_key(secret).name == "laptop"
    client = APIClient(headers={"Authorization": f"Api-Key {secret}"})
    assert client.get("/api/v1/employers/").status_code == 200


def test_a_contact_is_made_at_the_employer(db):
    employer = EmployerFactory(reference="EMP-0001")
    create_user("kim@acorn.example", "--role", "employer", "--employer", "emp-0001")

    contact = Contact.objects.get()
    assert (contact.employer, contact.email) == (employer, "kim@acorn.example")
    assert contact.user == User.objects.get(role=Role.EMPLOYER)


def test_a_contact_who_is_known_is_attached_and_gives_the_name(db):
    contact = ContactFactory(full_name="Kim Sato", email="Kim@acorn.example")
    reference = contact.employer.reference
    create_user("kim@acorn.example", "--role", "employer", "--employer", reference)

    contact.refresh_from_db()
    assert contact.user.full_name == "Kim Sato"
    assert Contact.objects.count() == 1


def test_a_graduate_sees_the_profile_of_the_same_address(db):
    graduate = GraduateFactory(full_name="Kim Sato", email="kim@example.org", reference="GRAD-7")
    printed = create_user("Kim@example.org", "--role", "graduate")

    graduate.refresh_from_db()
    assert graduate.user.full_name == "Kim Sato"
    assert "They can see the profile of Kim Sato, GRAD-7." in printed


def test_a_graduate_without_a_profile_is_told_so(db):
    printed = create_user("kim@example.org", "--role", "graduate")

    assert "No graduate has this email address yet, so they have no profile to see." in printed


def refused(*words: str) -> str:
    """Return the refusal's sentence; nobody was made."""
    before = User.objects.count()
    with pytest.raises(CommandError) as refusal:
        create_user(*words)
    assert User.objects.count() == before
    return str(refusal.value)


def test_an_unknown_role_is_refused_with_those_there_are(db):
    assert refused("kim@example.org", "--role", "boss") == (
        "Unknown role 'boss'. Choose one of: admin, staff, finance, employer or graduate."
    )


def test_an_unknown_employer_is_refused_with_those_that_come_near(db):
    EmployerFactory(reference="ACORN", name="Acorn Software Ltd")
    EmployerFactory(reference="BRAMBLE", name="Bramble Foods Ltd")

    by_reference = refused("kim@example.org", "--role", "employer", "--employer", "ACRON")
    by_name = refused("kim@example.org", "--role", "employer", "--employer", "bramble food")
    unlike = refused("kim@example.org", "--role", "employer", "--employer", "zzz")

    assert by_reference == (
        "No employer has the reference 'ACRON'. Did you mean ACORN (Acorn Software Ltd)?"
    )
    assert by_name.endswith("Did you mean BRAMBLE (Bramble Foods Ltd)?")
    assert unlike == "No employer has the reference 'zzz'."


def test_an_address_that_can_sign_in_already_is_refused_whatever_its_case(db):
    UserFactory(email="kim@example.org", role=Role.FINANCE)

    assert refused("KIM@example.org", "--role", "staff") == (
        "kim@example.org can already sign in as finance."
    )


def test_what_is_no_address_is_refused(db):
    assert refused("kim", "--role", "staff") == "Enter a valid email address."


def test_an_employer_and_its_role_go_together(db):
    reference = EmployerFactory().reference

    assert "Add --employer REF" in refused("kim@example.org", "--role", "employer")
    assert "only for the role employer" in refused(
        "kim@example.org", "--role", "staff", "--employer", reference
    )


def test_a_contact_who_signs_in_as_somebody_else_is_not_taken_over(db):
    contact = ContactFactory(email="kim@acorn.example", user=UserFactory(role=Role.EMPLOYER))

    assert "already" in refused(
        "kim@acorn.example", "--role", "employer", "--employer", contact.employer.reference
    )
