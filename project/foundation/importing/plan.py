"""Running an import: every row is checked, and all of them are written or none."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from project.accounts.models import User
from project.foundation.errors import BadValue, DomainError

from .faults import Fault, Flag
from .kinds import Entry, Kind, Outcome
from .mapping import Columns, Mapping, match, read_row
from .tables import Row, Table

Progress = Callable[[Iterable[Row]], Iterable[Row]]
_RULE = re.compile(r"constraint failed: (?:index ')?([\w., ]+)|constraint \"(\w+)\"")


@dataclass
class ImportResult:
    """What an import came to, counted in rows; ``written`` says whether anything was kept."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    written: bool = False

    def count(self, outcome: Outcome) -> None:
        """Add one row to the count of its outcome."""
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)


@dataclass(frozen=True)
class Import:
    """A file ready to be imported: its kind, its table and which column is which."""

    kind: type[Kind]
    table: Table
    mapping: Mapping
    columns: Columns

    @classmethod
    def of(cls, kind: type[Kind], table: Table, mapping: Mapping) -> "Import":
        """Return the import of a table. Raises UnreadableFile when the mapping does not fit it."""
        return cls(kind, table, mapping, match(table, mapping, kind.form.columns()))

    def missing(self) -> list[str]:
        """Return the labels of the needed columns that the file has not."""
        return [
            str(column.label or name)
            for name, column in self.kind.form.columns().items()
            if column.required
            and name not in self.columns.headings
            and not self._set_elsewhere(name)
        ]

    def _set_elsewhere(self, name: str) -> bool:
        return name in self.mapping.defaults or any(
            name in rule.changes for rule in self.mapping.rows
        )


def run(
    asked: Import,
    *,
    by: User | None,
    on: date,
    dry_run: bool = False,
    skip_faulty: bool = False,
    progress: Progress = iter,
) -> ImportResult:
    """Return what the import came to, having checked every row.

    Written in one transaction: all rows or none; with ``skip_faulty`` the sound ones. A dry run
    does the same and takes it back. ``progress`` wraps the rows, to show how far it is.
    """
    result = ImportResult()
    missing = asked.missing()
    if missing:
        result.faults = [
            Fault(
                asked.table.heading_row,
                label,
                "",
                "The file has no such column.",
                _columns_way_out(asked),
            )
            for label in missing
        ]
        return result
    kind = asked.kind()
    with transaction.atomic():
        for row in progress(asked.table.rows):
            _one(asked, kind, row, result, by=by, on=on)
        result.written = not dry_run and (skip_faulty or not result.faults)
        if not result.written:
            transaction.set_rollback(True)
    return result


def _columns_way_out(asked: Import) -> str:
    return (
        f"There are: {', '.join(asked.table.headings)}. "
        "Say in a mapping which of them it is, or give a default there."
    )


def _one(
    asked: Import, kind: Kind, row: Row, result: ImportResult, *, by: User | None, on: date
) -> None:
    """Check one row and put it into the books, or add its faults."""
    flags: list[Flag] = []
    values = read_row(row, asked.columns, asked.mapping, flags)
    result.flags += [Flag(flag.row, _label(asked, flag.column), flag.sentence) for flag in flags]
    if values is None:
        return
    form = kind.form(values)
    if not form.is_valid():
        for column, errors in form.errors.as_data().items():
            result.faults += [_fault(asked, row, column, error) for error in errors]
        return
    given = frozenset(name for name, value in values.items() if value not in (None, ""))
    entry = Entry(row, form.cleaned_data, given)
    try:
        # A savepoint for each row, so that the rows after a refused one are checked as well.
        with transaction.atomic():
            outcome = kind.apply(entry, by=by, on=on)
    except DomainError as refusal:
        result.faults.append(_fault(asked, row, "", ValidationError(str(refusal))))
    except BadValue as wrong:
        result.faults.append(_fault(asked, row, wrong.field, ValidationError(wrong.sentence)))
    except ValidationError as wrong:
        for column, errors in _by_column(wrong).items():
            result.faults += [_fault(asked, row, column, error) for error in errors]
    except IntegrityError as refusal:
        result.faults.append(_fault(asked, row, "", ValidationError(_rule_broken(refusal))))
    else:
        result.count(outcome)
    result.flags += [Flag(row.number, _label(asked, column), said) for column, said in entry.flags]


def _by_column(wrong: ValidationError) -> dict[str, list[ValidationError]]:
    if hasattr(wrong, "error_dict"):
        return dict(wrong.error_dict)
    return {"": wrong.error_list}


def _label(asked: Import, column: str) -> str:
    """Return what the person calls one of our columns: their heading, else our label."""
    if column in asked.columns.headings:
        return asked.columns.headings[column]
    field_of = asked.kind.form.columns().get(column.partition(".")[0])
    return str(field_of.label or column) if field_of else column


def _fault(asked: Import, row: Row, column: str, error: ValidationError) -> Fault:
    column = "" if column == NON_FIELD_ERRORS else column
    heading = asked.columns.headings.get(column, "")
    value: Any = row.values.get(heading)
    return Fault(
        row.number,
        _label(asked, column),
        "" if value is None else str(value),
        " ".join(str(message) for message in error.messages),
        getattr(error, "way_out", ""),
        asked.table.address(row.number, heading),
    )


def _rule_broken(refusal: IntegrityError) -> str:
    """Return a sentence for a rule that the database holds; its constraints are named as rules."""
    found = _RULE.search(str(refusal))
    rule = (found[1] or found[2] if found else "").replace("_", " ").strip()
    return (
        f"This breaks a rule of the books: {rule}." if rule else "This breaks a rule of the books."
    )
