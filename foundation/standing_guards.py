"""Which guards stand in the database, compared with those that the migrations put up."""

import re
from typing import Any, Final

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from .guards import Guard, GuardStep, SqlStep, TakenDown

# The trigger's SQL without the schema of its table, its function's text, and whether it is on.
POSTGRESQL: Final = """
    SELECT t.tgname, pg_get_triggerdef(t.oid), p.prosrc, t.tgenabled = 'O'
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
"""
SQLITE: Final = "SELECT name, sql, '', TRUE FROM sqlite_master WHERE type = 'trigger'"
OTHER_TRIGGER: Final = re.compile(
    r"CREATE FUNCTION (?P<name>\w+).*?\$\$(?P<body>.*)\$\$;\s*(?P<sql>CREATE CONSTRAINT TRIGGER.*)",
    re.DOTALL,
)
SCHEMA: Final = re.compile(r"(?<= ON )\w+\.")

Definition = tuple[str, str]


def migrated_guards() -> list[Guard]:
    """Return every guard that the migrations put up, and do not take down again."""
    standing: list[Guard] = []
    for step in _steps():
        if isinstance(step, TakenDown):
            standing = [guard for guard in standing if guard not in step.guards]
        elif isinstance(step, GuardStep):
            standing += step.guards
    return standing


def faults() -> list[str]:
    """Return the guards that are missing, switched off or other than the migrations made them."""
    present = _present()
    wrong = []
    for name, wanted in sorted(_wanted().items()):
        if name not in present:
            wrong.append(f"{name} is missing")
            continue
        definition, is_on = present[name]
        if not is_on:
            wrong.append(f"{name} is switched off")
        elif definition != wanted:
            wrong.append(f"{name} is not as it was installed")
    return wrong


def _steps() -> list[Any]:
    loaded = MigrationLoader(connection=None).disk_migrations
    return [step for _, migration in sorted(loaded.items()) for step in migration.operations]


def _wanted() -> dict[str, Definition]:
    vendor = connection.vendor
    wanted: dict[str, Definition] = {}
    for guard in migrated_guards():
        wanted |= guard.definitions(vendor)
    for step in _steps():
        of_ours = isinstance(step, SqlStep) and step.vendor == vendor
        if of_ours and (other := OTHER_TRIGGER.search(step.sql)):
            wanted[other["name"]] = (other["sql"], other["body"])
    return {name: _tidy(*definition) for name, definition in wanted.items()}


def _present() -> dict[str, tuple[Definition, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL if connection.vendor == "postgresql" else SQLITE)
        rows = cursor.fetchall()
    return {name: (_tidy(sql, body), bool(is_on)) for name, sql, body, is_on in rows}


def _tidy(sql: str, body: str) -> Definition:
    """Return a definition without what the catalogue writes in its own way: spaces, the schema."""
    plain = SCHEMA.sub("", " ".join(sql.split())).replace(" NOT DEFERRABLE", "")
    return plain, " ".join(body.split())
