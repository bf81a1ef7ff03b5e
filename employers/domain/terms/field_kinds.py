"""The kinds of fields that terms have: each reads a value strictly, with its bounds, and stores it.

Floats are refused, because 0.1 is not a tenth. API, page and import have a field of each kind.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Self, TypeGuard

from django.db.models import TextChoices

from foundation.limits import MOST_PENCE
from foundation.money import format_rate, pounds

from .strict_fields import Fields

PLACES: Final = 6
FRACTION: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
CODE: Final = re.compile(r"[a-z][a-z_]{0,39}")
NOBODY_LEAVES_FOR: Final = "Nobody can leave for “{value}”. There are: {words}."


def is_whole(value: object) -> TypeGuard[int]:
    """Return whether a value is a whole number, which true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)


class Kind(ABC):
    """How a field is read from a mapping, and stored as JSON."""

    @abstractmethod
    def read(self, given: Fields, name: str) -> Any:
        """Return the value of a field. Raises BadValue naming it."""

    def dump(self, value: Any) -> object:
        """Return the plain value that ``read`` makes the same of."""
        return value


@dataclass(frozen=True)
class Choice(Kind):
    """One of the words of an enumeration, or of plain words."""

    words: tuple[str, ...]
    enumeration: type[TextChoices] | None = None

    @classmethod
    def of(cls, enumeration: type[TextChoices]) -> Self:
        """Return the choice among the words of an enumeration."""
        return cls(tuple(enumeration.values), enumeration)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The words in order, each with what a person reads."""
        return self.enumeration.choices if self.enumeration else [(w, w) for w in self.words]

    def read(self, given: Fields, name: str) -> str:
        """Return the word."""
        value = given[name]
        if not isinstance(value, str) or value not in self.words:
            raise given.bad(name, f"Choose one of: {', '.join(self.words)}.")
        return value


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number within bounds, both included."""

    low: int
    high: int

    def read(self, given: Fields, name: str) -> int:
        """Return the number."""
        value = given[name]
        if is_whole(value) and self.low <= value <= self.high:
            return value
        raise given.bad(name, f"Give a whole number from {self.low:,} to {self.high:,}.")


@dataclass(frozen=True)
class Pence(Kind):
    """Money in whole pence, from nothing to £100 million."""

    def read(self, given: Fields, name: str) -> int:
        """Return the pence."""
        value = given[name]
        if is_whole(value) and 0 <= value <= MOST_PENCE:
            return value
        most = pounds(MOST_PENCE)
        raise given.bad(name, f"Give whole pence, from 0 to {MOST_PENCE} ({most}).")


@dataclass(frozen=True)
class Share(Kind):
    """A share of 0 to 1 with up to six decimals; stored as text."""

    def read(self, given: Fields, name: str) -> Decimal:
        """Return the share, exactly as it is written."""
        value, share = given[name], None
        if isinstance(value, str) and FRACTION.fullmatch(value):
            share = Decimal(value)
        elif isinstance(value, Decimal) and value.is_finite():
            share = value
        elif is_whole(value):
            share = Decimal(value)
        if share is not None and share > 1:
            raise given.bad(name, "This is more than the whole; 15 %, say, is written 0.15.")
        if share is None or share < 0 or share != round(share, PLACES):
            raise given.bad(name, 'Give a decimal fraction from 0 to 1 as text, such as "0.15".')
        return share

    def dump(self, value: Decimal) -> str:
        """Return the share as text."""
        return format_rate(value)


@dataclass(frozen=True)
class Line(Kind):
    """One line of printable characters, single-spaced."""

    longest: int

    def read(self, given: Fields, name: str) -> str:
        """Return the line."""
        value = given[name]
        line = " ".join(value.split()) if isinstance(value, str) else "\0"
        if not line.isprintable() or len(line) > self.longest:
            raise given.bad(
                name, f"Give one line of plain text, at most {self.longest} characters."
            )
        return line


@dataclass(frozen=True)
class YesNo(Kind):
    """True or false."""

    def read(self, given: Fields, name: str) -> bool:
        """Return the answer."""
        value = given[name]
        if not isinstance(value, bool):
            raise given.bad(name, "Say true or false.")
        return value


@dataclass(frozen=True)
class Reasons(Kind):
    """Reasons for leaving, each once, and each one that a leaver can have.

    Terms of an earlier day are read back with any word in small letters: nobody ever leaves for
    such a word, so it excludes nobody, and a check of the books names it.
    """

    enumeration: type[TextChoices]

    def read(self, given: Fields, name: str) -> tuple[str, ...]:
        """Return the reasons in order."""
        reasons: list[str] = []
        for place, word in enumerate(given.items(name)):
            item = f"{name}.{place}"
            if not isinstance(word, str) or not CODE.fullmatch(word):
                raise given.bad(item, 'Give a reason in small letters, such as "redundancy".')
            if word not in self.enumeration.values and not given.is_stored:
                words = ", ".join(self.enumeration.values)
                raise given.bad(item, NOBODY_LEAVES_FOR.format(value=word, words=words))
            if word in reasons:
                raise given.bad(item, f'"{word}" stands here twice.')
            reasons.append(word)
        return tuple(reasons)

    def dump(self, value: tuple[str, ...]) -> list[str]:
        """Return the reasons as a list."""
        return list(value)
