"""Every row as it was in the file, with its effects or its faults."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any

from foundation.imports.models import ImportBatch, ImportedRow, Verdict
from foundation.values import Value

from .effects import cut
from .errors_file import FailedRow, failed_rows
from .faults import Fault, Flag
from .plan import Import, ImportResult
from .tables import Row, Table, as_text

LONGEST_NAME = 200


def rows_of(batch: ImportBatch, job: Import, result: ImportResult) -> list[ImportedRow]:
    """Return every row of the file, ready to be stored; the heading row if columns are missing."""
    faults: dict[int, list[Fault]] = defaultdict(list)
    flags: dict[int, list[Flag]] = defaultdict(list)
    for fault in result.faults:
        faults[fault.row].append(fault)
    for flag in result.flags:
        flags[flag.row].append(flag)
    rows = job.table.rows
    if job.table.heading_row in faults:
        rows = [Row(job.table.heading_row, dict.fromkeys(job.table.headings))]
    return [
        ImportedRow(
            batch=batch,
            number=row.number,
            verdict=_verdict(row, result, faults),
            title=_title(row, job, result),
            cells=[[heading, _stored(value)] for heading, value in row.values.items()],
            effects=result.effects.get(row.number, []),
            faults=[_fault(fault) for fault in faults[row.number]],
            flags=[_flag(flag) for flag in flags[row.number]],
        )
        for row in rows
    ]


def remarks_of(job: Import, result: ImportResult) -> list[str]:
    """Return the remarks about the file as a whole."""
    unread = job.columns.unread
    remarks = [f"Columns not imported: {', '.join(unread)}."] if unread else []
    return [*remarks, *(flag.sentence for flag in result.flags if not flag.row)]


def failed(rows: Iterable[ImportedRow]) -> tuple[list[str], list[FailedRow]]:
    """Return the headings and the failed rows of stored rows, to be written to a file."""
    table, faults = Table([], []), []
    for row in rows:
        cells = dict(row.cells)
        table.headings = table.headings or list(cells)
        table.rows.append(Row(row.number, cells))
        faults += [Fault(row.number, **fault) for fault in row.faults]
    return table.headings, failed_rows(table, faults)


def tidy(file_name: str) -> str:
    """Return the last part of a file's name or path, without invisible characters."""
    name = PurePath(file_name.replace("\\", "/")).name
    seen = "".join(c for c in name if not unicodedata.category(c).startswith("C"))
    return seen[-LONGEST_NAME:].strip() or "file"


def _verdict(row: Row, result: ImportResult, faults: dict[int, list[Fault]]) -> Verdict:
    if faults.get(row.number):
        return Verdict.REFUSED
    outcome = result.outcomes.get(row.number)
    return Verdict(outcome.value) if outcome else Verdict.LEFT_OUT


def _title(row: Row, job: Import, result: ImportResult) -> str:
    """Return a title for a row: the name of a record it touches, else its first two cells."""
    kind, effects = job.kind, result.effects.get(row.number, [])
    by_subject = [effect for effect in effects if effect["model"] == kind.subject]
    by_order = [effect for effect in effects if effect["model"] not in kind.shared]
    if named := [*by_subject, *by_order]:
        return cut(named[0]["name"])
    texts = [as_text(value) for value in row.values.values() if value not in (None, "")]
    return cut(" · ".join(texts[:2]))


def _fault(fault: Fault) -> dict[str, str]:
    return {
        "column": fault.column,
        "address": fault.address,
        "value": cut(fault.value),
        "sentence": fault.advice,
    }


def _flag(flag: Flag) -> dict[str, str]:
    return {"column": flag.column, "sentence": flag.sentence}


def _stored(value: Value) -> Any:
    """Return a cell's value for JSON: a date becomes text that is read back as the same date."""
    is_text = isinstance(value, datetime | date | time | timedelta)
    return as_text(value) if is_text else value
