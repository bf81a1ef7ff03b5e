"""Whether an address has an account shows in no answer: not its words, its status or its work."""

import re
from typing import Any, NamedTuple

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.accounts.models import SecurityEvent
from foundation.accounts.security_log import keyed_hash
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
UNKNOWN = "nobody@example.org"
PASSWORD = "correct horse battery"
SIGN_IN, CODE = "/sign-in/", "/sign-in/code/"
FORGOTTEN, RESET_CODE = "/password/forgotten/", "/password/forgotten/code/"
WRONG = {"code": "WRONG1"}


class Answer(NamedTuple):
    """What somebody outside can see or measure."""

    status: int
    leads_to: str
    page: str
    letters: list[int]
    hashed: int
    queries: list[str]


def walk(address: str, steps: list[tuple[str, dict[str, str]]], hashed: list[str]) -> list[Answer]:
    """Return the answers to a walk through pages, with the work behind each."""
    cache.clear()
    SecurityEvent.objects.all().delete()
    browser, answers = Client(), []
    for path, form in steps:
        mail.outbox.clear()
        hashed.clear()
        if path in (SIGN_IN, FORGOTTEN):  # in another window: in the same, a code is waited for
            browser = Client()
        filled = {name: value.format(address=address) for name, value in form.items()}
        with CaptureQueriesContext(connection) as queries:
            response = browser.post(path, filled)
        answers.append(
            Answer(
                response.status_code,
                response.headers.get("Location", ""),
                plain(response.text, address),
                [len(letter.to) for letter in mail.outbox],
                len(hashed),
                [shape(query["sql"]) for query in queries],
            )
        )
    return answers


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """Passwords that were hashed, which is meant to be slow."""
    passwords: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def noted(hasher: Any, password: str, *rest: Any, **options: Any) -> str:
        passwords.append(password)
        return encode(hasher, password, *rest, **options)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", noted)
    return passwords


def plain(page: str, address: str) -> str:
    """Return a page without what differs from one request to the next."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return re.sub(r'x-csrftoken": "\w+"', "", page).replace(address, "")


def shape(sql: str) -> str:
    """Return what a query does, and to which table."""
    verb = sql.split()[0].replace("DECLARE", "SELECT")  # a read by a cursor, on PostgreSQL
    table = re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', sql)
    return f"{verb} {table[1]}" if table else verb


@pytest.fixture
def people(db) -> dict[str, str]:
    plain_user = UserFactory(role="graduate", email="known@example.org")
    with_password = UserFactory(role="graduate", email="pass@example.org")
    with_password.set_password(PASSWORD)
    with_password.save()
    gone = UserFactory(role="graduate", email="gone@example.org", is_active=False)
    return {"known": plain_user.email, "password": with_password.email, "gone": gone.email}


WALKS = {
    "a code": [(SIGN_IN, {"email": "{address}"})],
    "wrong codes": [(SIGN_IN, {"email": "{address}"}), *[(CODE, WRONG)] * 3],
    "a code again": [(SIGN_IN, {"email": "{address}"}), *[(CODE, {"action": "resend"})] * 3],
    "a password": [("/sign-in/password/", {"login": "{address}", "password": "guess"})] * 2,
    "a new password": [(FORGOTTEN, {"email": "{address}"}), *[(RESET_CODE, WRONG)] * 3],
    "too many codes": [(SIGN_IN, {"email": "{address}"})] * 4,
    "too many new passwords": [(FORGOTTEN, {"email": "{address}"})] * 4,
}


@pytest.mark.parametrize("who", ["known", "password", "gone"])
@pytest.mark.parametrize("steps", WALKS.values(), ids=WALKS)
def test_an_unknown_address_has_the_same_answers_for_the_same_work(people, who, steps, hashed):
    known, unknown = walk(people[who], steps, hashed), walk(UNKNOWN, steps, hashed)

    for one, other in zip(known, unknown, strict=True):
        assert one[:-1] == other[:-1]
        assert writes(one.queries) == writes(other.queries)
        # One row more may be read: what that takes is lost in the time of the network.
        assert abs(len(one.queries) - len(other.queries)) <= 1


def test_the_walks_send_letters_hash_passwords_and_meet_the_limits(people, hashed):
    answers = {name: walk(UNKNOWN, steps, hashed) for name, steps in WALKS.items()}

    assert [len(answer.letters) for answer in answers["a code again"]] == [1, 1, 1, 0]
    assert [answer.hashed for answer in answers["a password"]] == [1, 1]
    assert "Too many" in answers["too many codes"][-1].page
    assert answers["too many new passwords"][-1].status == 429
    assert "INSERT accounts_securityevent" in answers["wrong codes"][1].queries


def test_a_wrong_code_of_an_unknown_address_is_noted_by_a_hash(client, db):
    client.post(SIGN_IN, {"email": UNKNOWN})
    client.post(CODE, WRONG)

    event = SecurityEvent.objects.get()
    assert (event.kind, event.user) == ("sign_in_failed", None)
    assert event.detail == {"by": "code", "address": keyed_hash(UNKNOWN)}


def writes(queries: list[str]) -> list[str]:
    """Return the queries that write, which take longest."""
    return sorted(query for query in queries if not query.startswith(("SELECT", "SAVE", "RELEASE")))
