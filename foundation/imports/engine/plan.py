"""Running an import: every row is checked, then all of them are written or none."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, transaction

from foundation import history
from foundation.accounts.models import User
from foundation.constraints import refusal_of
from foundation.errors import BadValue, DomainError
from foundation.models import HistoryEntry
from foundation.transactions import finishing

from .effects import Effect, effect_of
from .faults import Fault, Flag
from .fields import label_of
from .kinds import Entry, Kind, Outcome, RowForm
from .mapping import Columns, Mapping, match, read_row
from .tables import Row, Table
from .watch import Touched, Watch, watching


@dataclass(frozen=True)
class Step:
    """The progress of a run: ``done`` of ``total`` rows are read, or applied."""

    stage: str
    done: int
    total: int


READ, APPLIED = "read", "applied"
StepListener = Callable[[Step], object]


@dataclass
class ImportResult:
    """What an import came to, counted in rows; ``is_saved`` says whether it was saved."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    is_saved: bool = False
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    effects: dict[int, list[Effect]] = field(default_factory=dict)
    touched: list[Touched] = field(default_factory=list)
    lasting: str = ""

    def count(self, row: int, outcome: Outcome) -> None:
        """Add one row to the count of its outcome."""
        self.outcomes[row] = outcome
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
        """Return the import of a table. Raises UnreadableFile if the mapping does not fit it."""
        return cls(kind, table, mapping, match(table, mapping, kind.form.columns()))

    def missing(self) -> list[str]:
        """Return the labels of the required columns that the file lacks."""
        return [
            label_of(name, column)
            for name, column in self.kind.form.columns().items()
            if column.required
            and name not in self.columns.headings
            and not self._set_elsewhere(name)
        ]

    def _set_elsewhere(self, name: str) -> bool:
        return name in self.mapping.defaults or any(
            name in rule.changes for rule in self.mapping.rows
        )


def run(job: Import, *, on_step: StepListener | None = None, **options: Any) -> ImportResult:
    """Return the result of ``steps``, having passed each step to ``on_step``."""
    running = steps(job, **options)
    while True:
        try:
            step = next(running)
        except StopIteration as over:
            result: ImportResult = over.value
            return result
        if on_step:
            on_step(step)


def steps(
    job: Import, *, by: User, on: date, dry_run: bool = False, skip_faulty: bool = False
) -> Generator[Step, None, ImportResult]:
    """Yield the progress row by row, and return the result of the import.

    All in one transaction: every row or none; with ``skip_faulty`` the sound ones. A dry run
    does the same and rolls it back, and so does closing the generator before its end.
    """
    result = ImportResult()
    if missing := job.missing():
        result.faults = [_missing(job, label) for label in missing]
        return result
    kind = job.kind()
    form = kind.form({})
    entries = []
    for place, row in enumerate(job.table.rows, start=1):
        if entry := _read(job, kind, form, row, result):
            entries.append(entry)
        yield Step(READ, place, len(job.table.rows))
    with _watched() as (watch, lines):
        entries = kind.prepare(entries)
        watch.keep()
        for place, entry in enumerate(entries, start=1):
            before = len(lines)
            if not _apply(job, kind, entry, result, watch, by=by, on=on):
                del lines[before:]
            yield Step(APPLIED, place, len(entries))
        watch.write_pairs()
        history.write(lines)
        result.is_saved = not dry_run and (skip_faulty or not result.faults)
        if not result.is_saved:
            transaction.set_rollback(True)
    result.touched = list(watch.touched.values())
    result.lasting = next(filter(None, (kind.lasts(one.record) for one in result.touched)), "")
    result.flags += [Flag(0, "", remark) for remark in kind.remarks]
    result.faults.sort(key=lambda fault: fault.row)
    result.flags.sort(key=lambda flag: flag.row)
    return result


