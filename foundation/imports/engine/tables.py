"""A table as read from a file: headings, rows, and the cell of each value."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from foundation.values import Value, normal, quoted

from .faults import UnreadableFile

MAX_ROWS = 50_000
MAX_COLUMNS = 60
MAX_CHARACTERS = 50_000_000
LINES_ABOVE_HEADINGS = 20

Record = tuple[int, list[Value]]

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Row:
    """One row: its number in the file and its values by heading (empty ones are None)."""

    number: int
    values: dict[str, Value]


@dataclass
class Table:
    """A file's headings and rows; ``remarks`` are sentences about how it was read."""

    headings: list[str]
    rows: list[Row]
    heading_row: int = 1
    remarks: list[str] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)

    def address(self, row: int, heading: str) -> str:
        """Return the cell of a heading in a row as a spreadsheet shows it ("F7"), or ""."""
        return f"{self.letters[heading]}{row}" if heading in self.letters else ""


def column_letters(index: int) -> str:
    """Return the name of a column in a spreadsheet, counted from 0: A, B and so on, Z, AA."""
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % 26) + letters
        index = index // 26 - 1
    return letters


def as_text(value: Value) -> str:
    """Return a cell's value as a person would type it: a date as 2018-07-09, True as yes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def build(records: Iterable[Record], *, known: Collection[str] = ()) -> Table:
    """Return the table in numbered records.

    ``known`` are headings the reader can use; the one of the first lines that has most of them
    is the heading row, so titles above the table do no harm.
    Raises UnreadableFile if a limit is passed or two headings are the same.
    """
    lines = list(_filled(records))
    if not lines:
        raise UnreadableFile("The file is empty: it has no headings and no rows.")
    at = _heading_line(lines, {normal(name) for name in known})
    heading_row, cells = lines[at]
    columns = _headings(heading_row, cells)
    _refuse_values_without_heading(heading_row, columns, lines[at + 1 :])
    rows = [
        Row(number, {name: values[i] if i < len(values) else None for i, name in columns.items()})
        for number, values in lines[at + 1 :]
    ]
    table = Table(
        list(columns.values()),
        rows,
        heading_row,
        letters={name: column_letters(i) for i, name in columns.items()},
    )
    if at:
        table.remarks.append(
            f"The headings are in row {heading_row}. The rows above it were left out."
        )
    return table


def _filled(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records that are not empty, trimmed. Raises UnreadableFile past a limit."""
    characters = 0
    for number, values in records:
        trimmed = [_clean(value, number, i) for i, value in enumerate(values)]
        while trimmed and trimmed[-1] is None:
            trimmed.pop()
        if not trimmed:
            continue
        if len(trimmed) > MAX_COLUMNS:
            raise UnreadableFile(
                f"Cell {_corner(trimmed, number)} has a value, but a table can have at most "
                f"{MAX_COLUMNS} columns. Delete everything to the right of the table."
            )
        if number > MAX_ROWS + LINES_ABOVE_HEADINGS:
            raise UnreadableFile(
                f"Cell {_corner(trimmed, number)} has a value, but a table can have at most "
                f"{MAX_ROWS:,} rows. Delete everything below the table, or split the file."
            )
        characters += sum(len(value) for value in trimmed if isinstance(value, str))
        if characters > MAX_CHARACTERS:
            raise UnreadableFile("The file has more text than can be read at once. Split it.")
        yield number, trimmed


def _corner(values: list[Value], number: int) -> str:
    """Return the name of the last cell of a row, as a spreadsheet names it."""
    return f"{column_letters(min(len(values), 18278) - 1)}{number}"


def _clean(value: Value, number: int, column: int) -> Value:
    if not isinstance(value, str):
        return value
    if "\0" in value or _SURROGATE.search(value):
        raise UnreadableFile(
            f"Row {number}, column {column_letters(column)}: the text contains an invalid "
            "character (NUL or half of a pair). Type the value again and save the file."
        )
    return value.strip() or None


def _heading_line(lines: Sequence[Record], known: set[str]) -> int:
    """Return the index of the heading row among the first lines."""
    first = lines[:LINES_ABOVE_HEADINGS]
    hits = [
        len({normal(str(cell)) for cell in cells if cell is not None} & known) for _, cells in first
    ]
    if hits and max(hits) > 0:
        return hits.index(max(hits))
    wide = [i for i, (_, cells) in enumerate(first) if sum(cell is not None for cell in cells) > 1]
    return wide[0] if wide else 0


def _headings(row: int, cells: Sequence[Value]) -> dict[int, str]:
    """Return the headings by column index. Raises UnreadableFile if two are the same."""
    columns: dict[int, str] = {}
    seen: dict[str, int] = {}
    for i, cell in enumerate(cells):
        if cell is None:
            continue
        name = " ".join(str(cell).split())
        key = normal(name) or name
        if key in seen:
            one, two = (f"{column_letters(n)}{row}" for n in (seen[key], i))
            raise UnreadableFile(
                f"The heading {quoted(name)} appears twice, in {one} and {two}. "
                "Rename or delete one."
            )
        seen[key] = i
        columns[i] = name
    return columns


def _refuse_values_without_heading(
    row: int, columns: dict[int, str], lines: Sequence[Record]
) -> None:
    for number, values in lines:
        for i, value in enumerate(values):
            if value is not None and i not in columns:
                letter = column_letters(i)
                raise UnreadableFile(
                    f"Cell {letter}{number} contains {quoted(value)}, but column {letter} has no "
                    f"heading in row {row}. Add a heading. (A merged heading names only its first "
                    "column; in a CSV, a value with a comma needs quotation marks.)"
                )
