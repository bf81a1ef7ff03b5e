"""How many requests each process answered and how long they took, added up over all processes.

Gunicorn's workers share no memory. Each writes its own counts into METRICS_DIR at most once a
second, and holds a lock beside them for as long as it lives; who adds them up (``total``) sees by
the lock who has died, and keeps the counts of the dead in one file, because a counter never falls.
"""

import atexit
import fcntl
import json
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
WRITE_EVERY: Final = 1.0  # seconds
GONE: Final = "gone.json"
# "GET /hires/<int:pk>/ 200" and how many; "GET /hires/<int:pk>/", and buckets, sum and count.
Counts = dict[str, float]


class Figures:
    """The counts of this process."""

    def __init__(self, folder: Path) -> None:
        """Count for a folder; its files are made by the first request after a fork."""
        self.folder = folder
        self.turn = threading.Lock()
        self.counts: Counts = defaultdict(float)
        self.pid = 0
        self.lock_file: IO[bytes] | None = None
        self.stored_at = 0.0
        atexit.register(self.write)

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer, and write all counts down if the last time was a second ago."""
        with self.turn:
            if self.pid != os.getpid():
                self._begin()
            place = f"{method} {route}"
            self.counts[f"requests {status} {place}"] += 1
            self.counts[f"sum - {place}"] += seconds
            for bucket in BUCKETS:
                self.counts[f"bucket {bucket} {place}"] += seconds <= bucket
            if time.monotonic() - self.stored_at >= WRITE_EVERY:
                self._write()

    def write(self) -> None:
        """Write the counts down, as at the end of the process."""
        with self.turn:
            if self.pid == os.getpid():
                self._write()

    def _begin(self) -> None:
        self.pid, self.counts, self.stored_at = os.getpid(), defaultdict(float), 0.0
        self.name = uuid4().hex
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lock_file = (self.folder / f"{self.name}.lock").open("wb")
        fcntl.flock(self.lock_file, fcntl.LOCK_EX)

    def _write(self) -> None:
        store(self.folder / f"{self.name}.json", self.counts)
        self.stored_at = time.monotonic()


def store(path: Path, counts: Counts) -> None:
    """Write counts to a file that is always whole."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(counts))
    part.replace(path)


def read(path: Path) -> Counts:
    """Return the counts of a file; none if there is none."""
    return json.loads(path.read_text()) if path.exists() else {}


def total(folder: Path) -> Counts:
    """Return the counts of all processes, and keep those of the dead in one file."""
    with only_one(folder):
        gone = read(folder / GONE)
        living: Counts = {}
        for lock in sorted(folder.glob("*.lock")):
            path = lock.with_suffix(".json")
            if is_held(lock):
                living = added(living, read(path))
                continue
            gone = added(gone, read(path))
            store(folder / GONE, gone)
            path.unlink(missing_ok=True)
            lock.unlink()
        return added(gone, living)


def added(one: Counts, other: Counts) -> Counts:
    """Return the sums of both."""
    return {key: one.get(key, 0) + other.get(key, 0) for key in one.keys() | other.keys()}


def is_held(lock: Path) -> bool:
    """Return whether the process of a lock lives."""
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Let one process add up at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "adding").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
