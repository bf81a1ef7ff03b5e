"""Reading a mapping strictly: every field is known, and every fault names its field.

Terms arrive from forms, JSON and spreadsheets alike; whatever gets through here can be computed
with. Absent and null mean the same.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from foundation.errors import BadValue

MOST_ITEMS: Final = 100
NOTHING: Final[tuple[Any, ...]] = (None, "", [], ())


class Fields:
    """The fields of one mapping, known by their full name ("rebate.steps.1.through")."""

    def __init__(
        self, given: object, *, known: Collection[str], name: str = "", is_stored: bool = False
    ) -> None:
        """Take the mapping. Raises BadValue for anything else, or for an unknown key.

        ``is_stored`` says that it was written under the rules of its day, and is read back.
        """
        self.name, self.is_stored = name, is_stored
        if not isinstance(given, Mapping):
            raise BadValue(name or "terms", "Give this as an object with named fields.")
        for key in given:
            if key not in known:
                raise BadValue(
                    self.path(str(key)[:80]),
                    f"There is no such field; there are {', '.join(known)}.",
                )
        self.given = {key: value for key, value in given.items() if value is not None}

    def __contains__(self, field: str) -> bool:
        """Return whether the field is there and not null."""
        return field in self.given

    def __getitem__(self, field: str) -> Any:
        """Return the value of a field as it came; None if absent."""
        return self.given.get(field)

    def path(self, field: str) -> str:
        """Return the full name of a field."""
        return f"{self.name}.{field}" if self.name else field

    def bad(self, field: str, sentence: str) -> BadValue:
        """Return the fault of a field, to be raised."""
        return BadValue(self.path(field), sentence)

    def need(self, field: str, why: str) -> None:
        """Raise BadValue unless the field says something: null, "" and [] do not."""
        if self[field] in NOTHING:
            raise self.bad(field, f"This is needed {why}.")

    def refuse(self, field: str, why: str) -> None:
        """Raise BadValue if the field says something although it can have no effect."""
        if self[field] not in NOTHING:
            raise self.bad(field, f"This has no meaning {why}; leave it out.")

    def items(self, field: str) -> list[Any]:
        """Return a list of at most 100 items."""
        value = self[field]
        if not isinstance(value, (list, tuple)) or len(value) > MOST_ITEMS:
            raise self.bad(field, f"Give a list of at most {MOST_ITEMS}.")
        return list(value)

    def parts(self, field: str, *, known: Collection[str]) -> list["Fields"]:
        """Return each item of a list of mappings, to be read strictly in its turn."""
        path = self.path(field)
        return [
            Fields(item, known=known, name=f"{path}.{place}", is_stored=self.is_stored)
            for place, item in enumerate(self.items(field))
        ]

    def part(self, field: str, *, known: Collection[str]) -> "Fields":
        """Return a mapping inside this one, to be read strictly in its turn."""
        return Fields(self[field], known=known, name=self.path(field), is_stored=self.is_stored)
