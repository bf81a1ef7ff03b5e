"""An office with its books in a database of its own, made once: what is in a transaction nobody
commits, as the datasets of other tests are, no backup sees."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from foundation.accounts.choices import Role
from project.backup.databases import own_store
from project.backup.store import Store
from tests.databases import template_for
from tests.factories import book_one
from tests.factories.accounts import UserFactory
from tests.factories.foundation import OutboxRowFactory, SavedSearchFactory
from tests.factories.imports import ImportBatchFactory
from tests.factories.outcomes import CvFactory

# Two at once on one machine, and only the last is told from its neighbours by its bytes.
SHEET = "Name,Campus\nŁódź £ 14,London\n".encode()


@contextmanager
def migrated(folder: Path, name: str) -> Iterator[Store]:
    """Yield a migrated database with nobody's records in it, thrown away afterwards."""
    template = template_for(connection)
    on_server = connection.vendor == "postgresql"
    name = f"{connection.settings_dict['NAME']}_{name}" if on_server else f"{folder / name}.sqlite3"
    with template.alone() as cluster:
        template.copy(cluster, name)
    yield type(own_store())({**connection.settings_dict, "NAME": name})
    if on_server:
        with template.alone() as cluster:
            cluster.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def open_the_office() -> None:
    """Write a year's books, each kind of file, text of every alphabet, and an id that is gone."""
    admin = UserFactory(role=Role.ADMIN, full_name="Zoë Ł. O’Hara")
    book_one.make_book_one(by=admin)
    call_command("store_documents", verbosity=0)
    CvFactory()
    ImportBatchFactory(content=SHEET, sha256=hashlib.sha256(SHEET).hexdigest())
    OutboxRowFactory(payload={"b": [1, 2.5, None, True], "a": {"ż": "’"}})
    SavedSearchFactory(user=admin)
    SavedSearchFactory(user=admin).delete()


@pytest.fixture(scope="package")
def office(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The database of an office; tests add no more to it than records of backups."""
    folder = tmp_path_factory.mktemp("office")
    # Blocked while the tests run: one that asks for no database has none to leave rows in.
    with django_db_blocker.unblock(), migrated(folder, "office") as store:
        with store.in_use():
            open_the_office()
        with django_db_blocker.block():
            yield store


@pytest.fixture
def at_the_office(office: Store, django_db_blocker) -> Iterator[Store]:
    """Let the installation run on the office's database."""
    with django_db_blocker.unblock(), office.in_use():
        yield office


@pytest.fixture
def empty(office: Store, django_db_blocker, tmp_path: Path) -> Iterator[Store]:
    """A migrated database without records, which nothing runs on yet."""
    with django_db_blocker.unblock(), migrated(tmp_path, "empty") as store:
        yield store
