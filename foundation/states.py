"""States: the transitions of a noun as one table, read by its verbs, its pages and its board."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol


class HasState(Protocol):
    """A row of any noun that has states."""

    state: str


class Transition(Enum):
    """The base of such a table: a member is a transition, its value ``slug, sources, target``.

    ``slug`` is its word in a page's address; ``sources`` are the states it starts from;
    ``target`` is the state it leads to, "" if that depends on the row.
    """

    def __init__(self, slug: str, sources: Sequence[str], target: str) -> None:
        self.slug = slug
        self.sources = sources
        self.target = target

    def starts_from(self, state: str) -> bool:
        """Return whether this transition starts from that state."""
        return state in self.sources

    def is_open_to(self, row: HasState) -> bool:
        """Return whether the row's state allows this transition."""
        return self.starts_from(row.state)
