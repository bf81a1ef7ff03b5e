"""The role that serves reads and writes rows; it cannot pass by a guard. On PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from billing.domain.ledger import invoices, payments
from billing.models import Invoice, Payment
from billing.reports.checks.books import check_books
from foundation import feed, history, serving_role
from foundation.accounts.choices import Role
from foundation.forgetting import forget
from foundation.models import HistoryEntry, Seal
from project.settings.database import database
from project.settings.database import serving_role as role_of
from project.settings.environment import Environment
from tests.conftest import on_postgres
from tests.factories.accounts import UserFactory
from tests.factories.billing import InvoiceFactory

ON = date(2018, 9, 3)
ROLE = 'serving-role of "tests"'


def quoted() -> str:
    return serving_role.quoted(ROLE)


@pytest.fixture
def serving(transactional_db) -> Iterator[None]:
    """A role that serves, as `migrate` leaves it."""
    with connection.cursor() as cursor:
        drop(cursor)
        cursor.execute(f"CREATE ROLE {quoted()} LOGIN")
    try:
        serving_role.grant(ROLE)
        yield
    finally:
        with connection.cursor() as cursor:
            drop(cursor)


def drop(cursor) -> None:
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE])
    if cursor.fetchone() is not None:
        cursor.execute(f"DROP OWNED BY {quoted()}")
        cursor.execute(f"DROP ROLE {quoted()}")


@contextmanager
def serves() -> Iterator[None]:
    """Let Django be connected as the serving role, in a connection of its own."""
    owner = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = ROLE
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = owner


REFUSED = [
    "DROP TRIGGER payment_is_immutable_update ON billing_payment",
    "ALTER TABLE billing_payment DISABLE TRIGGER payment_is_immutable_update",
    "ALTER TABLE billing_payment DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "DROP FUNCTION payment_is_immutable_update() CASCADE",
    "CREATE OR REPLACE FUNCTION payment_is_immutable_update() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RETURN NEW; END $$",
    "CREATE TRIGGER aaa BEFORE UPDATE ON billing_payment"
    " FOR EACH ROW EXECUTE FUNCTION payment_is_immutable_update()",
    "ALTER TABLE billing_invoice DROP CONSTRAINT invoice_adds_up",
    "ALTER TABLE billing_payment OWNER TO CURRENT_USER",
    "UPDATE billing_invoice SET net_pence = 1, gross_pence = vat_pence + 1",
    "UPDATE billing_payment SET amount_pence = 1",
    "DELETE FROM billing_payment",
    "DELETE FROM foundation_historyentry",
    "UPDATE foundation_historyentry SET verb = 'voided'",
    "DELETE FROM foundation_seal",
    "UPDATE foundation_seal SET fixed = 'a'",
    "TRUNCATE billing_payment CASCADE",
    "TRUNCATE foundation_seal",
    "TRUNCATE foundation_historyentry",
    "CREATE TABLE another (id integer)",
    "DELETE FROM django_migrations",
    "CREATE ROLE another",
]


@pytest.mark.postgres
def test_the_serving_role_is_refused_what_passes_by_the_guards(serving):
    invoice = InvoiceFactory(issued=True)
    pay(invoice)

    with serves(), connection.cursor() as cursor:
        for statement in REFUSED:
            with pytest.raises(Exception) as refused:  # noqa: PT011  which error differs by statement
                cursor.execute(statement)
            cause = refused.value.__cause__
            assert isinstance(
                cause, psycopg.errors.InsufficientPrivilege | psycopg.errors.CheckViolation
            ), (statement, cause)

    assert dict(check_books(on=ON)).keys() <= {"every issued document is stored"}
    assert Payment.objects.get().amount_pence == 100_00


def pay(invoice: Invoice) -> Payment:
    return payments.record(
        invoice.pk,
        amount_pence=100_00,
        received_on=ON,
        method="bank_transfer",
        by=UserFactory(role=Role.FINANCE),
        on=ON,
    )


@pytest.mark.postgres
def test_the_serving_role_does_the_office_s_work(serving):
    draft = InvoiceFactory()
    person = UserFactory(role=Role.FINANCE)

    with serves():
        assert serving_role.faults() == []
        issued = invoices.issue(draft.pk, by=person, on=ON)
        pay(issued)
        history.of(issued).update(detail={})
        forget(["Wilhelmina"], token="Erased person 1")
        assert feed.place(now=timezone.now()) > 0
        assert Seal.objects.filter(kind="billing.payment").count() == 1
        assert HistoryEntry.objects.filter(subject_id=issued.pk).exists()


@pytest.mark.postgres
def test_an_owner_that_serves_is_found(db):
    sentences = " ".join(serving_role.faults())

    for fault in ("is a superuser", "owns tables", "can empty tables", "DATABASE_OWNER_URL"):
        assert fault in sentences


@pytest.mark.postgres
def test_a_member_of_the_owner_is_found(serving):
    owner = connection.settings_dict["USER"]
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT "{owner}" TO {quoted()}')

    with serves():
        sentences = serving_role.faults()

    assert any("owns tables" in sentence for sentence in sentences)


@pytest.mark.postgres
def test_a_role_that_may_change_seals_is_found(serving):
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE ON foundation_seal TO {quoted()}")

    with serves():
        sentences = serving_role.faults()

    assert [
        sentence for sentence in sentences if "can change or delete seals" in sentence
    ] == sentences


@pytest.mark.postgres
def test_a_role_that_is_missing_is_named_with_what_makes_it(db):
    with pytest.raises(ImproperlyConfigured, match='CREATE ROLE "nobody" LOGIN'):
        serving_role.grant("nobody")


@pytest.mark.postgres
def test_the_owner_does_not_serve(db):
    with pytest.raises(ImproperlyConfigured, match="the same role"):
        serving_role.grant(connection.settings_dict["USER"])


@pytest.mark.skipif("on_postgres()", reason="it has roles")
def test_a_file_has_no_roles(db):
    assert not on_postgres()
    serving_role.grant("nobody")
    assert serving_role.faults() == []


def environment_of() -> Environment:
    return Environment(os.environ)


TWO_URLS = {
    "DATABASE_URL": "postgres://serves@db/foothold",
    "DATABASE_OWNER_URL": "postgres://owns@db/foothold",
}


@pytest.mark.parametrize(
    ("command", "user"),
    [("migrate", "owns"), ("deploy", "owns"), ("runserver", "serves"), ("", "serves")],
)
def test_only_what_changes_tables_runs_as_their_owner(monkeypatch, tmp_path, command, user):
    for name, url in TWO_URLS.items():
        monkeypatch.setenv(name, url)

    assert database(environment_of(), tmp_path / "x", command=command)["USER"] == user
    assert role_of(environment_of()) == "serves"


def test_one_url_is_one_role(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", TWO_URLS["DATABASE_URL"])
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)

    assert database(environment_of(), tmp_path / "x", command="migrate")["USER"] == "serves"
    assert role_of(environment_of()) == ""
