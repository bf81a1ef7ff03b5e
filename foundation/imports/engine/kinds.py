"""What a kind of import is: a form that reads a row, and a deed that puts it into the books."""

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
    """What a sound row came to."""

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
        """Note something to look at that does not stop the row."""
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
    """One kind of record that can be imported. An instance lives for one file, so it may remember.

    ``name`` is what the command takes, ``title`` what people read, ``form`` its columns.
    ``moves_money`` says that its rows become invoices or payments. ``shared`` are the models (by
    label) that are made on the way and that anybody may use, such as skills; ``subject`` is the
    one that a row is named after, where that is not the first it makes.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str] = ""
    form: ClassVar[type[RowForm]]
    moves_money: ClassVar[bool] = False
    shared: ClassVar[frozenset[str]] = frozenset()
    subject: ClassVar[str] = ""

    def __init__(self) -> None:
        """Begin a file with nothing seen. ``remarks`` are about the file as a whole."""
        self.remarks: list[str] = []
        self._seen: dict[Hashable, int] = {}

    @classmethod
    def is_example(cls, values: Mapping[str, Value]) -> bool:
        """Return whether a row is the example of our template, left in by whoever filled it in."""
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
        """Look up at once what the rows will need, and return them in the order to apply."""
        return entries

    @abstractmethod
    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Put one row into the books. Raises DomainError, BadValue or ValidationError."""

    def lasts(self, record: Model) -> str:
        """Return why a record that the import touched stays for good; "" if it can be undone."""
        if isinstance(record, Approval):
            return "it asks a second person for approval, and that stays written"
        return ""

    def once(self, entry: Entry, key: Hashable, column: str) -> None:
        """Raise BadValue when an earlier row of this file was about the same thing."""
        first = self._seen.setdefault(key, entry.row.number)
        if first != entry.row.number:
            raise BadValue(
                column, f"Row {first} is about the same one already. Delete one of the two."
            )
