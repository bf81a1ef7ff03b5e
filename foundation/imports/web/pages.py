"""The pages of an import: choose a file, confirm its columns, check every row, import."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.rules import can_place, is_office
from foundation.imports import runs
from foundation.imports.engine import mapping
from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.engine.fields import accepted, label_of
from foundation.imports.engine.kinds import Kind
from foundation.imports.engine.plan import Import
from foundation.imports.models import ImportBatch, ImportState
from foundation.imports.registry import kinds
from foundation.web.access import SignedIn, requires
from foundation.web.paging import page_of

from .access import batch_for, kind_for, kind_named, may_import, ours
from .contexts import preview, result
from .forms import ColumnsForm, UploadForm
from .running import progress_page

# A check holds the embedded database's one write lock; others wait for it at most 20 seconds.
MOST_ROWS = 5_000


@require_safe
@requires(is_office)
def all_imports(request: SignedIn) -> HttpResponse:
    """List the kinds that can be imported, and the imports so far."""
    batches = ImportBatch.objects.visible_to(request.user).defer("content", "mapping", "remarks")
    rows = batches.select_related("uploaded_by").order_by("-pk")
    page = page_of(request, rows)
    titles = {name: kind.title for name, kind in kinds().items()}
    rows_of_kinds = [(kind, may_import(request.user, kind)) for kind in kinds().values()]
    titled = [(batch, titles.get(batch.kind, batch.kind)) for batch in page.rows]
    context = {"page": page, "batches": titled, "kinds": rows_of_kinds}
    return render(request, "imports/all.html", context)


@requires(can_place)
def new(request: SignedIn, kind: str) -> HttpResponse:
    """Describe the columns of a kind, and take a file."""
    chosen = kind_for(request.user, kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        batch = _uploaded(request, chosen, form)
        if batch:
            return redirect("imports:import-columns", batch.pk)
    columns = [
        (label_of(name, column), column, accepted(column))
        for name, column in chosen.form.columns().items()
    ]
    context = {"kind": chosen, "form": form, "columns": columns}
    return render(request, "imports/new.html", context)


def _uploaded(request: SignedIn, kind: type[Kind], form: UploadForm) -> ImportBatch | None:
    """Return the new import, or None with the fault beside the field."""
    file = form.cleaned_data["file"]
    try:
        batch = runs.upload(
            kind,
            file.read(),
            file_name=file.name,
            most_rows=MOST_ROWS,
            by=request.user,
            on=localdate(),
        )
    except UnreadableFile as refusal:
        form.add_error("file", str(refusal))
        return None
    return batch


@requires(can_place)
def columns(request: SignedIn, pk: int) -> HttpResponse:
    """Ask which heading is which of our columns; then check the rows."""
    batch, kind = ours(request.user, pk)
    if not batch.waits:
        return redirect("imports:import", pk)
    job = runs.opened(batch, kind)
    unsure = frozenset(_guessed(job, kind))
    form = ColumnsForm(job, request.POST or None, guessed=unsure)
    if request.method == "POST" and form.is_valid():
        runs.choose_columns(pk, form.chosen(), kind)
        return _checked(request, batch, kind)
    return render(request, "imports/columns.html", {"batch": batch, "kind": kind, "form": form})


def _guessed(job: Import, kind: type[Kind]) -> dict[str, str]:
    """Return the columns of ours that are only guesses, with their headings."""
    return mapping.match(job.table, mapping.Mapping(), kind.form.columns()).guessed


@require_POST
@requires(can_place)
def check(request: SignedIn, pk: int) -> HttpResponse:
    """Check the rows again, for example after a record was corrected."""
    batch, kind = ours(request.user, pk)
    return _checked(request, batch, kind)


def _checked(request: SignedIn, batch: ImportBatch, kind: type[Kind]) -> HttpResponse:
    running = runs.check(batch.pk, kind, by=request.user, on=localdate())
    return progress_page(request, batch, running, verb="checked")


@require_POST
@requires(can_place)
def carry_out(request: SignedIn, pk: int) -> HttpResponse:
    """Import the rows: all of them, or without the faulty ones, as the button says."""
    batch, kind = ours(request.user, pk)
    running = runs.carry_out(
        pk, kind, skip_faulty="skip_faulty" in request.POST, by=request.user, on=localdate()
    )
    return progress_page(request, batch, running, verb="imported")


@require_safe
@requires(is_office)
def one(request: SignedIn, pk: int) -> HttpResponse:
    """Show an import: its rows before it is carried out, the records it touched afterwards."""
    batch = batch_for(request.user, pk)
    kind = kind_named(batch.kind)
    mine = may_import(request.user, kind)
    if batch.state == ImportState.UPLOADED and mine:
        return redirect("imports:import-columns", pk)
    context: dict[str, Any] = {"batch": batch, "kind": kind, "mine": mine}
    if batch.waits:
        return render(request, "imports/preview.html", context | preview(request, batch))
    return render(request, "imports/done.html", context | result(request, batch))
