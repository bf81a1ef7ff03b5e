"""The database has the last word: every rule it holds is there, and refuses raw SQL."""

import string
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from billing.models import Invoice
from employers.models import Terms
from foundation import numbering
from foundation.constraints import refusal_of
from foundation.models import NumberSeries
from foundation.standing_guards import migrated_guards as guards
from tests.conftest import on_postgres
from tests.datasets import dataset
from tests.factories.employers import TermsFactory

from .guard_attempts import ATTEMPTS, SITUATIONS
from .sources import FLOORS

# Refused when the transaction commits; SQLite has no such trigger, there check_books finds it.
AT_COMMIT = {"number_taken_has_a_document"}


def constraints() -> set[str]:
    """Return the names of every constraint our models declare."""
    return {
        constraint.name
        for model in apps.get_models()
        if model.__module__.split(".")[0] in FLOORS
        for constraint in model._meta.constraints
    }


@dataset
def situations() -> dict[str, int]:
    """One row in each situation, by its name: the id."""
    return {name: make().pk for name, make in SITUATIONS.items()}


def sql_of(sql: str) -> str:
    """Return a statement with its situations made for it alone and their ids filled in."""
    needed = {field for _, field, _, _ in string.Formatter().parse(sql) if field}
    return sql.format(**{name: SITUATIONS[name]().pk for name in sorted(needed)})


# A number is the next of its series only while no other situation has taken one.
NUMBERED = [attempt for attempt in ATTEMPTS if "sequence" in str(attempt[1])]


@pytest.mark.parametrize(("rule", "attempt"), [one for one in ATTEMPTS if one not in NUMBERED])
def test_the_database_refuses(situations, rule, attempt):
    refuses(rule, str(attempt).format(**situations))


@pytest.mark.parametrize(("rule", "attempt"), NUMBERED)
def test_the_database_refuses_what_gives_a_number(db, rule, attempt):
    refuses(rule, sql_of(str(attempt)))


def refuses(rule: str, sql: str) -> None:
    """See a statement refused by one of the rules; their names are joined by a bar."""
    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert refusal_of(refused.value).code in rule.split("|")


def test_every_guard_and_every_constraint_is_tried():
    tried = {name for rule, _ in ATTEMPTS for name in rule.split("|")}
    rules = constraints() | {guard.name for guard in guards()}

    assert rules - tried == set()


def standing() -> set[str]:
    """Return the names of the triggers of our own that stand and are not switched off."""
    if on_postgres():
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name for (name,) in cursor.fetchall()}


def test_every_guard_stands_after_all_migrations(db):
    """A later migration that rebuilds a table on SQLite would drop its triggers in silence."""
    wanted = {trigger for guard in guards() for trigger in guard.triggers(connection.vendor)}

    assert standing() == wanted | (AT_COMMIT if on_postgres() else set())


def test_every_guard_can_be_taken_away_and_put_up_again(db):
    before = standing()

    with connection.cursor() as cursor:
        for guard in guards():
            for statement in guard.drop(connection.vendor):
                cursor.execute(statement)
        assert standing() == (AT_COMMIT if on_postgres() else set())
        for guard in guards():
            for statement in guard.create(connection.vendor):
                cursor.execute(statement)

    assert standing() == before


def test_every_guard_has_a_name_of_its_own():
    names = [guard.name for guard in guards()]

    assert sorted(names) == sorted(set(names))


# What the books do with an issued invoice; everything else was printed on it.
OPEN_COLUMNS = {"state", "paid_pence", "credited_pence", "written_off_pence", "updated_at"}


