"""A copy of the repository in a temporary folder, where faults are put in and tests run."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.house.sources import tracked_files

from .catalogue import POSTGRESQL, ROOT, Mutant

# A fault may make a loop that never ends.
LONGEST_SECONDS = 600
PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no"]
FIRST_FAILURE = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
GREEN, RED, TOO_LONG = 0, 1, None


@dataclass(frozen=True, slots=True)
class Run:
    """How a run of pytest ended: its exit status, TOO_LONG if it was stopped, and its words."""

    status: int | None
    output: str

    @property
    def failed_at(self) -> str:
        """The first test that failed, or the last line if pytest names none."""
        first = FIRST_FAILURE.search(self.output)
        return first[1] if first else (self.output.strip().splitlines() or ["no output"])[-1]


@dataclass(slots=True)
class Workspace:
    """One copy, for one run at a time. ``number`` tells its databases from another copy's."""

    root: Path
    number: int = 0
    postgres_url: str = ""
    running: subprocess.Popen[str] | None = None

    def fill(self) -> None:
        """Copy every file git knows, or would take, as it is now."""
        # Some tests ask git for the files there are.
        subprocess.run(["git", "init", "--quiet", str(self.root)], check=True, env=variables())
        for file in tracked_files():
            copy = self.root / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, copy)

    @contextmanager
    def holding(self, mutant: Mutant) -> Iterator[None]:
        """Put the fault into its file, and the file back as it was. Raises DoesNotApply."""
        path = self.root / mutant.file
        faulty = mutant.applied_in(self.root)
        sound = path.read_bytes()
        try:
            self._write(path, faulty.encode())
            yield
        finally:
            self._write(path, sound)

    def run(self, tests: Sequence[str], database: str, *options: str) -> Run:
        """Run these test files on a database."""
        # What Hypothesis remembers of one fault must not help to catch the next.
        shutil.rmtree(self.root / ".hypothesis", ignore_errors=True)
        self.running = subprocess.Popen(
            [sys.executable, *PYTEST, *options, *tests],
            cwd=self.root,
            env=self._environment(database),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = self.running.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            self.stop()
            self.running.communicate()
            return Run(TOO_LONG, f"stopped after {LONGEST_SECONDS} s")
        except BaseException:
            self.stop()
            raise
        return Run(self.running.returncode, output)

    def stop(self) -> None:
        """Kill the run with all it started; nothing happens when none is on."""
        if self.running and self.running.poll() is None:
            os.killpg(self.running.pid, signal.SIGKILL)

    def _environment(self, database: str) -> dict[str, str]:
        if database != POSTGRESQL:
            return variables()
        parts = urlsplit(self.postgres_url)._replace(path=f"/mutants_{self.number}")
        return variables() | {"DATABASE_URL": urlunsplit(parts)}

    def _write(self, path: Path, content: bytes) -> None:
        """Write a source file; its compiled form goes, which may look as if it were of today."""
        path.write_bytes(content)
        Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)


def variables() -> dict[str, str]:
    """Return the environment without what would lead a run to another database or repository."""
    astray = ("GIT_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS")
    return {name: value for name, value in os.environ.items() if not name.startswith(astray)}
