"""Reading everything as of one instant, while other people write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_instant() -> Iterator[None]:
    """Run the block on one unchanging view of the database, read-only and without blocking writes.

    Inside a caller's transaction it changes nothing, because that has begun already.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with _reader(connection):
            yield


@contextmanager
def _reader(sqlite: Any) -> Iterator[None]:
    """Open a transaction of SQLite that never asks for the write lock.

    Ours begin IMMEDIATE, which would hold up every payment until the last row is written. In WAL
    a deferred one keeps the view of its first read. It may not write, so it never waits to.
    """
    with sqlite.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        sqlite.transaction_mode = mode
        with sqlite.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
