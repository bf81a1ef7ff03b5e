"""SQL that differs between the two databases."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func

Compiled = tuple[str, tuple[Any, ...]]


class MonthOf(Func):
    """The month of a day, as "2026-03"."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Compiled:
        """Return the first characters of the day, which SQLite stores as text."""
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 7)", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Compiled:
        """Return the day formatted as a month."""
        template = "to_char(%(expressions)s, 'YYYY-MM')"
        return self.as_sql(compiler, connection, template=template, **extra)


def compile_nothing(*, connection: BaseDatabaseWrapper, **signal: object) -> None:
    """Switch off PostgreSQL's compiler for a new connection.

    It would compile each statement that may read much, which takes longer than to run ours. Said
    after connecting: PgBouncer refuses clients that say it while they connect.
    """
    if connection.vendor == "postgresql":
        connection.connection.execute("SET jit = off")
