"""Actions on an import as a whole, and the files to download."""

import io
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.rules import can_place, is_office
from foundation.imports import runs
from foundation.imports.engine import errors_file, previews
from foundation.imports.models import ImportState, Verdict
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt

from .access import batch_for, kind_named, ours

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(can_place)
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """Ask for confirmation on GET, and undo an import on POST."""
    batch, kind = ours(request.user, pk)
    if batch.state != ImportState.DONE:
        return redirect("imports:import", pk)
    if request.method == "POST":
        with attempt(request, f"{batch} was undone.") as outcome:
            runs.undo(pk, by=request.user, on=localdate())
        if outcome.done:
            return redirect("imports:import", pk)
    return render(request, "imports/undo.html", {"batch": batch, "kind": kind})


@require_POST
@requires(can_place)
def discard(request: SignedIn, pk: int) -> HttpResponse:
    """Delete an upload."""
    batch, _kind = ours(request.user, pk)
    with attempt(request, f"{batch} was deleted.") as outcome:
        runs.discard(pk, by=request.user, on=localdate())
    return redirect("imports:imports") if outcome.done else redirect("imports:import", pk)


@require_safe
@requires(is_office)
def blank(_request: SignedIn, kind: str) -> HttpResponse:
    """Return the workbook to fill in for a kind."""
    # openpyxl takes 0.2 s to load, and few requests need it.
    from foundation.imports.engine.template_file import template  # noqa: PLC0415

    return _workbook(template(kind_named(kind)), f"{kind}.xlsx")


@require_safe
@requires(is_office)
def failed_workbook(request: SignedIn, pk: int) -> HttpResponse:
    """Return the faulty rows as a workbook, each with its faults, to repair and upload again."""
    headings, rows, name = _failed(request, pk)
    return _workbook(errors_file.workbook(headings, rows), f"{name}.xlsx")


@require_safe
@requires(is_office)
def failed_csv(request: SignedIn, pk: int) -> HttpResponse:
    """Return the same rows as a CSV."""
    headings, rows, name = _failed(request, pk)
    text = io.StringIO(newline="")
    errors_file.write_csv(text, headings, rows)
    # With the mark, because Excel reads a CSV without it as Windows-1252.
    return _attached(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def _failed(request: SignedIn, pk: int) -> tuple[list[str], list[errors_file.FailedRow], str]:
    """Return the headings and the faulty rows of an import, and a name for the file."""
    batch = batch_for(request.user, pk)
    rows = batch.rows.filter(verdict=Verdict.REFUSED).order_by("number")
    return *previews.failed(rows.iterator()), f"to-repair-{batch.kind}-{pk}"


def _workbook(book: Any, name: str) -> HttpResponse:
    content = io.BytesIO()
    book.save(content)
    return _attached(content.getvalue(), XLSX, name)


def _attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    saved_as = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": saved_as})
