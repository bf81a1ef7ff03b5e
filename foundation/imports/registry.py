"""Every kind of record that can be imported, by the name the command takes.

Each app registers its own kinds when it is loaded, as dotted paths: the readers of files are
loaded only when an import begins.
"""

from functools import cache
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from .engine.kinds import Kind

_PATHS: dict[int, str] = {}


def register(path: str, *, place: int) -> None:
    """Register the Kind at a dotted path; ``place`` is its position in the list, from 1.

    The list has the order in which the kinds build on each other. Raises ValueError when two
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
