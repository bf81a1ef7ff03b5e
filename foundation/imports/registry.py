"""Every kind of record that can be imported, by the name the command takes.

The apps above register theirs when they are loaded, as a dotted path: the readers of files are
imported only when somebody imports.
"""

from functools import cache
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from .engine.kinds import Kind

_PATHS: dict[int, str] = {}


def register(path: str, *, place: int) -> None:
    """Offer the Kind at a dotted path; ``place`` is where it comes among all, from 1.

    The places are the order in which the kinds build on each other. Raises ValueError when two
    kinds want the same place.
    """
    if _PATHS.setdefault(place, path) != path:
        raise ValueError(f"{path} and {_PATHS[place]} both want place {place}.")
    kinds.cache_clear()


@cache
def kinds() -> "dict[str, type[Kind]]":
    """Return every registered kind by its name, in the order in which they build on each other."""
    ordered: list[type[Kind]] = [import_string(path) for _, path in sorted(_PATHS.items())]
    return {kind.name: kind for kind in ordered}
