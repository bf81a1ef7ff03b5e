"""What the two databases say in different words."""

from typing import Any

from django.db.models import CharField, Func

Compiled = tuple[str, tuple[Any, ...]]


class MonthOf(Func):
    """The month of a day, as "2026-03"."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Compiled:
        """Return the first letters of the day: it is kept as text here."""
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 7)", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Compiled:
        """Return the day written out so far."""
        template = "to_char(%(expressions)s, 'YYYY-MM')"
        return self.as_sql(compiler, connection, template=template, **extra)
