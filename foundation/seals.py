"""Sealing: every sealed record is chained in the transaction that saves it.

A seal is made at the end of the verb, from what the database then holds. All who seal wait for
each other there, and lock nothing afterwards, so that they cannot wait in a circle.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_save
from django.utils import timezone

from . import transactions
from .models import HistoryEntry, Seal
from .sealing import NOTHING, Sealed, digest, named

AT_A_TIME: Final = 500
HISTORY: Final = HistoryEntry._meta.label_lower
# The name of PostgreSQL's lock on the end of the chain, one of ours among all of the database.
LOCK: Final = 7_206_311

# What the digest of a seal covers: all of it but the digest itself.
COVERED: Final = (
    *("position", "kind", "subject_id", "fixed_count", "fixed", "open"),
    *("actor_id", "on", "sealed_at", "previous"),
)

Key = tuple[str, int]


class Content(NamedTuple):
    """What a seal covers of one record: its values by name, in the order of the names."""

    fixed: list[list[Any]]
    open: list[list[Any]]
    parts: dict[str, list[list[list[Any]]]]

    def digests(self, fixed_count: int) -> tuple[str, str]:
        """Return the digest of the first fixed values with the parts, and of the open values."""
        fixed = digest([self.fixed[:fixed_count], self.parts])
        return fixed, digest(self.open) if self.open else NOTHING


class Actor(NamedTuple):
    """Who saved a record, and on which business day."""

    by: int | None = None
    on: date | None = None


def sealed_models() -> dict[str, type[Model]]:
    """Return the models that are sealed, by label."""
    return {model._meta.label_lower: model for model in apps.get_models() if covers_of(model)}


def covers_of(model: type[Model]) -> Sealed | None:
    """Return what the seals of a model cover; None for one that is not sealed.

    A proxy has no rows of its own: they are sealed as those of the model it stands for.
    """
    covers = vars(model).get("sealed")
    return covers if isinstance(covers, Sealed) else None


def seal_saved(
    sender: type[Model], instance: Model, *, created: bool, raw: bool = False, **_signal: Any
) -> None:
    """Seal a record that was saved; called by Django after every save of every model."""
    covers = covers_of(sender._meta.concrete_model or sender)
    if covers is None or raw:  # a fixture brings its seals along
        return
    if covers.not_while and str(getattr(instance, covers.not_while[0])) == covers.not_while[1]:
        return
    if created or covers.open:
        seal(instance)


def seal(record: Model) -> None:
    """Have a record sealed at the end of the verb: for what is saved without a signal."""
    seal_row(record._meta.concrete_model or type(record), record.pk)


def seal_row(model: type[Model], pk: int) -> None:
    """Have a row sealed at the end of the verb, if its model is: for what a query changed."""
    if covers_of(model):
        transactions.at_the_end(append, (model._meta.label_lower, pk))


def listen() -> None:
    """Seal from now on whatever is saved."""
    post_save.connect(seal_saved, dispatch_uid="seal what is saved")


def append(keys: Iterable[Key]) -> None:
    """Add a seal for each record that is still there, in the order in which they were saved."""
    if connection.needs_rollback:  # nothing of it stays: a dry run
        return
    wanted = list(dict.fromkeys(keys))
    by_kind: dict[str, list[int]] = {}
    for kind, pk in wanted:
        by_kind.setdefault(kind, []).append(pk)
    models = {kind: apps.get_model(kind) for kind in by_kind}
    with transaction.atomic(savepoint=False):
        contents = {
            (kind, pk): content
            for kind, keys_of_kind in by_kind.items()
            for pk, content in contents_of(models[kind], keys_of_kind)
        }
        # A record of a part that was rolled back is not there.
        _chain([(key, contents[key]) for key in wanted if key in contents])


def seal_all(model: type[Model], covers: Sealed) -> None:
    """Seal the rows of a model that has no seals yet, oldest first: for a migration."""
    rows: Any = model._base_manager.order_by("pk")
    if covers.not_while:
        rows = rows.exclude(**dict([covers.not_while]))
    keys = list(rows.values_list("pk", flat=True))
    label = model._meta.label_lower
    for first in range(0, len(keys), AT_A_TIME):
        batch = contents_of(model, keys[first : first + AT_A_TIME], covers)
        _chain([((label, pk), content) for pk, content in batch])


def contents_of(
    model: type[Model], keys: Sequence[int], covers: Sealed | None = None
) -> Iterator[tuple[int, Content]]:
    """Yield the rows with these keys that are there and to be sealed, in the order of the keys."""
    covers = covers or model.sealed  # type: ignore[attr-defined]
    rows: Any = model._base_manager.filter(pk__in=keys).order_by("pk")
    if covers.not_while:
        rows = rows.exclude(**dict([covers.not_while]))
    parts = {name: _parts(model, name, keys, columns) for name, columns in covers.parts.items()}
    for row in rows.values(model._meta.pk.attname, *covers.fixed, *covers.open):
        pk = row[model._meta.pk.attname]
        own = {name: of_row.get(pk, []) for name, of_row in parts.items()}
        yield pk, Content(named(covers.fixed, row), named(covers.open, row), own)


def _parts(
    model: type[Model], name: str, keys: Sequence[int], columns: tuple[str, ...]
) -> dict[int, list[list[list[Any]]]]:
    relation: Any = model._meta.get_field(name)
    owner = relation.field.attname
    rows = relation.related_model._base_manager.filter(**{f"{owner}__in": keys}).order_by("pk")
    by_owner: dict[int, list[list[list[Any]]]] = {}
    for row in rows.values(owner, *columns):
        by_owner.setdefault(row[owner], []).append(named(columns, row))
    return by_owner


def _chain(records: Sequence[tuple[Key, Content]]) -> None:
    """Write the seals of some records behind the last one, having waited for all others."""
    if not records:
        return
    position, previous = _end_of_chain()
    actors = _actors(records)
    made = []
    for (kind, pk), content in records:
        position += 1
        count = len(content.fixed)
        fixed, opened = content.digests(count)
        actor = actors.get((kind, pk)) or actors.get(None) or Actor()
        link = Seal(
            position=position,
            kind=kind,
            subject_id=pk,
            fixed_count=count,
            fixed=fixed,
            open=opened,
            actor_id=actor.by,
            on=actor.on,
            sealed_at=timezone.now(),
            previous=previous,
        )
        link.digest = previous = digest_of(link)
        made.append(link)
    Seal.objects.bulk_create(made, batch_size=AT_A_TIME)


def _end_of_chain() -> tuple[int, str]:
    """Return the last position and digest; nobody else adds to the chain until we have committed.

    SQLite has one writer at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return head() or (0, "")


def head() -> tuple[int, str] | None:
    """Return the position and the digest of the last seal, None before the first."""
    return Seal.objects.order_by("-position").values_list("position", "digest").first()


def head_words() -> str:
    """Return the head as it leaves this machine, "1204:5c1f…"; "" before the first seal."""
    end = head()
    return f"{end[0]}:{end[1]}" if end else ""


def _actors(records: Sequence[tuple[Key, Content]]) -> dict[Key | None, Actor]:
    """Return who saved each record: the history of the same verb says so.

    Under None is who did the verb as a whole, for records without an entry of their own.
    """
    actors: dict[Key | None, Actor] = {}
    for (kind, pk), content in records:
        if kind == HISTORY:
            entry = dict(content.fixed)
            actor = Actor(entry["by_id"], entry["on"])
            actors[kind, pk] = actor
            actors.setdefault((entry["subject_type"], entry["subject_id"]), actor)
            actors.setdefault(None, actor)
    return actors


def digest_of(link: Seal) -> str:
    """Return the digest of a seal: of all that it holds, and of the seal before."""
    return digest([[name, getattr(link, name)] for name in COVERED])
