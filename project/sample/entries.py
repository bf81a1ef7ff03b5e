"""The sample's data files, read: TOML tables made into the dataclasses of the story."""

import re
import tomllib
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Row = TypeVar("Row")
DATA = Path(__file__).parent / "data"


class BrokenEntry(ValueError):
    """A data file of the sample is not TOML, or an entry of it is not what the story needs."""


def tables(file: str, folder: Path = DATA) -> dict[str, Any]:
    """Return what a data file holds. Raises BrokenEntry with the file's name and the line."""
    try:
        return tomllib.loads((folder / file).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BrokenEntry(f"{file}: {error}") from error


def entries(cls: type[Row], file: str, key: str, folder: Path = DATA) -> list[Row]:
    """Return the entries of a list in a data file.

    Raises BrokenEntry with file, list, place and first value of an entry that is not one.
    """
    rows = tables(file, folder).get(key)
    if not isinstance(rows, list):
        raise BrokenEntry(f"{file} has no list named {key}.")
    return [
        entry(cls, row, f"{file}, {key} {place} ({next(iter(row.values()), '')})")
        for place, row in enumerate(rows, start=1)
    ]


def entry(cls: type[Row], table: dict[str, Any], where: str) -> Row:
    """Return one entry. Raises BrokenEntry for a field that is missing, unknown or of no use."""
    known = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]
    if unknown := table.keys() - known.keys():
        raise BrokenEntry(f"{where}: unknown field {', '.join(sorted(unknown))}.")
    needed = {
        name
        for name, field in known.items()
        if field.default is MISSING and field.default_factory is MISSING
    }
    if missing := needed - table.keys():
        raise BrokenEntry(f"{where}: missing field {', '.join(sorted(missing))}.")
    hints = get_type_hints(cls)
    return cls(
        **{name: _value(hints[name], value, f"{where}, {name}") for name, value in table.items()}
    )


def _value(hint: Any, value: Any, where: str) -> Any:
    """Return a value as one of the types that a field may have."""
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    if isinstance(value, dict):
        return _nested([kind for kind in kinds if is_dataclass(kind)], dict(value), where)
    for kind in kinds:
        if isinstance(value, list) and get_origin(kind) is tuple:
            [item, *_] = get_args(kind)
            return tuple(_value(item, one, where) for one in value)
        if isinstance(kind, type) and issubclass(kind, Enum) and value in list(kind):
            return kind(value)
        if type(value) is kind:
            return value
    raise BrokenEntry(f"{where}: {value!r} is not a value for it.")


def _nested(kinds: list[Any], table: dict[str, Any], where: str) -> Any:
    """Return a table inside an entry; where a field has several, their ``kind`` says which."""
    if len(kinds) == 1:
        return entry(kinds[0], table, where)
    named = {re.sub(r"(?<!^)([A-Z])", r" \1", kind.__name__).lower(): kind for kind in kinds}
    kind = table.pop("kind", "")
    if kind not in named:
        raise BrokenEntry(f"{where}: {kind!r} is not one of {', '.join(sorted(named))}.")
    return entry(named[kind], table, where)
