"""Staff, finance and admin prove themselves twice before anything else opens; nobody else must."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings

from foundation.accounts.choices import OFFICE, Role
from foundation.accounts.models import ApiKey
from foundation.accounts.sign_in import link_for
from tests.factories.accounts import UserFactory

from .conftest import app_code, mailed_code, who_is

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_factors")]
SITE = "http://testserver"


def recovery_codes(client: Client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", client.get("/account/recovery-codes/").text)


@pytest.mark.parametrize("role", OFFICE)
@pytest.mark.parametrize("path", ["/", "/account/", "/account/keys/", "/account/calendar/"])
def test_the_office_is_led_to_a_second_factor_before_anything_else(by_code, role, path):
    client = by_code(UserFactory(role=role))

    assert client.get(path).url == "/account/second-factor/"
    assert (
        "Before you continue, set up a second factor" in client.get("/account/second-factor/").text
    )


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.GRADUATE])
def test_employers_and_graduates_may_do_without(by_code, role):
    client = by_code(UserFactory(role=role))

    assert client.get("/").status_code == 200
    assert "It is optional for you" in re.sub(
        r"\s+", " ", client.get("/account/second-factor/").text
    )


def test_no_deed_is_done_before_the_second_factor(by_code, staff):
    client = by_code(staff)

    answer = client.post("/account/keys/", {"name": "sly"})

    assert answer.url == "/account/second-factor/"
    assert not ApiKey.objects.exists()


def test_the_api_by_session_refuses_in_its_own_words(by_code, finance_officer):
    answer = by_code(finance_officer).get("/api/v1/invoices/")

    assert answer.status_code == 403
    [error] = answer.json()["errors"]
    assert error["code"] == "second_factor_needed"
    assert "second factor" in error["detail"]


def test_a_program_with_a_key_is_asked_for_no_second_factor(keyed_client_of, finance_officer):
    assert keyed_client_of(finance_officer).get("/api/v1/invoices/").status_code == 200


def test_a_key_that_is_none_opens_nothing_through_the_session(by_code, finance_officer):
    answer = by_code(finance_officer).get(
        "/api/v1/invoices/", headers={"Authorization": "Api-Key abcdefgh.ijklmnopqrstuvwx"}
    )

    assert answer.status_code == 401


def test_a_key_opens_no_page(by_code, finance_officer):
    client = by_code(finance_officer)

    for key in ("Api-Key abcdefgh.ijklmnopqrstuvwx", "Api-Key"):
        answer = client.get("/account/keys/", headers={"Authorization": key})
        assert answer.url == "/account/second-factor/"


def test_a_part_of_a_page_sends_the_whole_page_on(by_code, staff):
    answer = by_code(staff).get("/", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == "/account/second-factor/"


def test_signing_out_and_health_stay_open(by_code, staff):
    client = by_code(staff)

    assert client.get("/healthz").status_code == 200
    client.post("/sign-out/")
    assert who_is(client) is None


@pytest.mark.parametrize("role", OFFICE)
def test_an_app_that_was_set_up_opens_the_door_and_gives_recovery_codes(by_code, set_up_app, role):
    client = by_code(UserFactory(role=role))
    set_up_app(client)

    assert len(recovery_codes(client)) == 10
    assert client.get("/").status_code == 200
    assert client.get("/api/v1/invoices/").status_code == 200
    assert "set up as your second factor" in mail.outbox[-2].body + mail.outbox[-1].body


def test_a_wrong_first_code_is_said_beside_its_field_and_sets_nothing_up(by_code, staff):
    client = by_code(staff)
    client.get("/account/second-factor/app/")

    answer = client.post("/account/second-factor/app/", {"code": "000000"})

    assert 'id="id_code_error"' in answer.text
    assert not Authenticator.objects.exists()


def test_from_then_on_the_code_by_e_mail_is_followed_by_the_apps(by_code, set_up_app, staff):
    secret = set_up_app(by_code(staff))
    client = Client()
    client.post("/sign-in/", {"email": staff.email})

    assert client.post("/sign-in/code/", {"code": mailed_code()}).url == "/sign-in/second-factor/"
    assert who_is(client) is None
    wrong = client.post("/sign-in/second-factor/", {"code": "000000"})
    assert 'id="id_code_error"' in wrong.text
    client.post("/sign-in/second-factor/", {"code": app_code(secret)})
    assert client.get("/").status_code == 200


def test_the_password_is_one_factor_as_well(by_code, set_up_app, staff):
    set_up_app(by_code(staff))
    staff.set_password("correct horse battery")
    staff.save()
    client = Client()

    answer = client.post(
        "/sign-in/password/", {"login": staff.email, "password": "correct horse battery"}
    )

    assert answer.url == "/sign-in/second-factor/"
    assert who_is(client) is None


def test_a_recovery_code_signs_in_once(by_code, set_up_app, staff):
    first = by_code(staff)
    set_up_app(first)
    code = recovery_codes(first)[0]

    def sign_in_with(code: str) -> Client:
        client = by_code(staff, Client())
        client.post("/sign-in/second-factor/", {"code": code})
        return client

    assert sign_in_with(code).get("/").status_code == 200
    assert who_is(sign_in_with(code)) is None


def test_somebody_else_may_set_one_up_and_is_asked_for_it(by_code, set_up_app, graduate_user):
    set_up_app(by_code(graduate_user))

    assert who_is(by_code(graduate_user, Client())) is None


def test_who_takes_the_last_one_away_needs_a_new_one(by_code, set_up_app, staff):
    client = by_code(staff)
    set_up_app(client)

    client.post("/account/second-factor/app/remove/")

    assert not Authenticator.objects.exists()
    assert client.get("/").url == "/account/second-factor/"


def test_a_session_from_before_proves_the_factor_that_was_set_up_elsewhere(
    by_code, set_up_app, staff
):
    before = by_code(staff)
    secret = set_up_app(by_code(staff, Client()))

    redirect = before.get("/account/keys/")
    assert redirect.url == "/account/confirm/code/?next=%2Faccount%2Fkeys%2F"
    answer = before.post(redirect.url, {"code": app_code(secret), "next": "/account/keys/"})

    assert answer.url == "/account/keys/"
    assert before.get("/account/keys/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/account/passkeys/add/", "/account/recovery-codes/", "/account/second-factor/"),
        *("/account/recovery-codes/new/", "/account/confirm/password/"),
    ],
)
def test_a_session_that_proved_one_factor_adds_no_other_beside_it(by_code, set_up_app, staff, path):
    # A thief of the mailbox signed in first, and could choose a new password by e-mail.
    thief = by_code(staff)
    set_up_app(by_code(staff, Client()))

    assert thief.get(path).url.startswith("/account/confirm/code/?next=")


def test_the_proof_of_one_person_is_none_for_another(by_code, set_up_app, staff, admin):
    client = by_code(staff)
    set_up_app(client)
    client.post("/sign-out/")

    assert by_code(admin, client).get("/").url == "/account/second-factor/"


def test_the_secret_of_an_app_cannot_be_read_in_the_database(by_code, set_up_app, staff):
    secret = set_up_app(by_code(staff))

    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored


def test_an_app_outlives_a_new_secret_key(by_code, set_up_app, staff, settings):
    secret = set_up_app(by_code(staff))
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[old]):
        client = by_code(staff, Client())
        client.post("/sign-in/second-factor/", {"code": app_code(secret)})

        assert who_is(client) == str(staff.pk)


# Links


def test_in_production_a_sign_in_link_is_one_factor(client, staff):
    client.post(link_for(staff, SITE))

    assert client.get("/").url == "/account/second-factor/"


def test_a_sign_in_link_asks_for_the_second_factor_one_has(by_code, set_up_app, staff):
    secret = set_up_app(by_code(staff))
    staff.refresh_from_db()
    client = Client()

    assert client.post(link_for(staff, SITE)).url == "/sign-in/second-factor/"
    assert who_is(client) is None
    client.post("/sign-in/second-factor/", {"code": app_code(secret)})
    assert client.get("/").status_code == 200


def test_at_the_desk_of_the_demo_a_link_stands_for_both(client, staff, settings):
    settings.SIGN_IN_LINK_IS_BOTH_FACTORS = True

    client.post(link_for(staff, SITE))

    assert client.get("/").status_code == 200


def test_who_lost_phone_and_codes_sets_up_a_new_one_by_a_link(by_code, set_up_app, staff, capsys):
    set_up_app(by_code(staff))

    call_command("sign_in_link", staff.email, site=SITE, lost_second_factor=True)
    lines = capsys.readouterr().out.splitlines()
    client = Client()
    client.post(lines[-1])

    assert lines[0] == "Deleted 2 of their second factors."
    assert client.get("/").url == "/account/second-factor/"
