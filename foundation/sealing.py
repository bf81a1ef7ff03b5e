"""What a seal covers of a record, as text that is the same on both databases.

A model says what of it is sealed: ``sealed = Sealed(fixed=[...], open=[...])``. Its rows are then
sealed whenever they are saved (foundation/seals.py), whichever door they came by.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

NOTHING: Final = ""


@dataclass(frozen=True)
class Sealed:
    """The columns of a model that its seals cover.

    ``fixed`` never change once sealed. ``open`` may change by a verb, and each change is sealed
    again. ``parts`` are rows that belong to it, by their relation: the lines of an invoice.
    ``not_while`` is a column and the value with which a row is not sealed yet: a draft.
    Names are only ever added at the end of ``fixed``: a seal knows how many it covers.
    """

    fixed: tuple[str, ...]
    open: tuple[str, ...] = ()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_while: tuple[str, str] | None = None


def digest(content: object) -> str:
    """Return the SHA-256 of values as JSON without spaces, in hexadecimal."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=plain)
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> str:
    """Return a value that JSON does not know as text. Raises TypeError for an unknown kind."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"A seal cannot cover a {type(value).__name__}.")


def named(names: Iterable[str], values: Mapping[str, Any]) -> list[list[Any]]:
    """Return the values with their names, in the order of the names."""
    return [[name, values[name]] for name in names]
