"""Which column of a file is which of ours: by a mapping file, else by its name.

A mapping is TOML, with any of these sections::

    [columns]                       # their heading = our column; "" leaves it unread
    "Client name" = "client"
    [values.kind]                   # in our column "kind": their value = ours
    "Ltd" = "company"
    [defaults]                      # where the cell is empty or the column missing
    programme = "Full-stack"
    [prefixes]                      # put before what a cell says
    repository_url = "https://github.com/"
    [months]                        # "2014-01" is taken as the first or the last day of the month
    start_on = "first"
    [[rows]]                        # rows that need a word of their own, by what their cells say
    when = { "Cohort" = "FACN?", "Season" = "Autumn 2017" }
    set = { name = "Nazareth Autumn 2017" }       # or: skip = "never ran"
"""

import calendar
import tomllib
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from foundation.values import Value, normal, quoted

from . import dates
from .faults import Flag, UnreadableFile
from .fields import Column
from .tables import Row, Table

SECTIONS = ("columns", "values", "defaults", "prefixes", "months", "rows")
# We write this heading into the file of failed rows, so it is never a column of the user's.
FAULT_HEADING = "Fault"


@dataclass(frozen=True)
class RowRule:
    """What to do with rows whose cells match ``when``: set our columns, or skip them."""

    when: dict[str, str]
    changes: dict[str, Any]
    skip: str

    def fits(self, row: Row) -> bool:
        """Return whether every cell that the rule names has the value it names."""
        cells = {normal(heading): value for heading, value in row.values.items()}
        return all(
            _same(cells.get(normal(heading)), wanted) for heading, wanted in self.when.items()
        )


@dataclass(frozen=True)
class Mapping:
    """A user's own mapping; with an empty one only the names decide."""

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    months: dict[str, str] = field(default_factory=dict)
    rows: tuple[RowRule, ...] = ()


@dataclass(frozen=True)
class Columns:
    """The columns of one file: its heading by our column, the guesses, and the unread headings."""

    headings: dict[str, str]
    guessed: dict[str, str]
    unread: tuple[str, ...]


def load(path: Path, columns: AbstractMapping[str, Column]) -> Mapping:
    """Return the mapping in a TOML file, for a kind's columns.

    Raises UnreadableFile naming the fault.
    """
    try:
        return parse(tomllib.loads(path.read_text(encoding="utf-8-sig")), columns)
    except OSError as error:
        raise UnreadableFile(
            f"The mapping {path.name} cannot be opened: {error.strerror}."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"The mapping {path.name} is not TOML: {error}.") from None


def parse(given: dict[str, Any], columns: AbstractMapping[str, Column]) -> Mapping:
    """Return the mapping that TOML tables describe. Raises UnreadableFile naming the fault."""
    for section, content in given.items():
        if section not in SECTIONS:
            raise UnreadableFile(
                f"The mapping has an unknown section {quoted(section)}. "
                f"The sections are {', '.join(SECTIONS)}."
            )
        if not isinstance(content, list if section == "rows" else dict):
            raise UnreadableFile(f"In the mapping, {section} must be a section: [{section}].")
    rules = tuple(_rule(rule) for rule in given.get("rows", []))
    named = {*given.get("columns", {}).values(), *(ours for rule in rules for ours in rule.changes)}
    for section in ("values", "defaults", "prefixes", "months"):
        named |= set(given.get(section, {}))
    for ours in named - {""}:
        if ours not in columns:
            raise UnreadableFile(
                f"The mapping names our column {quoted(ours)}, which does not exist. "
                f"The columns are {', '.join(columns)}."
            )
    if set(given.get("months", {}).values()) - {"first", "last"}:
        raise UnreadableFile("In the mapping, [months] must be “first” or “last” for a column.")
    return Mapping(
        columns=given.get("columns", {}),
        values={
            ours: {normal(theirs) or theirs: value for theirs, value in table.items()}
            for ours, table in given.get("values", {}).items()
        },
        defaults=given.get("defaults", {}),
        prefixes=given.get("prefixes", {}),
        months=given.get("months", {}),
        rows=rules,
    )


