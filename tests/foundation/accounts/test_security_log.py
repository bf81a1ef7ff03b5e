"""Sign-ins, factors, keys, downloads and rights are noted, without an address or a name."""

import json
import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from rest_framework.test import APIClient

from foundation import people
from foundation.accounts import security_log
from foundation.accounts.choices import Role
from foundation.accounts.models import ApiKey, SecurityEvent, User
from foundation.accounts.security_events import SecurityEventKind
from foundation.accounts.sign_in import link_for
from tests.factories.accounts import SecurityEventFactory, UserFactory
from tests.factories.placements import GraduateFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.fixture
def lines():
    """Collect what the logger writes; its handlers of the settings stay out of it."""
    records: list[logging.LogRecord] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    logger, collector = logging.getLogger("foothold.security"), Collector()
    logger.addHandler(collector)
    yield lambda: [json.loads(record.getMessage()) for record in records]
    logger.removeHandler(collector)


def events() -> list[tuple[str, int | None]]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", "user"))


def test_a_sign_in_by_a_code_and_a_sign_out_are_noted(by_code, staff):
    by_code(staff).post("/sign-out/")

    assert events() == [("signed_in", staff.pk), ("signed_out", staff.pk)]


def test_a_wrong_code_is_noted(client, staff):
    client.post("/sign-in/", {"email": staff.email})
    client.post("/sign-in/code/", {"code": "AAAA-AAAA"})

    assert events() == [("sign_in_failed", staff.pk)]
    assert SecurityEvent.objects.get().detail == {"by": "code"}


def test_a_wrong_password_is_noted_with_a_hash_of_what_was_typed(client):
    client.post("/sign-in/password/", {"login": "Nobody@Example.org", "password": "x"})

    [event] = SecurityEvent.objects.all()
    assert (event.kind, event.user) == ("sign_in_failed", None)
    assert event.detail["address"] == security_log.keyed_hash("nobody@example.org")
    assert event.source == security_log.keyed_hash("127.0.0.1")


def test_a_stale_link_is_noted(client, staff):
    address = link_for(staff, "http://testserver")
    client.get(address[:-3] + "xyz/")

    assert events() == [("sign_in_failed", staff.pk)]


def test_second_factors_are_noted_when_added_used_and_failed(by_code, staff, set_up_app):
    client = by_code(staff)
    set_up_app(client)
    SecurityEvent.objects.all().delete()
    client.post("/account/confirm/code/", {"code": "000000"})

    assert events() == [("second_factor_failed", staff.pk)]
    assert SecurityEvent.objects.get().detail == {"factor": "totp"}


def test_a_factor_set_up_is_noted(by_code, staff, set_up_app):
    set_up_app(by_code(staff))

    added = SecurityEvent.objects.filter(kind="second_factor_added")
    assert {event.detail["factor"] for event in added} == {"totp", "recovery_codes"}


def test_a_key_is_noted_when_made_and_revoked(client, staff):
    client.force_login(staff)
    client.post("/account/keys/", {"name": "Payroll of Jane Doe"})
    key = ApiKey.objects.get()
    client.post(f"/account/keys/{key.prefix}/revoke/")

    made, revoked = SecurityEvent.objects.filter(kind__startswith="key_").order_by("pk")
    assert (made.kind, revoked.kind) == ("key_made", "key_revoked")
    assert made.detail == revoked.detail == {"key": key.prefix}


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda key, secret: (ApiKey.objects.update(revoked=True), secret)[1], "revoked"),
        (lambda key, secret: secret[:-1] + ("a" if secret[-1] != "a" else "b"), "wrong secret"),
        (
            lambda key, secret: (
                ApiKey.objects.update(expires_at=datetime(2020, 1, 1, tzinfo=UTC)),
                secret,
            )[1],
            "expired",
        ),
        (lambda key, secret: (User.objects.update(is_active=False), secret)[1], "no access"),
    ],
)
def test_a_key_that_is_refused_is_noted_with_the_reason_that_its_user_does_not_read(
    staff, spoil, why
):
    key, secret = ApiKey.objects.create_key(name="test", user=staff)
    secret = spoil(key, secret)

    answer = APIClient(headers={"Authorization": f"Api-Key {secret}"}).get("/api/v1/employers/")

    assert answer.status_code == 401
    [error] = answer.json()["errors"]
    assert error["detail"] == "This API key is unknown, revoked or expired."
    event = SecurityEvent.objects.get(kind="key_refused")
    assert (event.user, event.detail["why"], event.detail["key"]) == (staff, why, key.prefix)


