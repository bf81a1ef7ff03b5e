"""After a test that commits, the database is put back as the migrations left it.

Django would delete every row. That takes the first rows too (VAT rates, number series), and the
guards in the database refuse it.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

SCHEMA = "first_rows"


@contextmanager
def remembered() -> Iterator[Callable[[], None]]:
    """Remember all rows of the database; yield what puts them back, and takes away all others."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            remember_in_schema(cursor)
        yield put_back_from_schema
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(":memory:")) as copy:
        connection.connection.backup(copy)

        def put_back() -> None:
            connection.ensure_connection()
            copy.backup(connection.connection)

        yield put_back


def remember_in_schema(cursor: CursorWrapper) -> None:
    """Copy each table that has rows into a schema beside the tables' own."""
    cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    for table in sorted(with_rows(cursor, tables_of(cursor))):
        cursor.execute(f"CREATE TABLE {SCHEMA}.{table} AS TABLE {table}")


def put_back_from_schema() -> None:
    """Fill the tables whose rows differ from the first ones again, with their guards down."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = tables_of(cursor)
        # Whoever still writes is waited for.
        cursor.execute(f"LOCK TABLE {', '.join(sorted(tables))} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])
        first = {table for (table,) in cursor.fetchall()}
        changed = with_rows(cursor, tables - first)
        changed |= {table for table in first if differs(cursor, table)}
        for table in sorted(changed):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table in sorted(changed):
            cursor.execute(f"DELETE FROM {table}")
        for table in sorted(changed & first):
            cursor.execute(f"INSERT INTO {table} TABLE {SCHEMA}.{table}")
        # Foreign keys are looked at now: a table with checks to come takes no change of its own.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in sorted(changed):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def tables_of(cursor: CursorWrapper) -> set[str]:
    """Return the names of all tables, the remembered ones aside."""
    return set(connection.introspection.table_names(cursor))


def with_rows(cursor: CursorWrapper, tables: set[str]) -> set[str]:
    """Return those of the tables that are not empty, by one query."""
    names = sorted(tables)
    cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT FROM {name})" for name in names))
    answers = cursor.fetchone()
    return {name for name, has_rows in zip(names, answers, strict=True) if has_rows}


def differs(cursor: CursorWrapper, table: str) -> bool:
    """Return whether a table's rows are others than its first ones."""
    now, first = f"TABLE {table}", f"TABLE {SCHEMA}.{table}"
    cursor.execute(
        f"SELECT EXISTS (({now} EXCEPT ALL {first}) UNION ALL ({first} EXCEPT ALL {now}))"
    )
    return bool(cursor.fetchone()[0])
