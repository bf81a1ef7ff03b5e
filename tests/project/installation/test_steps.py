"""`manage.py deploy`: each step does its part once, and says afterwards what was so already."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from billing.models import ReferenceRate
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from project.installation import steps
from tests.factories.accounts import UserFactory


def deploy(*words: str) -> list[str]:
    out = StringIO()
    call_command("deploy", *words, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db(transaction=True)
def test_done_twice_it_says_what_was_so_already(production):
    first = deploy("--admin", "ada@example.org", "--name", "Ada Admin")
    second = deploy("--admin", "ada@example.org")

    assert first[1] == "Database: it was up to date."
    assert first[2].startswith("Static files: ")
    assert first[2].endswith(" collected.")
    assert second[2] == first[2].replace("collected", "were there")
    assert first[4] == "Admin: Ada Admin was added."
    assert second[4] == "Admin: Ada Admin was added before, and has not signed in yet."
    assert User.objects.get().role == Role.ADMIN


@pytest.mark.django_db
def test_the_link_signs_the_admin_in_once(settings):
    settings.SITE_URL = "https://foothold.example.org"
    settings.ALLOWED_HOSTS = ["foothold.example.org"]
    *_, link = steps.first_admin("ada@example.org", "Ada Admin")
    page = link.removeprefix("https://foothold.example.org")
    visitor = Client(headers={"host": "foothold.example.org"})

    assert page.startswith("/sign-in/")
    assert visitor.post(page, secure=True).status_code == 302
    assert visitor.session["_auth_user_id"] == str(User.objects.get().pk)
    assert Client(headers={"host": "foothold.example.org"}).get(page).status_code == 410
    assert list(steps.first_admin("ada@example.org", "")) == [
        "Admin: Ada Admin has signed in already."
    ]


@pytest.mark.django_db
def test_only_the_first_admin_is_made_at_the_shell(admin):
    with pytest.raises(CommandError, match="Ada Admin is an admin already, and can let bob@"):
        list(steps.first_admin("bob@example.org", "Bob"))

    assert User.objects.get() == admin


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "signs_in"), [(Role.STAFF, True), (Role.ADMIN, False)])
def test_somebody_who_is_no_admin_does_not_become_one(role, signs_in):
    person = UserFactory(email="kim@example.org", role=role)
    User.objects.filter(pk=person.pk).update(is_active=signs_in)

    with pytest.raises(CommandError, match="and no admin who signs in"):
        list(steps.first_admin("Kim@example.org", ""))


@pytest.mark.django_db
def test_what_is_no_address_is_refused():
    with pytest.raises(CommandError, match="Enter a valid email address"):
        list(steps.first_admin("ada", ""))


@pytest.mark.django_db(transaction=True)
def test_faulty_settings_stop_it_before_anything_is_touched(production):
    production.SECRET_KEY = "short"

    with pytest.raises(CommandError, match=r"security\.W009"):
        deploy("--admin", "ada@example.org")

    assert not User.objects.exists()
    assert not production.STATIC_ROOT.exists()


@pytest.mark.django_db
def test_standard_rows_are_counted():
    assert steps.standard_rows() == (
        "Standard rows: 2 number series, 4 rates of VAT, 19 reference rates, 1 of our details."
    )


@pytest.mark.django_db
def test_a_database_that_lost_its_standard_rows_is_refused():
    ReferenceRate.objects.all().delete()

    with pytest.raises(CommandError, match="has lost its reference rates"):
        steps.standard_rows()


@pytest.mark.django_db
def test_without_an_admin_it_says_what_to_run_next(production):
    assert deploy()[-1] == "Then see what is missing: manage.py check_installation"
