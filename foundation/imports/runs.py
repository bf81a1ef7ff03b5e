"""The life of an import: uploaded, checked, carried out, and undone as a whole.

Checking and carrying out are generators: each step reports its progress, so that a page can show
it. Each is one transaction: closing the page or losing power half-way leaves the records and the
import itself as they were.
"""

import hashlib
from collections.abc import Generator
from datetime import date, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.constraints import refusal_of
from foundation.errors import DomainError
from foundation.transactions import finishing

from .engine import mapping, previews, traces
from .engine import undo as undo_engine
from .engine.faults import UnreadableFile
from .engine.files import read_table
from .engine.kinds import Kind
from .engine.plan import Import, ImportResult, Step
from .engine.plan import steps as run_in_steps
from .engine.tables import MAX_ROWS
from .engine.undo import CannotUndo
from .models import ImportBatch, ImportedRecord, ImportedRow, ImportState, Verdict

# Files hold personal data: they are stored only while the office may still need them.
KEEP_FOR: Final = timedelta(days=30)
UNDOABLE: Final = timedelta(days=90)


class AlreadyImported(DomainError):
    """The file was imported already, so it is no longer stored."""

    code = "already_imported"


class NotChecked(DomainError):
    """The file has to be checked before it is imported."""

    code = "not_checked"


class NotImported(DomainError):
    """There is nothing to undo."""

    code = "not_imported"


@transaction.atomic
def upload(
    kind: type[Kind],
    content: bytes,
    *,
    file_name: str,
    by: User,
    on: date,
    most_rows: int = MAX_ROWS,
) -> ImportBatch:
    """Return a new import of a file, its columns guessed and no record touched yet.

    Raises UnreadableFile with a sentence for a file without a table or with over ``most_rows``.
    """
    known = mapping.headings(mapping.Mapping(), kind.form.columns())
    table = read_table(content, name=file_name, known=known)
    if len(table.rows) > most_rows:
        raise UnreadableFile(
            f"The file has {len(table.rows):,} rows. You can upload {most_rows:,} at a time. "
            "Split the file, or ask for it to be imported with the command import_records."
        )
    job = Import.of(kind, table, mapping.Mapping())
    batch = ImportBatch.objects.create(
        kind=kind.name,
        file_name=previews.tidy(file_name),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        mapping={"columns": {theirs: ours for ours, theirs in job.columns.headings.items()}},
        rows_total=len(table.rows),
        remarks=table.remarks,
        uploaded_by=by,
    )
    history.record(Verb.UPLOADED, batch, by=by, on=on, after=batch.state, kind=kind.name)
    return batch


def opened(batch: ImportBatch, kind: type[Kind]) -> Import:
    """Return the file of an import, read with its columns as they were confirmed.

    Raises AlreadyImported once the file is no longer stored, and UnreadableFile.
    """
    if batch.content is None:
        raise AlreadyImported(f"{batch} was imported, so the file itself is no longer stored.")
    columns = kind.form.columns()
    chosen = mapping.parse(batch.mapping, columns)
    known = mapping.headings(chosen, columns)
    table = read_table(bytes(batch.content), name=batch.file_name, known=known)
    return Import.of(kind, table, chosen)


@transaction.atomic
def choose_columns(batch_id: int, columns: dict[str, str], kind: type[Kind]) -> ImportBatch:
    """Return the import with its columns as chosen: heading in the file to our column or "".

    It has to be checked again. Raises UnreadableFile for an unknown heading or column.
    """
    batch = _waiting(batch_id)
    batch.mapping = {**batch.mapping, "columns": columns}
    opened(batch, kind)
    batch.state, batch.lasting = ImportState.UPLOADED, ""
    batch.created = batch.changed = batch.unchanged = batch.faulty = 0
    batch.save()
    batch.rows.all().delete()
    return batch


def check(
    batch_id: int, kind: type[Kind], *, by: User, on: date
) -> Generator[Step, None, ImportBatch]:
    """Yield the progress of a check, and return the import with what every row would do.

    Every row is really imported, then rolled back. Raises AlreadyImported, UnreadableFile.
    """
    job = opened(_waiting(batch_id, locked=False), kind)
    result = yield from run_in_steps(job, by=by, on=on, dry_run=True)
    with transaction.atomic():
        batch = _waiting(batch_id)
        _write_preview(batch, job, result)
    return batch


def carry_out(
    batch_id: int, kind: type[Kind], *, skip_faulty: bool = False, by: User, on: date
) -> Generator[Step, None, ImportBatch]:
    """Yield the progress of an import, and return it done; ``skip_faulty`` leaves out faulty rows.

    Every row is checked again. If one has become faulty since the check, nothing is written
    and the import waits with its new preview. Raises AlreadyImported, NotChecked, UnreadableFile.
    """
    with transaction.atomic(), finishing():
        batch = _waiting(batch_id)
        if batch.state != ImportState.CHECKED:
            raise NotChecked(f"{batch} has not been checked. Check its rows first.")
        job = opened(batch, kind)
        result = yield from run_in_steps(job, by=by, on=on, skip_faulty=skip_faulty)
        _write_preview(batch, job, result)
        if result.is_saved:
            _conclude(batch, kind, result, by=by, on=on)
    return batch


