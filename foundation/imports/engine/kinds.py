"""The base of every kind of import: a form that reads a row, and a method that applies it."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.models import Approval
from foundation.values import Value

from .fields import Column
from .tables import Row, as_text


class Outcome(Enum):
    """The result of a sound row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass
class Entry:
    """A row whose cells were all read: its number, our values by column, and remarks on it."""

    row: Row
    values: dict[str, Any]
    given: frozenset[str]
    flags: list[tuple[str, str]] = field(default_factory=list)

    def flag(self, column: str, sentence: str) -> None:
        """Note something to check that does not stop the row."""
        self.flags.append((column, sentence))

    def __getitem__(self, column: str) -> Any:
        """Return our value of a column."""
        return self.values[column]


class RowForm(forms.Form):
    """The columns of a kind, in the order of its template."""

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """Return the columns by name."""
        return {
            name: column for name, column in cls.base_fields.items() if isinstance(column, Column)
        }


class Kind(ABC):
    """One kind of record that can be imported. An instance serves one file, so it may hold state.

    ``name`` is for the command, ``title`` for people, ``form`` has its columns. ``moves_money``
    is True if its rows become invoices or payments. ``shared`` are the models (by label) that are
    created on the way and used by many records, such as skills; ``subject`` is the model that a
    row is named after, unless that is the first it creates.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str] = ""
    form: ClassVar[type[RowForm]]
    moves_money: ClassVar[bool] = False
    shared: ClassVar[frozenset[str]] = frozenset()
    subject: ClassVar[str] = ""

    def __init__(self) -> None:
        """Begin a file. ``remarks`` are about the file as a whole."""
        self.remarks: list[str] = []
        self._seen: dict[Hashable, int] = {}

    @classmethod
    def is_example(cls, values: Mapping[str, Value]) -> bool:
        """Return whether a row is the example of our template, left in by mistake."""
        examples = {
            name: column.example
            for name, column in cls.form.columns().items()
            if column.example not in (None, "")
        }
        filled = {name: value for name, value in values.items() if value not in (None, "")}
        return {name: as_text(value) for name, value in filled.items()} == {
            name: as_text(example) for name, example in examples.items()
        }

    def prepare(self, entries: list[Entry]) -> list[Entry]:
        """Fetch at once what the rows will need, and return them in the order to apply."""
        return entries

    @abstractmethod
    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Apply one row. Raises DomainError, BadValue or ValidationError."""

    def lasts(self, record: Model) -> str:
        """Return why a touched record cannot be undone; "" if it can."""
        if isinstance(record, Approval):
            return "it asked a second person for approval, and such a request is never deleted"
        return ""

    def once(self, entry: Entry, key: Hashable, column: str) -> None:
        """Raise BadValue if an earlier row of this file has the same key."""
        first = self._seen.setdefault(key, entry.row.number)
        if first != entry.row.number:
            raise BadValue(
                column, f"Row {first} is about the same one. Delete one of the two rows."
            )
