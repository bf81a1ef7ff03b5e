"""Finding the cohort or graduate that a cell names."""

from collections.abc import Iterable
from difflib import get_close_matches

from foundation.errors import BadValue
from foundation.values import quoted
from placements.models import Cohort, Graduate


class KnownCohorts:
    """The cohorts, each asked of the database once a file."""

    def __init__(self) -> None:
        """Begin with none asked for."""
        self._found: dict[str, Cohort] = {}

    def must(self, said: str, *, column: str = "cohort") -> Cohort:
        """Return the cohort of this name, whatever its capitals and hyphens ("FAC-11" is FAC11).

        Raises BadValue with the nearest names.
        """
        key = plain(said)
        if key not in self._found:
            self._found |= {plain(cohort.name): cohort for cohort in Cohort.objects.all()}
        if key in self._found:
            return self._found[key]
        near = get_close_matches(said, [cohort.name for cohort in self._found.values()], n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "Import the cohorts first."
        raise BadValue(column, f"There is no cohort {quoted(said)}. {hint}")


class KnownGraduates:
    """The graduates that a file names, looked up together before its rows are applied."""

    def __init__(self) -> None:
        """Begin with none asked for."""
        self._by_word: dict[str, list[Graduate]] = {}

    def look_up(self, said: Iterable[str]) -> None:
        """Ask for all of these at once, by reference, e-mail address or full name."""
        words = sorted({word for word in said if word} - set(self._by_word))
        for start in range(0, len(words), 500):
            some = words[start : start + 500]
            self._by_word |= {word: [] for word in some}
            for field in ("reference", "email", "full_name"):
                for one in Graduate.objects.filter(**{f"{field}__in": some}):
                    self._by_word[getattr(one, field)].append(one)

    def find(self, said: str) -> list[Graduate]:
        """Return the graduates whom a cell may mean: one, none, or namesakes."""
        if said not in self._by_word:
            self.look_up([said])
        return self._by_word[said] or list(
            Graduate.objects.filter(email__iexact=said)[:1]
            or Graduate.objects.filter(full_name__iexact=said)[:2]
        )

    def must(self, said: str, *, column: str = "graduate") -> Graduate:
        """Return the graduate of this reference, e-mail address or full name. Raises BadValue."""
        found = self.find(said)
        if len(found) == 1:
            return found[0]
        if found:
            raise BadValue(
                column, f"More than one graduate is called {quoted(said)}. Give the reference."
            )
        raise BadValue(column, f"There is no graduate {quoted(said)}. Import the graduates first.")


def plain(name: str) -> str:
    """Return a cohort's name to compare: "FAC-11" and "fac 11" are both "fac11"."""
    return "".join(c for c in name.casefold() if c.isalnum())
