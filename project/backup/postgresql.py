"""PostgreSQL: pg_dump and pg_restore, which come with the server and must be of its version."""

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from .refusals import CannotRun, Refusal
from .store import Store
from .tallies import PASSING, Tally, tally_tables

SCRATCH: Final = "foothold_scratch_"
ABANDONED_AFTER: Final = timedelta(days=1)
MOMENT: Final = "%Y%m%d%H%M%S"
# What the extensions brought stays: only a superuser may take some of it away.
OUR_TABLES: Final = """
    SELECT format('DROP TABLE %I.%I CASCADE', schemaname, tablename) FROM pg_tables
    WHERE schemaname = current_schema()
"""
OUR_FUNCTIONS: Final = """
    SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""


class Server(Store):
    """The database of DATABASE_URL, on a server that may be another machine."""

    kind = "PostgreSQL"
    payload = "database.dump"

    def __str__(self) -> str:
        host = self.settings["HOST"] or "this machine"
        return f"the PostgreSQL database {self.settings['NAME']} on {host}"

    @contextmanager
    def at_a_moment(self) -> Iterator[BaseDatabaseWrapper]:
        """Yield a connection in a transaction that reads one snapshot."""
        with self.connected() as own:
            own.set_autocommit(False)
            with own.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield own
            finally:
                own.rollback()

    def save(self, into: Path) -> dict[str, Tally]:
        """Dump the snapshot that is tallied, in pg_dump's custom format."""
        with self.at_a_moment() as own:
            with own.cursor() as cursor:
                cursor.execute("SELECT pg_export_snapshot()")
                (snapshot,) = cursor.fetchone()
            tallies = tally_tables(own)
            left_out = [f"--exclude-table-data={table}" for table in sorted(PASSING)]
            self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={into}",
                      *left_out)  # fmt: skip
        return tallies

    def load(self, payload: Path) -> list[str]:
        """Restore a dump in one transaction, after the tables that are there have gone.

        Rights of other roles are granted again; where that fails (a role is not there) they are
        left out, and a remark says so.
        """
        self.clear()
        try:
            self._restore(payload)
        except Refusal as failure:
            self._restore(payload, "--no-privileges")
            return [f"Rights of other database roles were not granted again. {failure}"]
        return []

    def _restore(self, payload: Path, *options: str) -> None:
        always = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-comments")
        name = f"--dbname={self.settings['NAME']}"
        self._run("pg_restore", *always, *options, name, str(payload))

    def clear(self) -> None:
        """Drop our tables and the functions of their guards, in one transaction."""
        with self.connected() as own:
            own.set_autocommit(False)
            with own.cursor() as cursor:
                for query in (OUR_TABLES, OUR_FUNCTIONS):
                    cursor.execute(query)
                    for (statement,) in cursor.fetchall():
                        cursor.execute(statement)
            own.commit()

    @contextmanager
    def scratch(self, folder: Path) -> Iterator[Store]:
        """Yield a new database of the same server, dropped afterwards; and drop abandoned ones."""
        name = f"{SCRATCH}{datetime.now(UTC):{MOMENT}}_{secrets.token_hex(4)}"
        with self.connected() as own, own.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{SCRATCH}%"])
            for (left,) in cursor.fetchall():
                if is_abandoned(left, now=datetime.now(UTC)):
                    cursor.execute(f'DROP DATABASE IF EXISTS "{left}" WITH (FORCE)')
            cursor.execute(
                "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database"
                " WHERE datname = current_database()"
            )
            like_ours = "ENCODING '{}' LC_COLLATE '{}' LC_CTYPE '{}'".format(*cursor.fetchone())
            try:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 {like_ours}')
            except Error as error:
                raise CannotRun(
                    "A backup is proved by restoring it into a database of its own, which could "
                    f"not be made: {str(error).strip()}. Let the role make databases (ALTER ROLE "
                    f"{self.settings['USER']} CREATEDB), or run it by a role that may."
                ) from error
        try:
            yield Bare({**self.settings, "NAME": name})
        finally:
            with self.connected() as own, own.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, program: str, *options: str) -> None:
        """Run one of the server's programs; raise Refusal with the last it said if it failed."""
        command = [str(self._program(program)), "--no-password", *options]
        done = subprocess.run(  # noqa: S603  our own words
            command, env=self._environment(), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise Refusal(f"{program} failed: {' '.join(done.stderr.split())[-600:]}")

    def _environment(self) -> dict[str, str]:
        """Return the address and the password as libpq reads them: others can see arguments."""
        _, from_options = DatabaseClient.settings_to_cmd_args_env(self.settings, [])
        names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
        named = {key: str(self.settings[name]) for key, name in names.items()}
        address = {key: value for key, value in named.items() if value}
        return {**os.environ, **address, **(from_options or {})}

    def _program(self, name: str) -> Path:
        with self.connected() as own:
            major: int = own.pg_version // 10000  # type: ignore[attr-defined]
        return program_of(name, major)


class Bare(Server):
    """A database to try a dump in, where nobody else is to have any rights."""

    def load(self, payload: Path) -> list[str]:
        """Restore a dump without the rights of others."""
        self._restore(payload, "--no-privileges")
        return []


def is_abandoned(name: str, *, now: datetime) -> bool:
    """Return whether a scratch database is from a process that was killed more than a day ago."""
    made = re.fullmatch(rf"{SCRATCH}(\d{{14}})_[0-9a-f]{{8}}", name)
    if made is None:
        return False
    return datetime.strptime(made[1], MOMENT).replace(tzinfo=UTC) < now - ABANDONED_AFTER


@cache
def program_of(name: str, major: int) -> Path:
    """Return the program of this version or a later one: on PATH, else beside the server's own.

    Raises CannotRun, saying what to install, where there is none.
    """
    older = []
    for file in filter(None, (_on_path(name), _beside_the_server(name))):
        version = _major_of(file)
        if version >= major:
            return file
        older.append(f"{file} is of version {version}")
    because = "; ".join(older) or "neither on PATH nor in the folder `pg_config --bindir` names"
    raise CannotRun(
        f"{name} of version {major} is needed, the version of the server: {because}. Install the "
        f"programs of PostgreSQL {major} (on Debian: postgresql-client-{major})."
    )


def _on_path(name: str) -> Path | None:
    file = shutil.which(name)
    return Path(file) if file else None


def _beside_the_server(name: str) -> Path | None:
    asking = shutil.which("pg_config")
    if asking is None:
        return None
    folder = subprocess.run(  # noqa: S603  our own words
        [asking, "--bindir"], capture_output=True, text=True, check=True
    ).stdout.strip()
    file = Path(folder) / name
    return file if file.exists() else None


def _major_of(program: Path) -> int:
    line = subprocess.run(  # noqa: S603  our own words
        [str(program), "--version"], capture_output=True, text=True, check=True
    ).stdout
    version = re.search(r"(\d+)(?:\.\d+|beta|rc|devel)", line)
    if version is None:
        raise CannotRun(f"{program} does not say its version: {line.strip()}")
    return int(version[1])
