"""Reading variables of the environment: each has a type, and all that is wrong is said at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import DecimalException
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


class Misconfigured(ImproperlyConfigured):
    """What is missing or wrong in the environment: a sentence for each, one a line."""


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A type of variable: its name for people, and how its text becomes a value."""

    name: str
    parse: Callable[[str], T]


@dataclass(frozen=True)
class Variable(Generic[T]):
    """A variable: what it is for, in a sentence, and its value where it is not set.

    Production demands the ``required`` ones. A ``secret`` one is never printed, and may be in a
    file instead, which NAME_FILE names. ``otherwise`` is the default in words, if it depends.
    """

    name: str
    kind: Kind[T]
    default: T
    sentence: str
    required: bool = False
    secret: bool = False
    example: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Variables about one subject."""

    title: str
    sentence: str
    variables: tuple[Variable, ...]


class Environment:
    """The values of variables. What is wrong is collected, to be said in one message."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.faults: dict[str, None] = {}  # each once, in their order

    def read(self, variable: Variable[T]) -> T:
        """Return the value of a variable; its default if it is not set, is empty or is wrong."""
        text = self._text_of(variable)
        if not text:
            return variable.default
        try:
            return variable.kind.parse(text)
        except (ValueError, KeyError, DecimalException, ImproperlyConfigured) as error:
            value = "" if variable.secret else f": {text!r}"
            reason = f" ({error})" if isinstance(error, Refused) else ""
            self.fault(f"{variable.name} is not {variable.kind.name}{value}{reason}.")
            return variable.default

    def is_set(self, variable: Variable) -> bool:
        """Return whether a variable has a value, of its own or in a file."""
        return bool(self._text_of(variable))

    def fault(self, sentence: str) -> None:
        """Note what is missing or wrong."""
        self.faults[sentence] = None

    def refuse_faults(self, advice: str = "") -> None:
        """Raise Misconfigured if anything is missing or wrong, with all of it."""
        if self.faults:
            count = len(self.faults)
            heading = f"Foothold cannot start: {count} setting{'' if count == 1 else 's'} to mend."
            lines = [heading, *(f"- {fault}" for fault in self.faults), advice]
            raise Misconfigured("\n".join(filter(None, lines)))

    def _text_of(self, variable: Variable) -> str:
        text = self.values.get(variable.name, "")
        file = self.values.get(f"{variable.name}_FILE", "") if variable.secret else ""
        if not file:
            return text
        if text:
            self.fault(f"Both {variable.name} and {variable.name}_FILE are set. Keep one.")
        try:
            with open(file, encoding="utf-8") as lines:
                return lines.read().strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            self.fault(f"{variable.name}_FILE cannot be read: {file}: {reason}.")
            return ""


class Refused(ValueError):
    """A value that cannot be used, for the reason that the message gives."""
