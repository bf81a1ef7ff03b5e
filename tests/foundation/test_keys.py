"""API keys: what they may do, how long, and what their owner hears of them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import get_resolver
from django.utils import timezone

from foundation import history, keys, outbox
from foundation.accounts.models import ApiKey, digest_of
from foundation.errors import BadValue
from project.management import daily_jobs
from tests.api_client import ApiClient as APIClient
from tests.house.test_doors import doors

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def made(user, **how):
    return keys.make(user, name="A program", by=user, on=TODAY(), **how)


def program(secret: str, address: str = "192.0.2.1") -> APIClient:
    return APIClient(headers={"Authorization": f"Api-Key {secret}"}, REMOTE_ADDR=address)


def letters() -> list[str]:
    outbox.run_due(clock=timezone.now)
    return [letter.subject for letter in mail.outbox]


def test_a_key_lasts_ninety_days_and_is_in_history_and_in_the_owner_s_mail(staff):
    key, secret = made(staff)

    assert timedelta(days=89) < key.expires_at - timezone.now() <= timedelta(days=90)
    assert key.digest == digest_of(secret)
    assert [(entry.verb, entry.by) for entry in history.of(key)] == [("created", staff)]
    assert letters() == ["A new API key of yours: A program"]
    assert secret not in mail.outbox[-1].body


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_key_ends_within_a_year_and_not_in_the_past(staff, days):
    with pytest.raises(BadValue, match="within a year"):
        made(staff, expires_at=timezone.now() + timedelta(days=days))


@pytest.mark.parametrize(
    "scopes", [["invoices"], ["read", "read"], ["read", "unicorns"], ["read", "Invoices"], [1]]
)
def test_scopes_that_cannot_be_are_refused(staff, scopes):
    with pytest.raises(BadValue):
        made(staff, scopes=scopes)
    assert not ApiKey.objects.exists()


def test_every_noun_of_the_api_is_one_that_a_key_may_be_for():
    assert {"invoices", "payments", "graduates", "reports", "approvals"} <= set(keys.nouns())
    assert not {"schema", "docs", ""} & set(keys.nouns())


# Every endpoint


def endpoints() -> list[tuple[str, str, str]]:
    """Return each method of each endpoint of the API: method, path, noun."""
    return [
        (method, door.path.replace("{pk}", "999999"), keys.noun_of(door.path))
        for door in doors(get_resolver().url_patterns)
        if door.path.startswith("/api/v1/") and keys.noun_of(door.path) in keys.nouns()
        for method in door.methods
    ]


def code_of(answer) -> str:
    body = answer.json() if answer["Content-Type"].startswith("application/json") else {}
    return body["errors"][0]["code"] if "errors" in body else body.get("code", "")


def test_every_endpoint_refuses_a_key_without_the_scope_for_it(admin):
    """Walked with four keys: one that reads, one that writes, one for another noun, a whole one."""
    reads, writes = made(admin, scopes=["read"])[1], made(admin, scopes=["write"])[1]
    whole = made(admin)[1]
    other = {
        noun: made(admin, scopes=["read", "write", noun])[1] for noun in ("cohorts", "payments")
    }
    walked = endpoints()
    assert len(walked) > 150

    let_through = []
    for method, path, noun in walked:
        stores = method != "GET" and noun != "fee-quotes"
        wrong = "payments" if noun == "cohorts" else "cohorts"
        for secret, is_refused in (
            (reads, stores),
            (writes, not stores),
            (other[wrong], noun != wrong),
            (whole, False),
        ):
            answer = program(secret).generic(method, path, "{}", "application/json")
            out = answer.status_code == 403 and code_of(answer) == "out_of_scope"
            if answer.streaming:
                b"".join(answer)
            if out != is_refused:
                let_through.append(f"{method} {path}: {answer.status_code}")
    assert let_through == []


def test_a_key_for_one_noun_reads_the_description_of_the_api(staff):
    _, secret = made(staff, scopes=["read", "invoices"])

    assert program(secret).get("/api/v1/invoices/").status_code == 200
    assert program(secret).get("/api/v1/schema/").status_code == 200


def test_scopes_add_no_rights(graduate_user):
    _, secret = made(graduate_user, scopes=["read", "fees"])

    assert program(secret).get("/api/v1/fees/").status_code == 403


# Its use


def test_the_last_use_is_stored_at_most_once_a_minute(staff, time_machine):
    key, secret = made(staff)
    start = timezone.now().replace(microsecond=0)

    for seconds, stored in ((0, 0), (59, 0), (61, 61), (100, 61)):
        time_machine.move_to(start + timedelta(seconds=seconds), tick=False)
        assert program(secret).get("/api/v1/employers/").status_code == 200
        key.refresh_from_db()
        assert key.last_used_at == start + timedelta(seconds=stored)


def test_the_owner_hears_of_each_new_address_once(staff):
    _, secret = made(staff)
    mail.outbox.clear()

    for address in ("192.0.2.1", "192.0.2.1", "198.51.100.7", "192.0.2.1"):
        program(secret, address).get("/api/v1/employers/")

    used = "Your API key was used from a new address: A program"
    assert letters().count(used) == 2
    assert "198.51.100.7" in mail.outbox[-1].body


def test_a_key_that_is_refused_is_not_in_use(staff):
    key, secret = made(staff)
    keys.revoke(key.pk, by=staff, on=TODAY())

    assert program(secret).get("/api/v1/employers/").status_code == 401
    assert ApiKey.objects.get().last_used_at is None
    assert [entry.verb for entry in history.of(key)] == ["created", "shut out"]


def test_the_owner_hears_once_that_a_key_ends(staff):
    soon, _ = made(staff, expires_at=timezone.now() + timedelta(days=13))
    made(staff, expires_at=timezone.now() + timedelta(days=30))

    first, second = (daily_jobs.run(on=TODAY()).done for _ in range(2))

    assert first == [f"Told {staff} that their API key {soon.name} ends soon"]
    assert second == []
    assert letters().count("Your API key ends soon: A program") == 1
