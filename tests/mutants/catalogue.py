"""The mutants: small faults a careless change could bring, and the tests that ought to notice.

They are rows of `mutants.toml`. A row names its file and the exact text it changes, which must
stand there once: a row that fell behind the source is refused by its name.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.toml")
CAUGHT, SURVIVED = "caught", "survived"
SQLITE, POSTGRESQL = "sqlite", "postgresql"


class DoesNotApply(Exception):
    """The fault cannot be put into its file; the message names the mutant and says why."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: in ``file``, ``old`` becomes ``new``, and one of ``tests`` should fail.

    ``database`` is where they run. ``baseline`` is what came of it when the list was made:
    caught or survived.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    database: str = SQLITE
    baseline: str = CAUGHT

    def applied_to(self, source: str) -> str:
        """Return the source with the fault in it.

        Raises DoesNotApply unless ``old`` stands there once and the outcome is another program.
        """
        count = source.count(self.old)
        if count != 1:
            raise DoesNotApply(f"{self.name}: what it changes stands {count} times in {self.file}")
        if self.new == self.old:
            raise DoesNotApply(f"{self.name}: it changes nothing")
        faulty = source.replace(self.old, self.new)
        try:
            compile(faulty, self.file, "exec")
        except SyntaxError as error:
            raise DoesNotApply(f"{self.name}: with it {self.file} is no Python: {error}") from error
        return faulty

    def applied_in(self, root: Path) -> str:
        """Return the text of its file under ``root`` with the fault in it. Raises DoesNotApply."""
        path = root / self.file
        if not path.is_file():
            raise DoesNotApply(f"{self.name}: there is no {self.file}")
        return self.applied_to(path.read_text(encoding="utf-8"))


def read(path: Path = LIST) -> list[Mutant]:
    """Return the mutants of a list, as they stand there.

    Raises ValueError for a name that is there twice, or a database or baseline we do not know,
    and TypeError for a row with a key too many or too few.
    """
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    mutants = [Mutant(**{**row, "tests": tuple(row["tests"])}) for row in rows]
    names = [mutant.name for mutant in mutants]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"Twice in the list: {', '.join(sorted(twice))}")
    for mutant in mutants:
        if mutant.database not in (SQLITE, POSTGRESQL):
            raise ValueError(f"{mutant.name}: no database is called {mutant.database}")
        if mutant.baseline not in (CAUGHT, SURVIVED):
            raise ValueError(f"{mutant.name}: a baseline is {CAUGHT} or {SURVIVED}")
    return mutants
