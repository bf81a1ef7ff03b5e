"""Changes behind the back of guards and constraints: books as nobody should ever find them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def guards_down() -> Iterator[None]:
    """Let changes past the triggers of the database, and on SQLite past its checks."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What waits for the commit is checked now, while it still holds.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        yield
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
        for _, create in triggers:
            cursor.execute(create)
