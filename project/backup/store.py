"""A database that a backup is made of or restored to; each kind does it in a way of its own."""

import copy
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from .tallies import Tally

Settings = dict[str, Any]


class Store(ABC):
    """One database, by its settings as Django has them."""

    kind: ClassVar[str]
    payload: ClassVar[str]  # the name of its copy in a backup

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @abstractmethod
    def __str__(self) -> str:
        """Return which database it is, in words, without a password."""

    @contextmanager
    def connected(self) -> Iterator[BaseDatabaseWrapper]:
        """Yield a connection of our own, beside those that anybody else has."""
        backend = load_backend(self.settings["ENGINE"])
        own: BaseDatabaseWrapper = backend.DatabaseWrapper(
            copy.deepcopy(self.settings), DEFAULT_DB_ALIAS
        )
        try:
            own.ensure_connection()
            yield own
        finally:
            own.close()

    @contextmanager
    def in_use(self) -> Iterator[BaseDatabaseWrapper]:
        """Let all models be read from and written to this database, in this thread."""
        usual = connections[DEFAULT_DB_ALIAS]
        with self.connected() as own:
            connections[DEFAULT_DB_ALIAS] = own
            ContentType.objects.clear_cache()
            try:
                yield own
            finally:
                connections[DEFAULT_DB_ALIAS] = usual
                ContentType.objects.clear_cache()

    @abstractmethod
    def at_a_moment(self) -> AbstractContextManager[BaseDatabaseWrapper]:
        """Yield a connection that goes on seeing what is committed now; it only reads."""

    @abstractmethod
    def save(self, into: Path) -> dict[str, Tally]:
        """Write a consistent copy; return what each table held at its moment."""

    @abstractmethod
    def load(self, payload: Path) -> list[str]:
        """Put a copy in the place of all there is, at once or not at all; return remarks."""

    @abstractmethod
    def clear(self) -> None:
        """Take every table away."""

    @abstractmethod
    def scratch(self, folder: Path) -> AbstractContextManager["Store"]:
        """Yield an empty database of the same kind, thrown away afterwards."""