def headings(mapping: Mapping, columns: AbstractMapping[str, Column]) -> set[str]:
    """Return every heading that could be one of these columns, to find the heading row."""
    return {name for ours, column in columns.items() for name in _names(ours, column)} | set(
        mapping.columns
    )


def match(table: Table, mapping: Mapping, columns: AbstractMapping[str, Column]) -> Columns:
    """Return which heading of the table is which of our columns.

    The mapping decides, then our names and labels, then the other names people use, which is a
    guess that the user has to confirm.
    Raises UnreadableFile if the mapping names a heading that the file lacks.
    """
    theirs = {normal(heading): heading for heading in table.headings}
    matched: dict[str, str] = {}
    used = {FAULT_HEADING}
    for heading, ours in mapping.columns.items():
        if normal(heading) not in theirs:
            raise UnreadableFile(
                f"The mapping names the heading {quoted(heading)}, but the headings of the file "
                f"are {', '.join(table.headings)}."
            )
        used.add(theirs[normal(heading)])
        if ours:
            matched[ours] = theirs[normal(heading)]
    guessed: dict[str, str] = {}
    for sure in (True, False):
        for ours, column in columns.items():
            names = _names(ours, column)
            for name in names[:2] if sure else names[2:]:
                heading = theirs.get(normal(name), "")
                if heading and heading not in used and ours not in matched:
                    matched[ours] = heading
                    used.add(heading)
                    if not sure:
                        guessed[ours] = heading
    return Columns(matched, guessed, tuple(name for name in table.headings if name not in used))


def read_row(
    row: Row, columns: Columns, mapping: Mapping, flags: list[Flag]
) -> dict[str, Value] | None:
    """Return a row's values by our columns, not yet read; None if a rule skips the row."""
    rule = next((rule for rule in mapping.rows if rule.fits(row)), None)
    if rule and rule.skip:
        flags.append(Flag(row.number, "", f"Left out because of the mapping: {rule.skip}."))
        return None
    values = {ours: row.values[heading] for ours, heading in columns.headings.items()}
    values |= rule.changes if rule else {}
    for ours, table in mapping.values.items():
        text = str(values.get(ours) or "")
        values[ours] = table.get(normal(text) or text, values.get(ours))
    for ours, default in mapping.defaults.items():
        if values.get(ours) in (None, ""):
            values[ours] = default
    for ours, prefix in mapping.prefixes.items():
        if values.get(ours) not in (None, ""):
            values[ours] = f"{prefix}{values[ours]}"
    for ours, edge in mapping.months.items():
        values[ours] = _whole_date(ours, values.get(ours), edge, row, flags)
    return values


def _whole_date(ours: str, value: Value, edge: str, row: Row, flags: list[Flag]) -> Value:
    """Return the first or last day of a month without a day, flagged; else the value itself."""
    month = dates.month_of(value)
    if month is None:
        return value
    taken = date(*month, 1 if edge == "first" else calendar.monthrange(*month)[1])
    note = f"{quoted(value)} names only a month. It was read as {taken:%d/%m/%Y}."
    flags.append(Flag(row.number, ours, note))
    return taken


def _names(ours: str, column: Column) -> list[str]:
    return [ours, str(column.label or ours), *column.also]


def _rule(given: object) -> RowRule:
    if not isinstance(given, dict) or not isinstance(given.get("when"), dict) or not given["when"]:
        raise UnreadableFile("In the mapping, each [[rows]] needs when = { heading = value }.")
    skip, changes = given.get("skip", ""), given.get("set", {})
    if not isinstance(skip, str) or not isinstance(changes, dict) or bool(skip) == bool(changes):
        raise UnreadableFile(
            "In the mapping, each [[rows]] needs either set = { … } or skip = “reason”."
        )
    return RowRule({str(k): str(v) for k, v in given["when"].items()}, changes, skip.rstrip("."))


def _same(cell: Value, wanted: str) -> bool:
    return " ".join(str("" if cell is None else cell).split()).casefold() == wanted.casefold()
