"""The guards of a database, taken down for as long as its rows are copied, and proved afterwards.

A guard refuses a row because of others that may not be there yet, or because of what it was
before. So nothing can be copied past them; whatever they would have refused, the check of the
books finds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from foundation.guards import Guard, GuardStep, TakenDown

from .refusals import NotTheSame

STANDING: Final = {
    "postgresql": """
        SELECT tgname, pg_get_triggerdef(pg_trigger.oid), tgrelid::regclass::text FROM pg_trigger
        JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')
        AND relnamespace = current_schema()::regnamespace ORDER BY 1
    """,
    "sqlite": "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1",
}
Triggers = list[tuple[str, str, str]]  # name, statement that makes it, table


def standing(connection: BaseDatabaseWrapper) -> Triggers:
    """Return the triggers of our own that stand and are not switched off."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        return [(name, sql, table) for name, sql, table in cursor.fetchall()]


def wanted(vendor: str) -> set[str]:
    """Return the names of the triggers that the migrations put up and do not take down again."""
    guards: list[Guard] = []
    for _, migration in sorted(MigrationLoader(connection=None).disk_migrations.items()):
        for step in migration.operations:
            if isinstance(step, TakenDown):
                guards = [guard for guard in guards if guard not in step.guards]
            elif isinstance(step, GuardStep):
                guards += step.guards
    return {trigger for guard in guards for trigger in guard.triggers(vendor)}


def refuse_missing(triggers: Triggers, vendor: str) -> None:
    """Raise NotTheSame when a guard of the migrations does not stand."""
    if missing := sorted(wanted(vendor) - {name for name, _, _ in triggers}):
        raise NotTheSame(f"Guards are missing in the database: {', '.join(missing)}.")


@contextmanager
def guards_down(connection: BaseDatabaseWrapper) -> Iterator[int]:
    """Take the guards down, yield how many triggers they have, and put them up again.

    To be used in a transaction: one that is rolled back leaves them standing. Raises NotTheSame
    when not every guard stands before and afterwards.
    """
    before = standing(connection)
    refuse_missing(before, connection.vendor)
    switch = _switch_tables if connection.vendor == "postgresql" else _make_anew
    with switch(connection, before):
        yield len(before)
    if standing(connection) != before:
        raise NotTheSame("The guards of the database are not those that were taken down.")


@contextmanager
def _switch_tables(connection: BaseDatabaseWrapper, triggers: Triggers) -> Iterator[None]:
    tables = sorted({table for _, _, table in triggers})
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        # A table with checks still to come takes no change of its own.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def _make_anew(connection: BaseDatabaseWrapper, triggers: Triggers) -> Iterator[None]:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name, _, _ in triggers:
            cursor.execute(f"DROP TRIGGER {quote(name)}")
        yield
        for _, sql, _ in triggers:
            cursor.execute(sql)