def test_of_a_stranger_s_many_tries_one_a_minute_is_stored_and_each_has_a_line(
    lines, time_machine, django_capture_on_commit_callbacks
):
    program = APIClient(headers={"Authorization": "Api-Key abcdefgh.ijklmnopqrstuvwx"})

    with django_capture_on_commit_callbacks(execute=True):
        for second in (0, 30, 59, 61):
            time_machine.move_to(datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(seconds=second))
            program.get("/api/v1/employers/")

    assert events() == [("key_refused", None)] * 2
    assert [line["event"] for line in lines()] == ["key_refused"] * 4


def test_a_file_is_noted_whichever_door_it_came_from(client, graduate, graduate_user):
    client.force_login(graduate_user)
    client.get("/me/data/file/")
    client.get("/me/")

    exported = SecurityEvent.objects.filter(kind="exported")
    assert [event.user for event in exported] == [graduate_user]


def test_changes_of_rights_are_noted_in_their_transaction(admin, lines):
    on = date(2026, 3, 2)
    person = people.add(
        email="new@example.org", full_name="Nora New", role=Role.STAFF, by=admin, on=on
    )
    people.revoke_access(person.pk, by=admin, on=on)

    assert events() == [("rights_given", admin.pk), ("rights_taken", admin.pk)]
    assert {event.detail["subject"] for event in SecurityEvent.objects.all()} == {
        f"accounts.user/{person.pk}"
    }


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_has_neither_row_nor_line(admin, lines):
    with transaction.atomic():
        people.add(
            email="new@example.org", full_name="N", role="staff", by=admin, on=date(2026, 3, 2)
        )
        transaction.set_rollback(True)

    assert events() == []
    assert lines() == []


def test_what_is_done_on_the_server_is_noted(staff, capsys):
    call_command("sign_in_link", staff.email, "--lost-second-factor")
    call_command("create_user", "ann@example.org", "--role", "staff")

    assert [kind for kind, _user in events()] == [
        "second_factor_removed",
        "sign_in_link_made",
        "rights_given",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_line_is_json_with_the_request_and_nothing_of_a_person(lines, staff):
    client = Client(headers={"X-Request-Id": "request-of-this-test"})
    client.post("/sign-in/password/", {"login": staff.email, "password": "x"})

    [line] = lines()
    assert line["request_id"] == "request-of-this-test"
    assert (line["event"], line["user"], line["by"]) == ("sign_in_failed", staff.pk, "password")
    assert datetime.fromisoformat(line["at"]).tzinfo is not None
    text = json.dumps(line)
    assert staff.email not in text
    assert staff.full_name not in text
    assert "127.0.0.1" not in text


def test_equal_texts_have_equal_hashes_and_the_key_matters(settings):
    one = security_log.keyed_hash(" Ann@Example.org")
    assert one == security_log.keyed_hash("ann@example.org ") != security_log.keyed_hash("bo@x.y")

    settings.SECRET_KEY = "another"
    assert security_log.keyed_hash("ann@example.org") != one


def test_rows_go_after_the_days_of_the_settings(settings):
    settings.SECURITY_LOG_DAYS = 30
    old, young = SecurityEventFactory(), SecurityEventFactory()
    for event, day in ((old, 1), (young, 2)):
        at = datetime(2026, 3, day, 12, tzinfo=UTC)
        SecurityEvent.objects.filter(pk=event.pk).update(at=at)

    assert security_log.forget_old(on=date(2026, 4, 1)) == 1
    assert SecurityEvent.objects.get() == young


def test_the_database_knows_the_kinds():
    with pytest.raises(IntegrityError), transaction.atomic():
        SecurityEvent.objects.create(kind="lunch", request_id="-")


# The page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_lists_events_at_one_cost(client, admin, rows, django_assert_num_queries):
    client.force_login(admin)
    for _ in range(rows):
        SecurityEventFactory()

    with django_assert_num_queries(4):
        page = client.get("/security-log/")

    assert page.text.count("Sign-in failed</td>") == rows


def test_the_page_is_narrowed_by_kind_and_by_address(client, admin):
    client.force_login(admin)
    SecurityEvent.objects.all().delete()
    known = SecurityEventFactory(user=UserFactory(email="ann@example.org"))
    typed = SecurityEventFactory(
        user=None, detail={"address": security_log.keyed_hash("ann@example.org")}
    )
    SecurityEventFactory(kind=SecurityEventKind.EXPORTED)

    by_kind = client.get("/security-log/?kind=exported").context["page"].rows
    by_address = client.get("/security-log/?q=Ann@example.org").context["page"].rows

    assert [event.kind for event in by_kind] == ["exported"]
    assert {event.pk for event in by_address} == {known.pk, typed.pk}


def test_a_graduate_let_in_is_a_change_of_rights(client, staff):
    graduate = GraduateFactory(published=True)
    client.force_login(staff)
    client.post(f"/graduates/{graduate.pk}/let-in/")

    assert SecurityEvent.objects.filter(kind="rights_given").count() == 1
