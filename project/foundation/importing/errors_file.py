"""The rows that failed, as a CSV to repair and import again."""

import csv
from collections.abc import Sequence
from pathlib import Path

from .faults import Fault
from .mapping import FAULT_HEADING
from .tables import Table, Value, as_text


def write(path: Path, table: Table, faults: Sequence[Fault]) -> int:
    """Write the failed rows with what is wrong in a last column "Fault"; returns how many.

    Text that a spreadsheet program would take for a formula gets an apostrophe before it, which
    the import takes off again.
    Source: OWASP, CSV injection: = + - @, tab and carriage return at the start of a cell.
    """
    by_row: dict[int, list[str]] = {}
    for fault in faults:
        at = f"{fault.column}: " if fault.column else ""
        by_row.setdefault(fault.row, []).append(at + fault.advice)
    headings = [heading for heading in table.headings if heading != FAULT_HEADING]
    failed = [row for row in table.rows if row.number in by_row]
    # With the mark, because Excel reads a CSV without it as Windows-1252.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([guarded(heading) for heading in [*headings, FAULT_HEADING]])
        for row in failed:
            cells = [written(row.values[heading]) for heading in headings]
            writer.writerow([*cells, guarded(" ".join(by_row[row.number]))])
    return len(failed)


def written(value: Value) -> str:
    """Return a cell's value as text that the import reads back as the same value."""
    return guarded(value) if isinstance(value, str) else as_text(value)


def guarded(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
