"""Rules that the database itself enforces, the same on PostgreSQL and on SQLite.

A guard is a trigger that refuses a row, for rules that no constraint can express because they
look at other rows or at the row's earlier values. Migrations create it in either database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


@dataclass(frozen=True)
class Guard:
    """Refuse an event on a table when a condition holds.

    ``when`` is SQL that both databases read, over NEW and OLD; ``a ≠ b`` means "differs, NULL
    included". The refusal reaches Django as an IntegrityError that begins with ``name``.
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
        statements = []
        for name, body, trigger in self._functions():
            function = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            statements += [function, trigger]
        return statements

    def _functions(self) -> list[tuple[str, str, str]]:
        """Return PostgreSQL's functions: the name, the body, and the trigger that calls it."""
        when = self.when.replace("≠", "IS DISTINCT FROM")
        refusal = (
            f"RAISE EXCEPTION '{self.name}: {self.says}' "
            f"USING ERRCODE = '23514', CONSTRAINT = '{self.name}';"
        )
        functions = []
        for event in self.events:
            row = "OLD" if event == "DELETE" else "NEW"
            body = f" BEGIN IF {when} THEN {refusal} END IF; RETURN {row}; END "
            functions.append(self._function(event, body, each="ROW"))
        if "DELETE" in self.events:
            # TRUNCATE bypasses row triggers; SQLite has no such statement.
            functions.append(self._function("TRUNCATE", f" BEGIN {refusal} END ", each="STATEMENT"))
        return functions

    def _function(self, event: str, body: str, *, each: str) -> tuple[str, str, str]:
        name = f"{self.name}_{event.lower()}"
        trigger = f"CREATE TRIGGER {name} BEFORE {event} ON {self.table}"
        return name, body, f"{trigger} FOR EACH {each} EXECUTE FUNCTION {name}()"

    def definitions(self, vendor: str) -> dict[str, tuple[str, str]]:
        """Return each trigger by name, as the catalogue has it: its SQL and its function's body."""
        if vendor == "postgresql":
            return {name: (trigger, body) for name, body, trigger in self._functions()}
        created = zip(self.triggers(vendor), self.create(vendor), strict=True)
        return {name: (statement, "") for name, statement in created}

    def triggers(self, vendor: str) -> list[str]:
        """Return the names of the guard's triggers."""
        events = list(self.events)
        if vendor == "postgresql" and "DELETE" in events:
            events.append("TRUNCATE")
        return [f"{self.name}_{event.lower()}" for event in events]

    def drop(self, vendor: str) -> list[str]:
        """Return the statements that remove the guard."""
        if vendor != "postgresql":
            return [f"DROP TRIGGER {trigger}" for trigger in self.triggers(vendor)]
        return [f"DROP FUNCTION {trigger}() CASCADE" for trigger in self.triggers(vendor)]


def any_changes(*columns: str) -> str:
    """Return SQL for "one of these columns changes", in the language of ``Guard.when``."""
    return "(" + " OR ".join(f"NEW.{column} ≠ OLD.{column}" for column in columns) + ")"


class GuardStep(migrations.RunPython):
    """A migration step that knows its guards, so that a test can check that they exist."""

    def __init__(self, *guards: Guard) -> None:
        super().__init__(self._up, self._down)
        self.guards = guards

    def _up(self, _apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for guard in self.guards:
            for statement in guard.create(editor.connection.vendor):
                editor.execute(statement, params=None)

    def _down(self, _apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for guard in self.guards:
            for statement in guard.drop(editor.connection.vendor):
                editor.execute(statement, params=None)


def put_up(*guards: Guard) -> GuardStep:
    """Return the migration step that creates guards; reversed, it removes them."""
    return GuardStep(*guards)


class TakenDown(GuardStep):
    """A migration step that removes guards, to be followed by better ones."""

    def __init__(self, *guards: Guard) -> None:
        super().__init__(*guards)
        self.code, self.reverse_code = self._down, self._up


def take_down(*guards: Guard) -> TakenDown:
    """Return the migration step that removes guards; reversed, it creates them again."""
    return TakenDown(*guards)


class SqlStep(migrations.RunPython):
    """A migration step of plain SQL for one database, and nothing on the other."""

    def __init__(self, vendor: str, sql: str, undo: str) -> None:
        super().__init__(self._step(sql), self._step(undo))
        self.vendor, self.sql = vendor, sql

    def _step(self, statement: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
        def execute(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
            if editor.connection.vendor == self.vendor:
                editor.execute(statement, params=None)

        return execute


def run_on(vendor: str, sql: str, undo: str) -> SqlStep:
    """Return a migration step of plain SQL for one database, and nothing on the other."""
    return SqlStep(vendor, sql, undo)
