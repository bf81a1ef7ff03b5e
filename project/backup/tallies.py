"""What a table holds, as a number of rows and one hash of them all, the same on both databases.

The hash is the sum of the hashes of the rows: no order of rows is needed, and databases order
text differently.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

AT_A_TIME: Final = 500  # rows in memory
# Filled again by itself, and never the same twice.
PASSING: Final = frozenset({"cache"})


class Tally(NamedTuple):
    """How many rows, and the sum of their SHA-256 in hexadecimal."""

    rows: int
    sha256: str


@dataclass
class Sum:
    """A tally under way."""

    rows: int = 0
    total: int = 0

    def add(self, row: Sequence[Any]) -> None:
        """Count a row in."""
        text = "\x1f".join(text_of(value) for value in row)
        self.rows += 1
        self.total += int.from_bytes(hashlib.sha256(text.encode()).digest())
        self.total %= 1 << 256

    def tally(self) -> Tally:
        """Return what was added so far."""
        return Tally(self.rows, f"{self.total:064x}")


def tally_of(rows: Iterable[Sequence[Any]]) -> Tally:
    """Return the tally of some rows."""
    total = Sum()
    for row in rows:
        total.add(row)
    return total.tally()


def text_of(value: Any) -> str:
    """Return a value as text that differs for any other value, however a driver delivers it."""
    match value:
        case None:
            return "-"
        case bool():
            return f"b{int(value)}"
        case bytes() | bytearray() | memoryview():
            return f"x{hashlib.sha256(value).hexdigest()}"
        case Decimal():
            return f"n{value.normalize():f}" if value else "n0"
        case datetime():
            return f"t{moment(value)}"
        case date() | time():
            return f"d{value.isoformat()}"
        case dict() | list():
            return f"j{json.dumps(value, sort_keys=True)}"
        case _:
            return f"s{value}"


def moment(value: datetime) -> str:
    """Return a moment in UTC; one without a time zone is in UTC already."""
    return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()


def tables_of(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the tables that are worth saving, in order."""
    return sorted(set(connection.introspection.table_names()) - PASSING)


def tally_tables(connection: BaseDatabaseWrapper) -> dict[str, Tally]:
    """Return the tally of each table as the database stores it, whatever our models say.

    So it also works before `migrate`, on tables that the code of today does not know. Two tallies
    can be compared when both come from the same kind of database. To be called in a transaction.
    """
    return {table: tally_of(_rows(connection, table)) for table in tables_of(connection)}


def _rows(connection: BaseDatabaseWrapper, table: str) -> Iterable[Sequence[Any]]:
    with connection.cursor() as cursor:
        columns = sorted(
            column.name for column in connection.introspection.get_table_description(cursor, table)
        )
    quote = connection.ops.quote_name
    chosen = ", ".join(quote(column) for column in columns)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {chosen} FROM {quote(table)}")  # noqa: S608  names of the database
        while rows := cursor.fetchmany(AT_A_TIME):
            yield from rows
