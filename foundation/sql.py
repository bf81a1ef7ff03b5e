"""SQL that differs between the two databases."""

from typing import Any

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.utils import timezone

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


class AddDated(migrations.AddField):
    """Adds ``updated_at`` to a table and dates its rows at this moment.

    On SQLite Django would build the table anew, and so drop our triggers with it; one statement
    adds the column where it stands.
    """

    def database_forwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Add the column and its index."""
        if editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        now = timezone.now().strftime("%Y-%m-%d %H:%M:%S.%f")
        editor.execute(
            f"ALTER TABLE {model._meta.db_table} ADD COLUMN {field.column} datetime"
            f" NOT NULL DEFAULT '{now}'",
            params=None,
        )
        for statement in editor._field_indexes_sql(model, field):
            editor.execute(statement)

    def database_backwards(
        self, app_label: str, editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Remove the index and the column."""
        if editor.connection.vendor != "sqlite":
            super().database_backwards(app_label, editor, from_state, to_state)
            return
        model = from_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        for statement in editor._field_indexes_sql(model, field):
            editor.execute(f"DROP INDEX {statement.parts['name']}", params=None)
        editor.execute(
            f"ALTER TABLE {model._meta.db_table} DROP COLUMN {field.column}", params=None
        )
