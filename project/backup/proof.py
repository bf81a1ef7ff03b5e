"""Is a restored database what was backed up, do its books hold, are its documents unaltered?"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, Model

from billing.reports.checks.books import Broken, check_books

from .manifest import Manifest, applied, known
from .refusals import NotTheSame
from .store import Store
from .tallies import Tally, tally_tables


@dataclass
class Proof:
    """What was seen of a restored database; ``broken`` and ``altered`` are empty if all is well."""

    migrated: list[str] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    documents: int = 0
    altered: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Return whether the books hold and every document is what it was."""
        return not self.broken and not self.altered


def prove(store: Store, manifest: Manifest, *, on: date) -> Proof:
    """Return what is to be said of a database just restored, brought forward to today's code.

    Raises NotTheSame when a table is not what the backup says it was.
    """
    with store.in_use() as connection:
        with store.at_a_moment() as still:
            compare(manifest.tables, tally_tables(still))
        proof = Proof(bring_forward(connection))
        proof.broken = list(check_books(on=on))
        for name, is_unaltered in documents():
            proof.documents += 1
            if not is_unaltered:
                proof.altered.append(name)
    return proof


def bring_forward(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the migrations that the database in use lacked, and has now."""
    before = set(applied(connection))
    if set(known()) - before:
        call_command("migrate", verbosity=0, interactive=False)
    return sorted(set(applied(connection)) - before)


def compare(before: dict[str, Tally], after: dict[str, Tally]) -> None:
    """Raise NotTheSame with the tables that differ."""
    nothing = Tally(0, f"{0:064x}")
    different = [
        f"{table} ({before.get(table, nothing).rows} rows before, {after.get(table, nothing).rows} "
        "after)"
        for table in sorted({*before, *after})
        if before.get(table) != after.get(table)
    ]
    if different:
        raise NotTheSame(f"Not the same before and after: {', '.join(different)}.")


def documents() -> Iterator[tuple[str, bool]]:
    """Yield each file and text stored beside its SHA-256, and whether it still has that hash."""
    for model, content in hashed():
        rows = model._default_manager.exclude(**{content: None})
        for pk, body, sha256 in rows.values_list("pk", content, "sha256").iterator(100):
            digest = hashlib.sha256(_bytes_of(body)).hexdigest()
            yield f"{model._meta.verbose_name} {pk}", digest == sha256


def hashed() -> Iterable[tuple[type[Model], str]]:
    """Return the models that store something beside its hash, and the name of its column."""
    for model in apps.get_models():
        names = {one.name for one in model._meta.local_concrete_fields}
        contents = [one.name for one in model._meta.local_concrete_fields
                    if isinstance(one, BinaryField)]  # fmt: skip
        contents += ["text"] if "text" in names else []
        if "sha256" in names and contents:
            yield model, contents[0]


def _bytes_of(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)
