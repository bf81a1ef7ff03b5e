"""What an import touches: every record that its rows create or change, and its earlier values.

The rows are applied by the same verbs that pages use, which may save anything. So this listens
to Django's signals rather than relying on each verb to report.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save, pre_save

from foundation.models import Approval

AT_A_TIME = 500
Key = tuple[type[Model], Any]


@dataclass
class Touched:
    """A record as it was last saved; ``before`` holds its earlier values, none if it is new.

    ``before`` is by column name ("cohort_id"), ``sets`` by relation, with the earlier ids.
    """

    record: Model
    is_new: bool
    before: dict[str, Any] = field(default_factory=dict)
    sets: dict[str, list[int]] = field(default_factory=dict)
    row: int = 0


class Watch:
    """The records touched so far: by the row being applied, and by all the rows before it."""

    def __init__(self) -> None:
        """Begin with no record touched."""
        self.touched: dict[Key, Touched] = {}
        self._row: dict[Key, Touched] = {}
        self._pairs: dict[type[Model], list[Model]] = defaultdict(list)
        self._pairs_of_row: list[Model] = []
        self._thread = get_ident()

    def keep(self, row: int = 0) -> list[Touched]:
        """Add what the row touched to the whole, and return it. Row 0 is the file as a whole."""
        touched = list(self._row.values())
        for key, one in self._row.items():
            known = self.touched.setdefault(key, one)
            if known is one:
                one.row = row
                continue
            known.record = one.record
            known.sets = one.sets | known.sets
        for pair in self._pairs_of_row:
            self._pairs[type(pair)].append(pair)
        self._row, self._pairs_of_row = {}, []
        return touched

    def forget(self) -> None:
        """Drop what the row touched: it was refused and rolled back."""
        self._row, self._pairs_of_row = {}, []

    def pair_later(self, pairs: Iterable[Model]) -> None:
        """Hold the sets of a new record back until the end: a statement for each is too slow."""
        self._pairs_of_row += pairs

    def write_pairs(self) -> None:
        """Write the sets of all the new records."""
        for model, pairs in self._pairs.items():
            model._base_manager.bulk_create(pairs, batch_size=AT_A_TIME)
        self._pairs.clear()

    def before_save(self, sender: type[Model], instance: Model, **_signal: Any) -> None:
        """Read a record's values before a row saves it for the first time."""
        key = (sender, instance.pk)
        if self._ignores(sender) or instance.pk is None or key in self._row:
            return
        if was := sender._base_manager.filter(pk=instance.pk).values().first():
            was.pop("updated_at", None)  # it moves with every save, and says nothing of what did
            self._row[key] = Touched(instance, is_new=False, before=was)

    def after_save(
        self, sender: type[Model], instance: Model, *, created: bool, **_signal: Any
    ) -> None:
        """Note a record as it is now."""
        if self._ignores(sender):
            return
        if created:
            self._row[sender, instance.pk] = Touched(instance, is_new=True)
        else:
            self._row[sender, instance.pk].record = instance

    def set_changed(self, record: Model, name: str, before: Iterable[int]) -> None:
        """Note the earlier members of a relation. A new record has none to restore."""
        one = self._row.setdefault((type(record), record.pk), Touched(record, is_new=False))
        one.sets.setdefault(name, sorted(before))

    def _ignores(self, sender: type[Model]) -> bool:
        # Signals come from every thread. History and number series are not imported.
        ours = sender._meta.app_label == "foundation" and sender is not Approval
        return ours or get_ident() != self._thread


_current: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watching() -> Iterator[Watch]:
    """Yield a watch over all that this thread saves until the block ends."""
    watch = Watch()
    before = _current.get()
    pre_save.connect(watch.before_save)
    post_save.connect(watch.after_save)
    _current.set(watch)
    try:
        yield watch
    finally:
        _current.set(before)
        pre_save.disconnect(watch.before_save)
        post_save.disconnect(watch.after_save)


def fill(record: Model, name: str, members: Iterable[Model]) -> None:
    """Add members to a relation of a new record: at the end of the import, if one is running."""
    watch = _current.get()
    if watch is None:
        getattr(record, name).add(*members)
        return
    relation: Any = record._meta.get_field(name)
    own, other = relation.m2m_column_name(), relation.m2m_reverse_name()
    through = relation.remote_field.through
    wanted = dict.fromkeys(member.pk for member in members)
    watch.pair_later(through(**{own: record.pk, other: pk}) for pk in wanted)


def set_changed(record: Model, name: str, before: Iterable[int]) -> None:
    """Tell the watch, if there is one, the members of a relation before it was replaced."""
    if watch := _current.get():
        watch.set_changed(record, name, before)