@pytest.mark.parametrize(
    "column",
    [
        field.column
        for field in Invoice._meta.local_fields
        if field.column not in OPEN_COLUMNS | {"id", "created_at"}
    ],
)
def test_no_column_of_an_issued_invoice_changes(situations, column):
    other = {
        "employer_id": "{other_employer}",
        "fee_id": "{fee}",
        "buyer": "'{{}}'",
        "seller": "'{{}}'",
        "working": "'[]'",
        "issued_on": "'2018-09-04'",
        "due_on": "'2018-09-04'",
        "bill_on": "'2018-09-04'",
        "tax_point": "'2018-09-04'",
    }
    is_text = Invoice._meta.get_field(column).get_internal_type() == "CharField"
    value = other.get(column, "'x'" if is_text else "7")
    value = value.format(**situations)
    sql = f"UPDATE billing_invoice SET {column} = {value} WHERE id = {situations['issued']}"

    with (
        pytest.raises(IntegrityError, match="is_immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


REPLACEMENTS = [
    ("invoice_issued_stays", "billing_invoice", "issued"),
    ("payment_is_immutable", "billing_payment", "payment"),
    ("credit_note_is_immutable", "billing_creditnote", "note"),
    ("history_stays_written", "foundation_historyentry", "entry"),
    ("introduction_sent_stays", "placements_introduction", "sent"),
    ("hire_stays", "placements_hire", "agreed"),
    ("fee_stays", "billing_fee", "fee"),
]


@pytest.mark.skipif("on_postgres()", reason="PostgreSQL has no such statement")
@pytest.mark.parametrize(("rule", "table", "situation"), REPLACEMENTS)
def test_insert_or_replace_does_not_pass_by_the_guards(db, rule, table, situation):
    sql = sql_of(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = {{{situation}}}")

    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert refusal_of(refused.value).code in (rule, *BEFORE_INSERT.get(table, ()))


# Some refuse the insertion before it comes to the row it would replace.
BEFORE_INSERT = {
    "billing_invoice": ["invoice_begins_as_a_draft"],
    "billing_payment": ["payment_within_what_is_owed"],
    "billing_creditnote": ["credit_note_within_the_invoice"],
}


@pytest.mark.skipif("on_postgres()", reason="PostgreSQL has no such statement")
def test_a_number_series_is_not_replaced(db):
    with (
        pytest.raises(IntegrityError, match="number_series_stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("INSERT OR REPLACE INTO foundation_numberseries VALUES ('INV', 0, NULL)")


@pytest.mark.skipif("on_postgres()", reason="PostgreSQL has no such statement")
def test_update_or_replace_does_not_push_an_issued_invoice_out(db):
    sql = sql_of("UPDATE OR REPLACE billing_invoice SET id = {issued} WHERE id = {draft}")

    with (
        pytest.raises(IntegrityError, match="invoice_issued_stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("series", ["INV", "CN"])
def test_no_number_is_kept_without_its_document(series):
    with (
        pytest.raises(IntegrityError, match="number_taken_has_a_document"),
        transaction.atomic(),
    ):
        numbering.next_in(series, on=date(2018, 9, 3))

    assert NumberSeries.objects.get(code=series).last_number == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "table", sorted({guard.table for guard in guards() if "DELETE" in guard.events})
)
def test_truncate_does_not_pass_by_the_guards(table):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "table", ["accounts_user", "employers_employer", "employers_terms", "placements_graduate"]
)
def test_truncating_what_the_books_stand_on_does_not_take_them_along(table):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.postgres
def test_terms_may_not_share_a_day_even_where_the_trigger_does_not_look(db):
    """Two transactions that do not see each other pass the trigger, and meet the constraint."""
    terms = TermsFactory(effective_to=date(2018, 12, 31))
    columns = ", ".join(
        field.column
        for field in Terms._meta.local_fields
        if field.column not in {"id", "effective_from", "effective_to"}
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would forbid the next
        cursor.execute("ALTER TABLE employers_terms DISABLE TRIGGER USER")
        with pytest.raises(IntegrityError, match="terms_never_overlap"), transaction.atomic():
            cursor.execute(
                f"INSERT INTO employers_terms (effective_from, {columns})"
                f" SELECT effective_to, {columns} FROM employers_terms WHERE id = %s",
                [terms.pk],
            )
