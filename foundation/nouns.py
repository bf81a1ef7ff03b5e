"""The nouns whose events are public: what each is called, what may happen to it, who sees it.

Each app declares its own beside its endpoints (`api/events.py`). An event's type is the noun and
the verb of the history: "invoice.issued".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import get_resolver

from .choices import Verb

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .accounts.models import User


@dataclass(frozen=True)
class Noun:
    """One noun of the API.

    ``rows`` returns the records a user may read, or None if the noun is closed to them.
    ``serialised`` returns records by their ids, as their own endpoint gives them to a user.
    ``inner`` are the verbs that only the office reads, although others may see the record.
    """

    name: str
    label: str
    verbs: frozenset[Verb]
    rows: "Callable[[User], QuerySet[Any] | None]"
    serialised: "Callable[[User, Iterable[int]], dict[int, Any]]"
    path: str = ""
    inner: frozenset[Verb] = field(default=frozenset())

    @property
    def types(self) -> list[str]:
        """The types of its events, in alphabetical order."""
        return sorted(f"{self.name}.{word_of(verb)}" for verb in self.verbs)


_by_label: dict[str, Noun] = {}


def declare(noun: Noun) -> None:
    """Make the events of a noun public."""
    _by_label[noun.label] = noun


def by_label() -> dict[str, Noun]:
    """Return every noun, by the label of its model ("billing.invoice")."""
    # The endpoints declare them: a worker, which serves no address, has yet to load these.
    if not get_resolver().url_patterns:
        raise RuntimeError("The site has no addresses, so nothing declares its events.")
    return _by_label


def by_name() -> dict[str, Noun]:
    """Return every noun by its name ("invoice"), in alphabetical order."""
    return {noun.name: noun for noun in sorted(by_label().values(), key=lambda one: one.name)}


def types() -> list[str]:
    """Return the types of all events that may happen, in alphabetical order."""
    return [each for noun in by_name().values() for each in noun.types]


def wildcards() -> list[str]:
    """Return what stands for all events of a noun: "invoice.*"."""
    return [f"{name}.*" for name in by_name()]


def word_of(verb: str) -> str:
    """Return a verb of the history as one word: "asked to meet" is "asked_to_meet"."""
    return Verb(verb).name.lower()


def type_of(label: str, verb: str) -> str:
    """Return the type of an event: the noun and the verb."""
    noun = by_label().get(label)
    return f"{noun.name if noun else label.partition('.')[2]}.{word_of(verb)}"


def verbs_of(types: Iterable[str]) -> dict[str, set[str] | None]:
    """Return the verbs that types name, by the label of their noun; None stands for all verbs."""
    wanted: dict[str, set[str] | None] = {}
    nouns = by_name()
    for name, _, word in (each.partition(".") for each in types):
        verbs = wanted.setdefault(nouns[name].label, set())
        if word == "*":
            wanted[nouns[name].label] = None
        elif verbs is not None:
            verbs.add(Verb[word.upper()].value)
    return wanted
