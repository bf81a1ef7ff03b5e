"""Moved from SQLite to PostgreSQL and back: every table the same, the guards standing.

On SQLite the target is another file; on PostgreSQL the office's database moves to a file, and
from there to another database of the server.
"""

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.models import Model

from billing.domain.ledger import invoices
from billing.models import Payment
from billing.reports.checks.books import check_books
from foundation.accounts.choices import Role
from foundation.models import NumberSeries, OutboxRow
from project.backup import moving
from project.backup.books import books_in
from project.backup.databases import store_at
from project.backup.guards import refuse_missing, standing, wanted
from project.backup.moving import move, rows_of
from project.backup.proof import bring_forward, tally_tables
from project.backup.refusals import HoldsBooks, NotTheSame, Refusal
from project.backup.sequences import read_sequences
from project.backup.store import Store
from project.backup.tallies import tally_of, text_of
from tests.factories import book_one
from tests.factories.accounts import UserFactory
from tests.factories.billing import InvoiceFactory
from tests.factories.foundation import SavedSearchFactory

from .conftest import migrated

ON = book_one.AS_OF


@pytest.fixture(scope="module")
def migrated_file(office: Store, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """An SQLite file without records: a copy of the template, or on PostgreSQL made once."""
    folder = tmp_path_factory.mktemp("migrated")
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with migrated(folder, "file") as store:
                yield Path(store.settings["NAME"])
            return
        store = store_at(f"sqlite:///{folder / 'file.sqlite3'}")
        with store.in_use() as own:
            bring_forward(own)
    yield folder / "file.sqlite3"


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Store:
    """An SQLite file without records."""
    return store_at(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'moved.sqlite3')}")


def holds_as_before(before: dict[str, tuple[int, str]]) -> None:
    """See that the database in use is the office's, with guards that refuse and ids that go on."""
    assert {label: tally_of(rows_of(model)) for label, model in everything()} == before
    assert list(check_books(on=ON)) == []
    assert {name for name, _, _ in standing(connection)} >= wanted(connection.vendor)
    with pytest.raises(IntegrityError, match="immutable"):
        Payment.objects.update(amount_pence=1)
    assert OutboxRow.objects.get(kind="email", payload__has_key="a").payload == {
        "a": {"ż": "’"},
        "b": [1, 2.5, None, True],
    }


def everything() -> list[tuple[str, type[Model]]]:
    models = apps.get_models(include_auto_created=True)
    return [(one._meta.label, one) for one in models if not one._meta.proxy]


def test_there_and_back_everything_is_the_same(at_the_office, file, empty):
    before = {label: tally_of(rows_of(model)) for label, model in everything()}
    given = read_sequences(connection)

    there = move(file, on=ON)
    with file.in_use():
        holds_as_before(before)
        back = move(empty, on=ON)
    with empty.in_use() as own:
        holds_as_before(before)
        assert {table: last for table, last in read_sequences(own).items() if last} == {
            table: last for table, last in given.items() if last and table != "django_migrations"
        } | {"django_migrations": read_sequences(own)["django_migrations"]}
        assert SavedSearchFactory().pk == 3  # the second was deleted
        # Work goes on: the next number is the next, under the guard of its series.
        last = NumberSeries.objects.get(code="INV").last_number
        finance = UserFactory(role=Role.FINANCE)
        issued = invoices.issue(InvoiceFactory().pk, by=finance, on=ON)
        assert issued.sequence == last + 1

    assert (there.broken, back.broken) == ([], [])
    assert there.rows == back.rows == sum(tally.rows for tally in before.values())
    assert there.tables == back.tables


def test_the_source_is_left_as_it_was(at_the_office, file):
    with at_the_office.at_a_moment() as still:
        before = tally_tables(still)

    move(file, on=ON)

    with at_the_office.at_a_moment() as still:
        assert tally_tables(still) == before
    assert {name for name, _, _ in standing(connection)} >= wanted(connection.vendor)


def test_a_target_with_books_is_refused_and_left(at_the_office, file):
    move(file, on=ON)
    with file.at_a_moment() as still:
        before = tally_tables(still)

    with pytest.raises(HoldsBooks):
        move(file, on=ON)

    with file.at_a_moment() as still:
        assert tally_tables(still) == before


def test_itself_is_refused(at_the_office):
    with pytest.raises(Refusal, match="already runs on"):
        move(at_the_office, on=ON)


def test_a_source_that_lacks_a_migration_is_refused(empty, file):
    with empty.in_use():
        call_command("migrate", "foundation", "0006", verbosity=0)

        with pytest.raises(Refusal, match=r"manage\.py migrate first"):
            move(file, on=ON)


def test_a_move_that_fails_half_way_leaves_no_record_and_can_be_begun_again(
    at_the_office, file, monkeypatch
):
    copy_rows = moving.copy_rows

    def copy_until_the_payments(model, there):
        if model is Payment:
            raise ConnectionError("the cable was pulled")
        return copy_rows(model, there)

    monkeypatch.setattr(moving, "copy_rows", copy_until_the_payments)
    with pytest.raises(ConnectionError):
        move(file, on=ON)
    with file.connected() as there:
        assert books_in(there) == []
        refuse_missing(standing(there), there.vendor)

    monkeypatch.setattr(moving, "copy_rows", copy_rows)
    assert move(file, on=ON).rows > 100


def test_a_table_that_arrives_differently_is_found_and_nothing_is_written(
    at_the_office, file, monkeypatch
):
    prepared = moving._prepared

    def with_a_penny_more(fields, row, there):
        values = prepared(fields, row, there)
        names = [one.attname for one in fields]
        if fields[0].model is Payment:
            values[names.index("reference")] = "another"
        return values

    monkeypatch.setattr(moving, "_prepared", with_a_penny_more)

    with pytest.raises(NotTheSame, match=r"billing_payment \(\d+ rows before, \d+ after\)"):
        move(file, on=ON)

    with file.connected() as there:
        assert books_in(there) == []


def test_a_guard_that_is_missing_in_the_target_stops_the_move(at_the_office, empty):
    with empty.connected() as there, there.cursor() as cursor:
        on_table = " ON foundation_historyentry" if there.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER history_stays_written_delete{on_table}")

    with pytest.raises(NotTheSame, match="history_stays_written_delete"):
        move(empty, on=ON)


# The command


def test_the_command_says_what_it_did(at_the_office, file):
    out = StringIO()

    call_command("move_to", f"sqlite:///{file.settings['NAME']}", stdout=out)

    assert "each table the same as here, and all" in out.getvalue()
    assert "Set DATABASE_URL to it" in out.getvalue()
    with pytest.raises(CommandError, match="Nothing was moved. This database holds records"):
        call_command("move_to", f"sqlite:///{file.settings['NAME']}")


@pytest.mark.parametrize("url", ["", "mysql://a@b/c", "foothold.sqlite3", "postgres://"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(CommandError, match="This is no address of a database"):
        call_command("move_to", url)


@pytest.mark.parametrize(
    ("one", "other"),
    [(None, ""), (1, True), (b"1", "1"), (0, None), ("2018-09-03", 2018), ({}, [])],
)
def test_values_that_differ_are_text_of_differently(one, other):
    assert text_of(one) != text_of(other)
