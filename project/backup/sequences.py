"""Which ids were given out last, so that none is given out twice: the history names rows by them.

The row with the highest id may have been deleted, so the rows themselves do not say it.
"""

from typing import Final

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField

COUNTED: Final = """
    SELECT seqs.relname, tables.relname, columns.attname FROM pg_class seqs
    JOIN pg_depend ON objid = seqs.oid AND deptype IN ('a', 'i')
    JOIN pg_class tables ON tables.oid = refobjid
    JOIN pg_attribute columns ON attrelid = refobjid AND attnum = refobjsubid
    WHERE seqs.relkind = 'S' AND seqs.relnamespace = current_schema()::regnamespace
"""


def read_sequences(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """Return the last id given out, by table; tables that gave out none are left out."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {table: int(last) for table, last in cursor.fetchall()}
        cursor.execute(COUNTED)
        last_ids = {}
        for sequence, table, _ in cursor.fetchall():
            quoted = connection.ops.quote_name(sequence)
            cursor.execute(f"SELECT last_value, is_called FROM {quoted}")  # noqa: S608  our own names
            last, is_called = cursor.fetchone()
            if is_called:
                last_ids[table] = int(last)
    return last_ids


def set_sequences(connection: BaseDatabaseWrapper, last_ids: dict[str, int]) -> None:
    """Let each table of a model go on after the last id given out, or begin with 1."""
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if isinstance(model._meta.pk, AutoField)
    }
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in sorted(tables):
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                last = last_ids.get(table, 0)
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)",
                               [table, last])  # fmt: skip
            return
        cursor.execute(COUNTED)
        for sequence, table, _ in cursor.fetchall():
            if table in tables:
                name = connection.ops.quote_name(sequence)
                last = last_ids.get(table, 0)
                cursor.execute("SELECT setval(%s, %s, %s)", [name, max(last, 1), last > 0])