@transaction.atomic
def record(
    job: Import, result: ImportResult, content: bytes, *, file_name: str, by: User, on: date
) -> ImportBatch:
    """Return an import carried out by a command, so that it is listed and can be undone.

    Call it in the transaction of the import itself.
    """
    batch = ImportBatch.objects.create(
        kind=job.kind.name,
        file_name=previews.tidy(file_name),
        sha256=hashlib.sha256(content).hexdigest(),
        rows_total=len(job.table.rows),
        uploaded_by=by,
    )
    _write_preview(batch, job, result)
    _conclude(batch, job.kind, result, by=by, on=on)
    return batch


@transaction.atomic
def discard(batch_id: int, *, by: User, on: date) -> None:
    """Delete an upload that was not imported, with its file. Raises AlreadyImported."""
    batch = _waiting(batch_id)
    history.record(Verb.DISCARDED, batch, by=by, on=on, before=batch.state, file_name=str(batch))
    batch.delete()


@transaction.atomic
def undo(batch_id: int, *, by: User, on: date) -> ImportBatch:
    """Return the import, undone: new records are deleted, changed ones are as they were before.

    All or nothing. Raises NotImported, and CannotUndo naming the cause: issued documents that
    cannot be deleted, records that were changed since, or that others refer to by now.
    """
    batch = _locked(batch_id)
    if batch.state != ImportState.DONE:
        raise NotImported(
            f"{batch} is {batch.get_state_display().lower()}, so there is nothing to undo."
        )
    if batch.lasting:
        raise CannotUndo(f"{batch} cannot be undone: {batch.lasting}.")
    records = list(batch.records.order_by("pk"))
    try:
        with transaction.atomic():
            records = undo_engine.take_back(records)
    except IntegrityError as error:
        if (rule := refusal_of(error)) is None:
            raise
        raise CannotUndo(f"This import cannot be undone: {rule.sentence}") from None
    undo_engine.write_down(records, by=by, on=on, batch=batch.pk)
    batch.state, batch.undone_by, batch.undone_on = ImportState.UNDONE, by, on
    batch.save(update_fields=["state", "undone_by", "undone_on"])
    # The earlier values may be personal data, and are no longer needed.
    batch.records.all().delete()
    history.record(Verb.UNDONE, batch, by=by, on=on, before=ImportState.DONE, after=batch.state)
    return batch


@transaction.atomic
def forget_old(*, on: date) -> int:
    """Return how many imports were tidied up: personal data in files is not stored for ever.

    After 30 days uploads that were not imported are deleted, and so are faulty rows that were not
    repaired. After 90 days the earlier values of changed records go too, and with them the undo.
    """
    waiting = ImportBatch.objects.filter(state__in=[ImportState.UPLOADED, ImportState.CHECKED])
    uploads = waiting.filter(uploaded_at__date__lt=on - KEEP_FOR)
    done = ImportBatch.objects.filter(done_on__isnull=False)
    rows = done.filter(done_on__lt=on - KEEP_FOR, rows__isnull=False).distinct()
    traces_ = done.filter(done_on__lt=on - UNDOABLE, records__isnull=False, lasting="").distinct()
    old = {*uploads.values_list("pk", flat=True), *rows.values_list("pk", flat=True)}
    stale = set(traces_.values_list("pk", flat=True))
    uploads.delete()
    ImportedRow.objects.filter(batch__in=old).delete()
    ImportedRecord.objects.filter(batch__in=stale).update(before={})
    ImportBatch.objects.filter(pk__in=stale).update(
        lasting=f"it is more than {UNDOABLE.days} days old"
    )
    return len(old | stale)


def _locked(batch_id: int) -> ImportBatch:
    batches = ImportBatch.objects.select_for_update(of=("self",), no_key=True)
    return batches.get(pk=batch_id)


def _waiting(batch_id: int, *, locked: bool = True) -> ImportBatch:
    """Return an import that has not been carried out yet. Raises AlreadyImported."""
    batch = _locked(batch_id) if locked else ImportBatch.objects.get(pk=batch_id)
    if not batch.waits:
        raise AlreadyImported(f"{batch} is already {batch.get_state_display().lower()}.")
    return batch


def _write_preview(batch: ImportBatch, job: Import, result: ImportResult) -> None:
    """Store the result of the check, row by row, in place of an earlier one."""
    rows = previews.rows_of(batch, job, result)
    batch.rows.all().delete()
    ImportedRow.objects.bulk_create(rows, batch_size=traces.AT_A_TIME)
    batch.created, batch.changed = result.created, result.changed
    batch.unchanged = result.unchanged
    batch.faulty = sum(row.verdict == Verdict.REFUSED for row in rows)
    batch.remarks = [*job.table.remarks, *previews.remarks_of(job, result)]
    batch.lasting = result.lasting
    batch.state = ImportState.CHECKED
    batch.save()


def _conclude(
    batch: ImportBatch, kind: type[Kind], result: ImportResult, *, by: User, on: date
) -> None:
    """Mark an import as done; only its faulty rows stay stored, to be repaired."""
    traces.leave(batch, result.touched, shared=kind.shared)
    batch.state, batch.done_by, batch.done_on = ImportState.DONE, by, on
    batch.content = None
    batch.save()
    batch.rows.exclude(verdict=Verdict.REFUSED).delete()
    counts: dict[str, Any] = {"created": batch.created, "changed": batch.changed}
    history.record(Verb.IMPORTED, batch, by=by, on=on, after=batch.state, kind=batch.kind, **counts)
