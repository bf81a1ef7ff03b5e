"""The database's refusals as sentences: the names of constraints are words that explain them."""

import re
from typing import Final, NamedTuple

from django.apps import apps
from django.db import DatabaseError
from django.db.models import Model
from django.db.models.constraints import BaseConstraint

# SQLite's error messages; a unique index of plain columns is named by its columns.
SQLITE_NAME: Final = re.compile(r"(?:CHECK constraint failed: |index ')(\w+)")
SQLITE_COLUMNS: Final = re.compile(r"UNIQUE constraint failed: (\w+)\.(\w+)((?:, \w+\.\w+)*)$")
# Our triggers' messages, on both: "issued_invoice_stays: correct it with a credit note".
GUARD: Final = re.compile(r"(\w+): (.+)", re.DOTALL)


class Refusal(NamedTuple):
    """Why the database refused: ``code`` for programs, ``sentence`` for a person."""

    code: str
    sentence: str


MISSING: Final = Refusal("refers_to_nothing", "This refers to a record that does not exist.")


def refusal_of(error: DatabaseError) -> Refusal | None:
    """Return the constraint or guard that refused a write, or None if it was something else."""
    diagnosis = getattr(error.__cause__, "diag", None)
    words = str(error) if diagnosis is None else diagnosis.message_primary or ""
    if guard := GUARD.fullmatch(words):
        return Refusal(guard[1], sentence(guard[2]))
    if diagnosis is not None:  # PostgreSQL names what refused
        return named(diagnosis.constraint_name) if diagnosis.constraint_name else None
    if by_name := SQLITE_NAME.search(words):
        return named(by_name[1])
    if by_columns := SQLITE_COLUMNS.fullmatch(words):
        others = re.findall(r"\.(\w+)", by_columns[3])
        return taken(by_columns[1], [by_columns[2], *others])
    return MISSING if words.startswith("FOREIGN KEY") else None


def named(name: str) -> Refusal:
    """Return the refusal of a constraint by its name, with its own message if it has one."""
    constraint = declared()[name][0] if name in declared() else None
    if constraint and (words := own_words(constraint)):
        return Refusal(constraint.violation_error_code or name, words)
    if constraint is None and (column := unique_column(name)):
        return already(*column)
    if "_fk_" in name:
        return MISSING
    return Refusal(name, f"The records refuse this: {name.replace('_', ' ')}.")


def taken(table: str, columns: list[str]) -> Refusal:
    """Return the refusal of a unique index that SQLite names only by its columns."""
    for name, (constraint, model) in declared().items():
        fields = getattr(constraint, "fields", ())
        named_columns = [getattr(model._meta.get_field(field), "column", "") for field in fields]
        if model._meta.db_table == table and named_columns == columns:
            return named(name)
    return already(table, columns[-1])


def already(table: str, column: str) -> Refusal:
    """Return the refusal of a second record with the same value in a unique column."""
    return Refusal("already_there", f"There is already one with this {column.replace('_', ' ')}.")


def own_words(constraint: BaseConstraint) -> str:
    """Return the message that a model gives its constraint, "" if it gives none."""
    words = constraint.violation_error_message
    return "" if words == constraint.default_violation_error_message else str(words)


def declared() -> dict[str, tuple[BaseConstraint, type[Model]]]:
    """Return every constraint the models declare, by name."""
    return {
        constraint.name: (constraint, model)
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }


def unique_column(name: str) -> tuple[str, str] | None:
    """Return the table and column of a unique column's index as Django names it, if it is one."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            start = f"{model._meta.db_table}_{field.column}_"
            if field.unique and (name.startswith(start) and name.endswith(("_uniq", "_key"))):
                return model._meta.db_table, str(field.column)
    return None


def sentence(words: str) -> str:
    """Return words as a sentence: a capital first, a full stop last."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
