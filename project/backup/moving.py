"""Move everything to another database: SQLite to PostgreSQL, and back.

All of it is copied in one transaction of the target, and compared there before it is committed.
Killed or refused half-way, the target is as `migrate` made it, and moving can be begun again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

from billing.reports.checks.books import Broken, check_books

from .books import refuse_books
from .databases import own_store
from .guards import guards_down
from .manifest import applied, known
from .proof import bring_forward, compare
from .refusals import Refusal
from .sequences import read_sequences, set_sequences
from .store import Store
from .tallies import AT_A_TIME, Sum, Tally, tally_of

SOURCE: Final = "moved_from"


@dataclass(frozen=True)
class Move:
    """What was copied, by table; ``broken`` are the checks of the books that do not hold there."""

    target: Store
    tables: dict[str, Tally]
    triggers: int
    broken: list[Broken]

    @property
    def rows(self) -> int:
        """Return how many rows were copied."""
        return sum(tally.rows for tally in self.tables.values())


def move(target: Store, *, on: date) -> Move:
    """Return what was copied from this installation's database, which is only read, to another.

    Raises Refusal when the target is this database, holds books or lacks a migration, and
    NotTheSame when a table there is not what it is here.
    """
    source = own_store()
    _refuse_the_same(source, target)
    with source.at_a_moment() as origin:
        if sorted(set(known()) - set(applied(origin))):
            raise Refusal("Some migrations are not applied here. Run manage.py migrate first.")
        with target.in_use() as there:
            refuse_books(there)
            bring_forward(there)
            origin.alias = SOURCE
            connections[SOURCE] = origin
            try:
                return _copy_all(target, origin, there, on=on)
            finally:
                del connections[SOURCE]


def _refuse_the_same(source: Store, target: Store) -> None:
    names = ("ENGINE", "HOST", "PORT", "NAME")
    if all(str(source.settings[name]) == str(target.settings[name]) for name in names):
        raise Refusal("That is the database this installation already runs on.")


def _copy_all(
    target: Store, origin: BaseDatabaseWrapper, there: BaseDatabaseWrapper, *, on: date
) -> Move:
    models = apps.get_models(include_auto_created=True)
    tables = [model for model in models if model._meta.managed and not model._meta.proxy]
    with transaction.atomic():
        with guards_down(there) as triggers:
            for model in tables:
                with there.cursor() as cursor:
                    table = there.ops.quote_name(model._meta.db_table)
                    cursor.execute(f"DELETE FROM {table}")  # noqa: S608  our own names
            sent = {model._meta.db_table: copy_rows(model, there) for model in tables}
            set_sequences(there, read_sequences(origin))
            there.check_constraints()
        arrived = {model._meta.db_table: tally_of(rows_of(model)) for model in tables}
        compare(sent, arrived)
        broken = list(check_books(on=on))
    return Move(target, sent, triggers, broken)


def fields_of(model: type[Model]) -> list[Field]:
    """Return the fields that are columns of the model's own table, those worked out aside."""
    return [one for one in model._meta.local_concrete_fields if not one.generated]


def rows_of(model: type[Model], using: str = DEFAULT_DB_ALIAS) -> Iterator[Sequence[Any]]:
    """Yield the rows of a table as Python values, which are the same from both databases."""
    names = [one.attname for one in fields_of(model)]
    rows = model._base_manager.using(using).order_by().values_list(*names)
    yield from rows.iterator(AT_A_TIME)


def copy_rows(model: type[Model], there: BaseDatabaseWrapper) -> Tally:
    """Write the rows of a table as they are, without what saving a model would add; tally them."""
    fields, total = fields_of(model), Sum()
    quote = there.ops.quote_name
    columns = ", ".join(quote(str(one.column)) for one in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  our own names
    with there.cursor() as cursor:
        for batch in _batches(rows_of(model, SOURCE)):
            for row in batch:
                total.add(row)
            cursor.executemany(sql, [_prepared(fields, row, there) for row in batch])
    return total.tally()


def _prepared(fields: list[Field], row: Sequence[Any], there: BaseDatabaseWrapper) -> list[Any]:
    return [
        one.get_db_prep_save(value, connection=there)
        for one, value in zip(fields, row, strict=True)
    ]


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_A_TIME:
            yield batch
            batch = []
    if batch:
        yield batch
