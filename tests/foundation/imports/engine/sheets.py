"""Importing a table written in the test itself."""

from datetime import date
from textwrap import dedent
from typing import Any

from foundation.imports.engine import mapping
from foundation.imports.engine.files import read_table
from foundation.imports.engine.kinds import Kind
from foundation.imports.engine.plan import Import, ImportResult, run

TODAY = date(2018, 10, 1)


def job_of(kind: type[Kind], text: str, chosen: dict[str, Any] | None = None) -> Import:
    """Return the import of a CSV given as text, headings first, with a mapping given as TOML's."""
    columns = kind.form.columns()
    map_ = mapping.parse(chosen or {}, columns)
    table = read_table(
        dedent(text).strip().encode(), name="sheet.csv", known=mapping.headings(map_, columns)
    )
    return Import.of(kind, table, map_)


def imported(
    kind: type[Kind], text: str, *, by, chosen: dict[str, Any] | None = None, **options: Any
) -> ImportResult:
    """Return what the import of a CSV given as text came to."""
    return run(job_of(kind, text, chosen), by=by, on=TODAY, **options)


def counts(result: ImportResult) -> tuple[int, int, int]:
    """Return how many rows were created, changed and left as they were."""
    return result.created, result.changed, result.unchanged


def faults(result: ImportResult) -> list[str]:
    """Return the faults as the person reads them."""
    return [str(fault) for fault in result.faults]


def flags(result: ImportResult) -> list[str]:
    """Return the flags as the person reads them."""
    return [str(flag) for flag in result.flags]
