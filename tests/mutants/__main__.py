"""`python -m tests.mutants`: put each fault into a copy of the source, and see a test fail.

A line a mutant: caught, SURVIVED, or broken (it could not be put in, its tests fail without it,
or pytest could not run them). Exit status 1 if any survived or broke.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tests.postgres import Archive, newest_programs, throwaway_cluster

from .catalogue import CAUGHT, POSTGRESQL, SURVIVED, DoesNotApply, Mutant, read
from .workspace import GREEN, RED, TOO_LONG, Workspace

BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one mutant, ``why`` in words: by which test, or what is wrong with it."""

    mutant: Mutant
    outcome: str
    why: str
    seconds: float = 0.0

    def __str__(self) -> str:
        """Return its line."""
        word = self.outcome.upper() if self.outcome == SURVIVED else self.outcome
        line = f"{word:<8} {self.seconds:6.1f} s  {self.mutant.name}"
        if self.outcome != self.mutant.baseline:
            line += f"  [at the baseline: {self.mutant.baseline}]"
        return f"{line}\n{'':20}{self.why}" if self.why else line


def main(arguments: Sequence[str] | None = None) -> int:
    options = options_of(arguments)
    try:
        mutants = chosen(read(), options.only)
    except LookupError as error:
        print(error.args[0])
        return 2
    if options.list:
        for mutant in mutants:
            print(f"{mutant.baseline:<8}  {mutant.name}  ({mutant.file})")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))  # as Ctrl-C: tidy up first
    began = time.monotonic()
    with workspaces(min(options.jobs, len(mutants)), mutants) as copies:
        verdicts = []
        with closing(tried(mutants, copies)) as results:
            for verdict in results:
                print(verdict, flush=True)
                verdicts.append(verdict)
    print(total(verdicts, time.monotonic() - began))
    return 0 if all(verdict.outcome == CAUGHT for verdict in verdicts) else 1


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", metavar="NAME", nargs="+", help="these mutants alone")
    parser.add_argument("--list", action="store_true", help="print the mutants and run nothing")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many run at once")
    options = parser.parse_args(arguments)
    if options.jobs < 1:
        parser.error("--jobs is 1 or more")
    return options


def chosen(mutants: list[Mutant], names: Sequence[str] | None) -> list[Mutant]:
    """Return the mutants of these names, all if none is given. Raises LookupError."""
    if names is None:
        return mutants
    by_name = {mutant.name: mutant for mutant in mutants}
    if unknown := [name for name in names if name not in by_name]:
        raise LookupError(f"No mutant is called {', '.join(unknown)}; --list prints their names.")
    return [by_name[name] for name in names]


@contextmanager
def workspaces(count: int, mutants: Iterable[Mutant]) -> Iterator[list[Workspace]]:
    """Yield copies of the source, with one PostgreSQL for all of them if a mutant needs it."""
    with ExitStack() as stack:
        url = ""
        if any(mutant.database == POSTGRESQL for mutant in mutants):
            url = stack.enter_context(postgres())
        copies = []
        for number in range(count):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="foothold-mutants-"))
            copies.append(Workspace(Path(folder), number, url))
            copies[-1].fill()
        yield copies


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of the PostgreSQL that DATABASE_URL names, else of one of our own."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        yield given
        return
    programs = newest_programs()
    if programs is None:
        sys.exit("Some of these mutants need PostgreSQL, which is not installed here.")
    # An archive of its own, gone afterwards: templates with a fault in them serve nobody else.
    with tempfile.TemporaryDirectory(prefix="foothold-mutants-") as folder:
        archive = Archive(Path(folder) / "cluster.tar", programs / "psql")
        with throwaway_cluster(programs, archive) as url:
            yield url


def tried(mutants: list[Mutant], copies: list[Workspace]) -> Generator[Verdict, None, None]:
    """Yield a verdict for each mutant, in their order, as soon as it is there."""
    red = red_without(mutants, copies[0])
    free: SimpleQueue[Workspace] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def judge(mutant: Mutant) -> Verdict:
        if mutant.name in red:
            return Verdict(mutant, BROKEN, f"without it fails {red[mutant.name]}")
        copy = free.get()
        try:
            return verdict_on(mutant, copy)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        try:
            yield from pool.map(judge, mutants)
        except BaseException:  # told to stop: what runs would go on to its end
            for copy in copies:
                copy.stop()
            raise


def red_without(mutants: list[Mutant], copy: Workspace) -> dict[str, str]:
    """Return the mutants whose tests fail as the source is, with the test that fails."""
    red: dict[str, str] = {}
    for database in sorted({mutant.database for mutant in mutants}):
        here = [mutant for mutant in mutants if mutant.database == database]
        files = sorted({test for mutant in here for test in mutant.tests})
        print(f"Without a fault: {len(files)} test files on {database}", flush=True)
        run = copy.run(files, database)
        if run.status == GREEN:
            continue
        print(f"They fail: {run.failed_at}", flush=True)
        for tests in {mutant.tests for mutant in here}:
            run = copy.run(tests, database)
            if run.status != GREEN:
                red |= {one.name: run.failed_at for one in here if one.tests == tests}
    return red


def verdict_on(mutant: Mutant, copy: Workspace) -> Verdict:
    """Put a fault in, run its tests up to the first that fails, and judge."""
    began = time.monotonic()
    try:
        with copy.holding(mutant):
            run = copy.run(mutant.tests, mutant.database, "-x")
    except DoesNotApply as reason:
        return Verdict(mutant, BROKEN, str(reason))
    seconds = time.monotonic() - began
    if run.status == GREEN:
        return Verdict(mutant, SURVIVED, "", seconds)
    outcome = CAUGHT if run.status in (RED, TOO_LONG) else BROKEN
    return Verdict(mutant, outcome, run.failed_at, seconds)


def total(verdicts: Sequence[Verdict], seconds: float) -> str:
    """Return the last line: how many were caught now, and how many at the baseline."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    before = sum(verdict.mutant.baseline == CAUGHT for verdict in verdicts)
    return (
        f"\n{counts[CAUGHT]} of {len(verdicts)} caught (at the baseline {before}), "
        f"{counts[SURVIVED]} survived, {counts[BROKEN]} broken, in {seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
