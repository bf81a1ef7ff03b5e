"""Reading a mapping strictly: every field is known, of its type and within bounds, or named.

Terms arrive from forms, JSON and spreadsheets alike; whatever gets through here can be computed
with. Absent and null mean the same. Floats are refused, because 0.1 is not a tenth.
"""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from foundation.errors import BadValue
from foundation.money import pounds

MOST_PENCE: Final = 10_000_000_000
MOST_ITEMS: Final = 100
PLACES: Final = 6
FRACTION: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


class Fields:
    """The fields of one mapping, known by their full name ("rebate.steps.1.through")."""

    def __init__(self, given: object, *, known: Collection[str], name: str = "") -> None:
        """Take the mapping. Raises BadValue if it is none, or for a key that is not ``known``."""
        self.name = name
        if not isinstance(given, Mapping):
            raise BadValue(name or "terms", "Give this as an object with named fields.")
        for key in given:
            if key not in known:
                raise BadValue(
                    self.path(str(key)[:80]),
                    f"There is no such field; there are {', '.join(known)}.",
                )
        self.given = {key: value for key, value in given.items() if value is not None}

    def path(self, field: str) -> str:
        """Return the full name of a field."""
        return f"{self.name}.{field}" if self.name else field

    def has(self, field: str) -> bool:
        """Return whether the field says something: null, "" and [] do not."""
        return self.given.get(field) not in (None, "", [], ())

    def bad(self, field: str, sentence: str) -> BadValue:
        """Return the fault of a field, to be raised."""
        return BadValue(self.path(field), sentence)

    def need(self, field: str, why: str) -> None:
        """Raise BadValue unless the field is given."""
        if not self.has(field):
            raise self.bad(field, f"This is needed {why}.")

    def refuse(self, field: str, why: str) -> None:
        """Raise BadValue if the field is given although it can have no effect."""
        if self.has(field):
            raise self.bad(field, f"This has no meaning {why}; leave it out.")

    def whole(self, field: str, low: int, high: int) -> int:
        """Return a whole number within bounds, both included."""
        value = self.given.get(field)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.bad(field, f"Give a whole number from {low:,} to {high:,}.")
        return value

    def whole_or(self, field: str, default: int, low: int, high: int) -> int:
        """Return a whole number within bounds, or the default if the field is absent."""
        return self.whole(field, low, high) if field in self.given else default

    def pence(self, field: str) -> int:
        """Return an amount of money in whole pence, from nothing to £100 million."""
        value = self.given.get(field)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_PENCE:
            most = pounds(MOST_PENCE)
            raise self.bad(field, f"Give whole pence, from 0 to {MOST_PENCE} ({most}).")
        return value

    def fraction(self, field: str) -> Decimal:
        """Return a share of 0 to 1 with up to six decimals, exactly as written."""
        value = self.given.get(field)
        share = None
        if isinstance(value, str) and FRACTION.fullmatch(value):
            share = Decimal(value)
        elif isinstance(value, Decimal) and value.is_finite():
            share = value
        elif isinstance(value, int) and not isinstance(value, bool):
            share = Decimal(value)
        if share is not None and share > 1:
            raise self.bad(field, "This is more than the whole; 15 %, say, is written 0.15.")
        if share is None or share < 0 or share != round(share, PLACES):
            raise self.bad(field, 'Give a decimal fraction from 0 to 1 as text, such as "0.15".')
        return share

    def one_of(self, field: str, words: Collection[str]) -> str:
        """Return one of the words."""
        value = self.given.get(field)
        if not isinstance(value, str) or value not in words:
            raise self.bad(field, f"Choose one of: {', '.join(words)}.")
        return value

    def yes_or_no(self, field: str) -> bool:
        """Return true or false; false if absent."""
        value = self.given.get(field, False)
        if not isinstance(value, bool):
            raise self.bad(field, "Say true or false.")
        return value

    def line(self, field: str) -> str:
        """Return one line of at most 200 printable characters, single-spaced; "" if absent."""
        value = self.given.get(field, "")
        line = " ".join(value.split()) if isinstance(value, str) else "\0"
        if not line.isprintable() or len(line) > 200:
            raise self.bad(field, "Give one line of plain text, at most 200 characters.")
        return line

    def items(self, field: str) -> list[object]:
        """Return a list of at most 100 items; empty if absent."""
        value = self.given.get(field, [])
        if not isinstance(value, (list, tuple)) or len(value) > MOST_ITEMS:
            raise self.bad(field, f"Give a list of at most {MOST_ITEMS}.")
        return list(value)

    def parts(self, field: str, *, known: Collection[str]) -> list["Fields"]:
        """Return each item of a list of mappings, to be read strictly in its turn."""
        path = self.path(field)
        return [
            Fields(item, known=known, name=f"{path}.{place}")
            for place, item in enumerate(self.items(field))
        ]

    def part(self, field: str, *, known: Collection[str]) -> "Fields | None":
        """Return a mapping inside this one, to be read strictly in its turn; None if absent."""
        if field not in self.given:
            return None
        return Fields(self.given[field], known=known, name=self.path(field))
