"""Databases of tests begin as copies of a migrated one, so that no process migrates from nothing.

The template's name holds the key of today's migrations, and it gets that name only when it is
whole. The newest two stay. `pytest --create-db` makes it anew.
"""

import fcntl
import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from .migration_key import ROOT, migration_key

FOLDER = ROOT / ".test-databases"
NEWEST = 2
PREFIX = "migrated_"
LOCK = 7_206_301  # the name of the lock below, one of ours among all of the cluster


def template_for(connection: BaseDatabaseWrapper) -> "Template":
    """Return the template of today's migrations for the database this connection speaks to."""
    key = migration_key(connection.vendor)
    if connection.vendor == "postgresql":
        return Cloned(connection, f"{PREFIX}{key}")
    return Copied(connection, FOLDER / f"{PREFIX}{key}.sqlite3")


def migrate(connection: BaseDatabaseWrapper, name: str) -> None:
    """Make a database of this name and migrate it from nothing; the connection stays as it was."""
    own = connection.settings_dict["NAME"]
    of_tests = connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.settings_dict["TEST"]["NAME"] = of_tests
        point(connection, own)


def point(connection: BaseDatabaseWrapper, name: str) -> None:
    """Let a connection, and those of other threads, be to the database of this name."""
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


class Template(ABC):
    """A migrated database that test databases are copied from."""

    connection: BaseDatabaseWrapper

    def prepare(self) -> None:
        """Make the template unless it stands, and let Django's next test database be its copy."""
        with self.alone() as cluster:
            if not self.stands(cluster):
                self.make(cluster)
        creation = self.connection.creation
        migrate_on = creation.create_test_db

        def create_test_db(*, keepdb: bool = False, **options: Any) -> str:
            name = str(creation._get_test_db_name())
            with self.alone() as cluster:
                reused = keepdb and self.exists(cluster, name)
                if not reused:
                    self.copy(cluster, name)
            if reused:  # with --reuse-db: as its last run left it, and on from there
                return str(migrate_on(keepdb=True, **options))
            point(self.connection, name)
            self.connection.ensure_connection()
            return name

        creation.create_test_db = create_test_db

    @abstractmethod
    def alone(self) -> AbstractContextManager[Any]:
        """Wait while other processes are at the templates; yield what the methods below take."""

    @abstractmethod
    def stands(self, cluster: Any) -> bool:
        """Return whether the template is there, whole."""

    @abstractmethod
    def make(self, cluster: Any) -> None:
        """Migrate a database of another name, and give it the template's once it is whole."""

    @abstractmethod
    def exists(self, cluster: Any, name: str) -> bool:
        """Return whether there is a database of this name."""

    @abstractmethod
    def copy(self, cluster: Any, name: str) -> None:
        """Make a database of this name, in the place of any that is there."""

    @abstractmethod
    def forget(self) -> None:
        """Remove the template, so that the next who prepares makes it anew."""


class Copied(Template):
    """On SQLite: a file."""

    def __init__(self, connection: BaseDatabaseWrapper, file: Path) -> None:
        self.connection, self.file = connection, file

    @contextmanager
    def alone(self) -> Iterator[None]:
        self.file.parent.mkdir(exist_ok=True)
        with (self.file.parent / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
            yield

    def stands(self, _: None) -> bool:
        return self.file.exists()

    def make(self, _: None) -> None:
        for left in self.file.parent.glob(f"{PREFIX}*.part*"):
            left.unlink()  # by a process that was killed
        part = self.file.with_suffix(".part")
        migrate(self.connection, str(part))
        with closing(sqlite3.connect(part)) as database:
            database.execute("PRAGMA journal_mode=DELETE")  # all of it in one file
        with part.open("rb") as whole:
            os.fsync(whole.fileno())
        part.replace(self.file)
        files = self.file.parent.glob(f"{PREFIX}*.sqlite3")
        for old in sorted(files, key=lambda file: file.stat().st_mtime)[:-NEWEST]:
            old.unlink()

    def exists(self, _: None, name: str) -> bool:
        return Path(name).exists()

    def copy(self, _: None, name: str) -> None:
        shutil.copyfile(self.file, name)
        os.utime(self.file)  # the newest are those used last

    def forget(self) -> None:
        with self.alone():
            self.file.unlink(missing_ok=True)


class Cloned(Template):
    """On PostgreSQL: a database of the same cluster, which nobody connects to."""

    def __init__(self, connection: BaseDatabaseWrapper, name: str) -> None:
        self.connection, self.name = connection, name

    @contextmanager
    def alone(self) -> Iterator[psycopg.Connection]:
        wanted = self.connection.get_connection_params()
        address = {
            name: wanted[name] for name in ("host", "port", "user", "password") if name in wanted
        }
        # Locks of this kind are a database's own, so that all take it in the one they share.
        with psycopg.connect(dbname="postgres", autocommit=True, **address) as cluster:
            cluster.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until it disconnects
            yield cluster

    def stands(self, cluster: psycopg.Connection) -> bool:
        return self.exists(cluster, self.name)

    def make(self, cluster: psycopg.Connection) -> None:
        part = f"{PREFIX}part"
        cluster.execute(f"DROP DATABASE IF EXISTS {part}")  # of a process that was killed
        migrate(self.connection, part)
        # A database somebody is connected to cannot be copied.
        cluster.execute(f"ALTER DATABASE {part} ALLOW_CONNECTIONS false")
        cluster.execute(f"ALTER DATABASE {part} RENAME TO {self.name}")
        query = "SELECT datname FROM pg_database WHERE datname ~ %s ORDER BY oid"
        names = [name for (name,) in cluster.execute(query, [f"^{PREFIX}[0-9a-f]{{16}}$"])]
        for old in names[:-NEWEST]:
            cluster.execute(f"DROP DATABASE {old}")

    def exists(self, cluster: psycopg.Connection, name: str) -> bool:
        rows = cluster.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        return rows.fetchone() is not None

    def copy(self, cluster: psycopg.Connection, name: str) -> None:
        cluster.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cluster.execute(f'CREATE DATABASE "{name}" TEMPLATE {self.name}')

    def forget(self) -> None:
        with self.alone() as cluster:
            cluster.execute(f"DROP DATABASE IF EXISTS {self.name}")