@contextmanager
def _watched() -> Iterator[tuple[Watch, list[HistoryEntry]]]:
    """Yield what the import touches and the history it writes, in one transaction."""
    with (
        transaction.atomic(),
        finishing(),
        watching() as watch,
        history.deferred() as lines,
    ):
        yield watch, lines


def _missing(job: Import, label: str) -> Fault:
    sentence, row = "The file does not have this column.", job.table.heading_row
    return Fault(row, label, "", sentence, _columns_way_out(job))


def _columns_way_out(job: Import) -> str:
    return (
        f"Its columns are: {', '.join(job.table.headings)}. "
        "Name one of them in a mapping, or give a default there."
    )


def _read(job: Import, kind: Kind, form: RowForm, row: Row, result: ImportResult) -> Entry | None:
    """Return a row with its cells read; None if it is left out or has faults (added to result)."""
    flags: list[Flag] = []
    values = read_row(row, job.columns, job.mapping, flags)
    result.flags += [Flag(flag.row, _label(job, flag.column), flag.sentence) for flag in flags]
    if values is None:
        return None
    if kind.is_example(values):
        result.flags.append(
            Flag(row.number, "", "This is the template’s example, so it was left out.")
        )
        return None
    # One form for all rows: making one takes as long as reading a row.
    form.data = values
    form.full_clean()
    if form.errors:
        for column, errors in form.errors.as_data().items():
            result.faults += [_fault(job, row, column, error) for error in errors]
        return None
    given = frozenset(name for name, value in values.items() if value not in (None, ""))
    return Entry(row, form.cleaned_data, given)


def _apply(
    job: Import,
    kind: Kind,
    entry: Entry,
    result: ImportResult,
    watch: Watch,
    *,
    by: User,
    on: date,
) -> bool:
    """Apply one row, or add its faults; return whether it was applied."""
    wrong: dict[str, list[ValidationError]] = {}
    number = entry.row.number
    try:
        # A savepoint for each row, so that the rows after a refused one are checked as well.
        with transaction.atomic():
            outcome = kind.apply(entry, by=by, on=on)
        result.effects[number] = [effect_of(touched) for touched in watch.keep(number)]
        result.count(number, outcome)
    except DomainError as refusal:
        wrong = {"": [ValidationError(str(refusal))]}
    except BadValue as bad:
        wrong = {bad.field: [ValidationError(bad.sentence)]}
    except ValidationError as invalid:
        wrong = invalid.error_dict if hasattr(invalid, "error_dict") else {"": invalid.error_list}
    except DatabaseError as error:
        refused = refusal_of(error)
        if not refused:
            raise
        wrong = {"": [ValidationError(refused.sentence)]}
    if wrong:
        watch.forget()
    for column, errors in wrong.items():
        result.faults += [_fault(job, entry.row, column, error) for error in errors]
    result.flags += [
        Flag(number, _label(job, column), sentence) for column, sentence in entry.flags
    ]
    return not wrong


def _column(job: Import, name: str) -> str:
    """Return our column for the name in an error: "rebate.steps.1.share" is rebate_steps."""
    flat = name.replace(".", "_")
    fitting = [column for column in job.kind.form.columns() if flat.startswith(column)]
    return max(fitting, key=len, default="")


def _label(job: Import, name: str) -> str:
    """Return the name of one of our columns in the file: its heading, else our label."""
    column = _column(job, name)
    if column in job.columns.headings:
        return job.columns.headings[column]
    return label_of(column, job.kind.form.columns()[column]) if column else name


def _fault(job: Import, row: Row, column: str, error: ValidationError) -> Fault:
    column = "" if column == NON_FIELD_ERRORS else column
    heading = job.columns.headings.get(_column(job, column), "")
    value: Any = row.values.get(heading)
    return Fault(
        row.number,
        _label(job, column),
        "" if value is None else str(value),
        " ".join(str(message) for message in error.messages),
        getattr(error, "way_out", ""),
        job.table.address(row.number, heading),
    )
