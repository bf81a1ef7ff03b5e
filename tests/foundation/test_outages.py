"""The database is away, locked or full: every door says so, and nothing is half written."""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from employers.models import Employer
from foundation.accounts.models import ApiKey
from foundation.models import HistoryEntry, IdempotencyKey
from tests.house.test_doors import doors

pytestmark = pytest.mark.django_db(transaction=True)
NEW = {"billing_email": "bills@fern.example"}
# They answer without asking the database: alive, the description of the API, a static redirect.
NEEDS_NO_DATABASE = {"/healthz", "/api/v1/", "/api/v1/schema/", "/api/v1/docs/"}


@pytest.fixture(autouse=True)
def quiet(caplog):
    """A traceback for each of hundreds of refused requests helps nobody."""
    caplog.set_level(logging.CRITICAL)


@contextmanager
def database_away() -> Iterator[None]:
    """Point the connection at a database that is not there."""
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "/nowhere/foothold"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


@contextmanager
def database_locked() -> Iterator[None]:
    """Hold the lock of the SQLite file in another connection, and wait for it no longer."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows, and that is a refusal: ../api/test_errors.py")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
        connection.close()


@contextmanager
def disk_full() -> Iterator[None]:
    """Leave no room for another history entry, the last write of most verbs."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            # SQLSTATE 53100 is what PostgreSQL raises when it cannot extend a file.
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE"
                " EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER no_room BEFORE INSERT ON foundation_historyentry"
                " FOR EACH ROW EXECUTE FUNCTION no_room()"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count = 1073741823")
            else:
                cursor.execute("DROP TRIGGER no_room ON foundation_historyentry")
                cursor.execute("DROP FUNCTION no_room()")


def counts() -> tuple[int, ...]:
    return tuple(each.objects.count() for each in (Employer, HistoryEntry, IdempotencyKey))


def is_unavailable(answer) -> bool:
    """Return whether an answer is the 503 of its kind of door."""
    if (answer.status_code, answer["Retry-After"]) != (503, "10"):
        return False
    if answer.wsgi_request.path.startswith("/api/"):
        return [error["code"] for error in answer.json()["errors"]] == ["unavailable"]
    return "Back in a moment" in answer.text and answer["X-Request-Id"] in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_database_no_door_answers_500(staff, method):
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    addresses = {
        re.sub(r"{\w+}", "1", door.path.replace("{in_month}", "2018-09")): door for door in doors()
    }

    with database_away():
        answers = {path: client.generic(method, path) for path in addresses}

    wrong = {
        path: answer.status_code for path, answer in answers.items() if answer.status_code == 500
    }
    assert wrong == {}
    endpoints = {
        path: answer
        for path, answer in answers.items()
        if path.startswith("/api/") and path not in NEEDS_NO_DATABASE
    }
    assert len(endpoints) > 100
    assert [path for path, answer in endpoints.items() if not is_unavailable(answer)] == []


@pytest.mark.parametrize("path", ["/", "/account/", "/employers/", "/sign-in/code/"])
def test_the_page_of_an_outage_needs_no_database(staff, path):
    client = Client(raise_request_exception=False)
    client.force_login(staff)

    with database_away():
        assert is_unavailable(client.get(path))

    assert client.get(path).status_code in {200, 302}


def test_a_key_that_cannot_be_looked_up_is_an_outage_and_no_401(staff):
    _, key = ApiKey.objects.create_key(name="test", user=staff)
    program = APIClient(raise_request_exception=False, headers={"Authorization": f"Api-Key {key}"})

    with database_away():
        assert is_unavailable(program.get("/api/v1/employers/"))

    assert program.get("/api/v1/employers/").status_code == 200


each_fault = pytest.mark.parametrize("fault", [database_locked, disk_full])


@each_fault
def test_what_cannot_be_stored_is_503_and_nothing_is_half_written(keyed_client_of, staff, fault):
    program = keyed_client_of(staff)
    program.raise_request_exception = False
    before = counts()

    with fault():
        stored, refused = send_until_refused(program)
    after = counts()
    again = send(program, stored)

    assert is_unavailable(refused)
    assert after == tuple(count + stored for count in before)
    assert (again.status_code, "Idempotency-Replayed" in again) == (201, False)
    assert counts() == tuple(count + stored + 1 for count in before)


def send(program, number):
    """Add an employer under a key of its own."""
    body = {**NEW, "name": f"Fern {number} Ltd", "billing_address": "x" * 400}
    headers = {"Idempotency-Key": f"fern-{number}"}
    return program.post("/api/v1/employers/", body, format="json", headers=headers)


def send_until_refused(program):
    """Return how many were stored, and the first refusal: a full file's last page has some room."""
    for number in range(500):
        answer = send(program, number)
        if answer.status_code != 201:
            return number, answer
    raise AssertionError("nothing was refused")


@each_fault
def test_while_nothing_can_be_stored_pages_are_read(client, staff, fault):
    client.force_login(staff)

    with fault():
        assert client.get("/employers/").status_code == 200
