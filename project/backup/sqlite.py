"""SQLite: a file, copied by the database's own way of doing it while others write."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from .store import Store
from .tallies import Tally, tally_tables


class Embedded(Store):
    """The file of DATABASE_URL."""

    kind = "SQLite"
    payload = "database.sqlite3"

    def __str__(self) -> str:
        return f"the SQLite file {self.settings['NAME']}"

    @contextmanager
    def at_a_moment(self) -> Iterator[BaseDatabaseWrapper]:
        """Yield a connection in a read transaction: writers go on beside it, and it sees none."""
        with self.connected() as own:
            # By hand: one of Django's would begin IMMEDIATE, and keep writers waiting.
            own.connection.execute("BEGIN DEFERRED")
            own.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            try:
                yield own
            finally:
                own.connection.execute("ROLLBACK")

    def save(self, into: Path) -> dict[str, Tally]:
        """Copy the file as it was at one moment, without its write-ahead log."""
        with self.at_a_moment() as own, closing(sqlite3.connect(into)) as target:
            tallies = tally_tables(own)
            own.connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        return tallies

    def load(self, payload: Path) -> list[str]:
        """Copy a file over this one in one transaction: killed half-way, nothing has changed."""
        with closing(sqlite3.connect(payload)) as source, self.connected() as own:
            source.backup(own.connection)
        return []

    def clear(self) -> None:
        """Copy an empty database over this one."""
        with closing(sqlite3.connect(":memory:")) as nothing, self.connected() as own:
            nothing.backup(own.connection)

    @contextmanager
    def scratch(self, folder: Path) -> Iterator[Store]:
        """Yield a file in the folder, which goes with it."""
        yield Embedded({**self.settings, "NAME": str(folder / "scratch.sqlite3")})
