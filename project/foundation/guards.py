"""Rules the database itself keeps, the same on PostgreSQL and on SQLite.

A guard is a trigger that refuses a row: what constraints cannot say (it looks at other rows, or
at what the row was before) is said here, once, and migrations put it into either database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


@dataclass(frozen=True)
class Guard:
    """Refuse an event on a table when a condition holds.

    ``when`` is SQL that both databases read, over NEW and OLD; ``a ≠ b`` stands for "differs,
    NULL included". The refusal reaches Django as an IntegrityError that begins with ``name``.
    """

    name: str
    table: str
    events: Sequence[str]
    when: str
    says: str

    def create(self, vendor: str) -> list[str]:
        """Return the statements that put the guard in place."""
        if vendor == "postgresql":
            return self._create_postgresql()
        when = self.when.replace("≠", "IS NOT")
        return [
            f"CREATE TRIGGER {self.name}_{event.lower()} BEFORE {event} ON {self.table} "
            f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{self.name}: {self.says}'); END"
            for event in self.events
        ]

    def _create_postgresql(self) -> list[str]:
        when = self.when.replace("≠", "IS DISTINCT FROM")
        refusal = (
            f"RAISE EXCEPTION '{self.name}: {self.says}' "
            f"USING ERRCODE = '23514', CONSTRAINT = '{self.name}';"
        )
        statements = []
        for event in self.events:
            row = "OLD" if event == "DELETE" else "NEW"
            body = f"BEGIN IF {when} THEN {refusal} END IF; RETURN {row}; END"
            statements += self._trigger(event, body, each="ROW")
        if "DELETE" in self.events:
            # TRUNCATE passes by row triggers; SQLite has no such statement.
            statements += self._trigger("TRUNCATE", f"BEGIN {refusal} END", each="STATEMENT")
        return statements

    def _trigger(self, event: str, body: str, *, each: str) -> list[str]:
        name = f"{self.name}_{event.lower()}"
        function = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
        trigger = f"CREATE TRIGGER {name} BEFORE {event} ON {self.table}"
        return [function, f"{trigger} FOR EACH {each} EXECUTE FUNCTION {name}()"]

    def drop(self, vendor: str) -> list[str]:
        """Return the statements that take the guard away."""
        triggers = [f"{self.name}_{event.lower()}" for event in self.events]
        if vendor != "postgresql":
            return [f"DROP TRIGGER {trigger}" for trigger in triggers]
        if "DELETE" in self.events:
            triggers.append(f"{self.name}_truncate")
        return [f"DROP FUNCTION {trigger}() CASCADE" for trigger in triggers]


def put_up(*guards: Guard) -> migrations.RunPython:
    """Return the migration step that puts guards in place, and takes them away again."""

    def forwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for guard in guards:
            for statement in guard.create(editor.connection.vendor):
                editor.execute(statement, params=None)

    def backwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for guard in guards:
            for statement in guard.drop(editor.connection.vendor):
                editor.execute(statement, params=None)

    return migrations.RunPython(forwards, backwards)


def run_on(vendor: str, sql: str, undo: str) -> migrations.RunPython:
    """Return a migration step of plain SQL for one database, and nothing on the other."""

    def step(statement: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
        def execute(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
            if editor.connection.vendor == vendor:
                editor.execute(statement, params=None)

        return execute

    return migrations.RunPython(step(sql), step(undo))
