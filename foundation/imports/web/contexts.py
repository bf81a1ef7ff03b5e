"""The context of an import's page: its rows before it is carried out, its records afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from foundation.imports.engine.traces import records_of
from foundation.imports.models import ImportBatch, ImportedRecord, ImportedRow, ImportState, Verdict
from foundation.web.access import SignedIn
from foundation.web.paging import page_of

# The page of a record, where there is one.
PAGES: Final = {
    "placements.graduate": "placements:graduate",
    "placements.introduction": "placements:introduction",
    "placements.hire": "placements:hire",
    "employers.employer": "employers:employer",
    "employers.hiringrequest": "placements:hiring-request",
    "billing.invoice": "billing:invoice",
}


@dataclass(frozen=True)
class Cell:
    """One cell of a row, with its faults."""

    heading: str
    value: Any
    faults: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class PreviewRow:
    """One row of the file: its cells, and the faults that are about no single cell."""

    row: ImportedRow
    cells: list[Cell]
    faults: list[dict[str, str]]


@dataclass(frozen=True)
class Filter:
    """A filter of the rows: all of them, the new ones, the ones with faults."""

    label: str
    count: int
    query: str
    here: bool


def preview(request: SignedIn, batch: ImportBatch) -> dict[str, Any]:
    """Return the context of an import that has not been carried out."""
    only = request.GET.get("only", "")
    rows = batch.rows.order_by("number")
    if only in Verdict.values:
        rows = rows.filter(verdict=only)
    page = page_of(request, rows)
    same = ImportBatch.objects.filter(sha256=batch.sha256, kind=batch.kind, state=ImportState.DONE)
    return {
        "page": page,
        "rows": [preview_row(row) for row in page.rows],
        "filters": list(filters(batch, only)),
        "sound": batch.created + batch.changed,
        "same": same.defer("content").select_related("done_by").last(),
    }


def preview_row(row: ImportedRow) -> PreviewRow:
    """Return a row with its faults beside the cells they are about."""
    by_heading: dict[str, list[dict[str, str]]] = {}
    for fault in row.faults:
        by_heading.setdefault(fault["column"], []).append(fault)
    cells = [
        Cell(heading, value, by_heading.pop(heading, []))
        for heading, value in row.cells
        if heading in by_heading or value not in (None, "")
    ]
    return PreviewRow(row, cells, [fault for some in by_heading.values() for fault in some])


def filters(batch: ImportBatch, only: str) -> Iterator[Filter]:
    """Yield the filters that match any rows, each with its count."""
    left_out = batch.rows_total - (batch.created + batch.changed + batch.unchanged + batch.faulty)
    counts = {
        "": batch.rows_total,
        Verdict.REFUSED: batch.faulty,
        Verdict.CREATED: batch.created,
        Verdict.CHANGED: batch.changed,
        Verdict.UNCHANGED: batch.unchanged,
        Verdict.LEFT_OUT: max(left_out, 0),
    }
    labels = {
        "": "All rows",
        Verdict.REFUSED: "Faults",
        Verdict.CREATED: "New",
        Verdict.CHANGED: "Changed",
        Verdict.UNCHANGED: "No change",
        Verdict.LEFT_OUT: "Left out",
    }
    for value, count in counts.items():
        if count or not value:
            query = f"?only={value}" if value else "?"
            yield Filter(labels[value], count, query, here=value == (only or ""))


@dataclass(frozen=True)
class Record:
    """A record that an import touched, as it is now; ``instance`` is None when it is gone."""

    trace: ImportedRecord
    what: str
    instance: Model | None
    address: str


def result(request: SignedIn, batch: ImportBatch) -> dict[str, Any]:
    """Return the context of an import that was carried out."""
    page = page_of(request, batch.records.order_by("row", "pk"))
    return {"page": page, "records": list(records(page.rows))}


def records(traces: list[ImportedRecord]) -> Iterator[Record]:
    """Yield the records of some traces, each with the address of its page."""
    instances = records_of(traces)
    for trace in traces:
        instance = instances.get((trace.model, trace.object_id))
        what = str(instance._meta.verbose_name) if instance else trace.model.split(".")[-1]
        yield Record(trace, what, instance, address_of(trace) if instance else "")


def address_of(trace: ImportedRecord) -> str:
    """Return the address of a record's page, "" if it has no page."""
    try:
        return reverse(PAGES[trace.model], args=[trace.object_id])
    except (KeyError, NoReverseMatch):
        return ""
