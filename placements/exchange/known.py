"""Looking up the cohort or graduate named in a cell."""

from collections.abc import Iterable
from difflib import get_close_matches

from foundation.errors import BadValue
from foundation.values import quoted
from placements.models import Cohort, Graduate


class KnownCohorts:
    """The cohorts, read from the database once per file."""

    def __init__(self) -> None:
        """Start with an empty cache."""
        self._by_name: dict[str, Cohort] = {}

    def must(self, name: str, *, column: str = "cohort") -> Cohort:
        """Return the cohort of this name, ignoring case and hyphens ("FAC-11" is FAC11).

        Raises BadValue with the nearest names.
        """
        key = plain(name)
        if key not in self._by_name:
            self._by_name |= {plain(cohort.name): cohort for cohort in Cohort.objects.all()}
        if key in self._by_name:
            return self._by_name[key]
        near = get_close_matches(name, [cohort.name for cohort in self._by_name.values()], n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "Import the cohorts first."
        raise BadValue(column, f"There is no cohort {quoted(name)}. {hint}")


class KnownGraduates:
    """The graduates named in a file, looked up together before its rows are applied."""

    def __init__(self) -> None:
        """Start with an empty cache."""
        self._by_word: dict[str, list[Graduate]] = {}

    def look_up(self, cells: Iterable[str]) -> None:
        """Look up all of these together, by reference, email address or full name."""
        words = sorted({word for word in cells if word} - set(self._by_word))
        for start in range(0, len(words), 500):
            some = words[start : start + 500]
            self._by_word |= {word: [] for word in some}
            for field in ("reference", "email", "full_name"):
                for one in Graduate.objects.filter(**{f"{field}__in": some}):
                    self._by_word[getattr(one, field)].append(one)

    def find(self, cell: str) -> list[Graduate]:
        """Return the graduates a cell may mean: none, one, or several of the same name."""
        if cell not in self._by_word:
            self.look_up([cell])
        return self._by_word[cell] or list(
            Graduate.objects.filter(email__iexact=cell)[:1]
            or Graduate.objects.filter(full_name__iexact=cell)[:2]
        )

    def must(self, cell: str, *, column: str = "graduate") -> Graduate:
        """Return the graduate of this reference, email address or full name. Raises BadValue."""
        people = self.find(cell)
        if len(people) == 1:
            return people[0]
        if people:
            raise BadValue(
                column, f"More than one graduate is called {quoted(cell)}. Give the reference."
            )
        raise BadValue(column, f"There is no graduate {quoted(cell)}. Import the graduates first.")


def plain(name: str) -> str:
    """Return a cohort's name to compare: "FAC-11" and "fac 11" are both "fac11"."""
    return "".join(c for c in name.casefold() if c.isalnum())
