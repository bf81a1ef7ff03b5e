"""Run a command with a PostgreSQL of its own: `python -m tests.postgres pytest -n 2`.

The cluster is thrown away afterwards, whatever happens to the command. One cluster serves the
whole command, so that pytest's workers share it. A DATABASE_URL that names PostgreSQL is used
as it is; without one and without an installed PostgreSQL a line says so and nothing runs.

If the command left new templates in the cluster (tests/databases.py) and nothing else, an archive
of it is what the next cluster begins with.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / ".test-databases"
INSTALLED = Path("/usr/lib/postgresql")
# What a test needs not survive: a power cut.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Tests fill tables in transactions nobody commits. Counted while they were empty, the planner
# would take every join for one of nothing, and the sample's report for a minute's work.
UNCOUNTED = {"autovacuum": "off"}
MADE_WITH = [
    *("--username=foothold", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
]
# The templates of a cluster that holds nothing else, and which they are; else an empty line.
TEMPLATES = """
    SELECT string_agg(datname || ' ' || oid, ', ' ORDER BY oid) FROM pg_database
    WHERE datname NOT IN ('postgres', 'template0', 'template1')
    HAVING bool_and(datname ~ '^migrated_[0-9a-f]{16}$')
    AND NOT EXISTS (SELECT FROM pg_stat_user_tables)
"""


@dataclass(frozen=True)
class Archive:
    """A stopped cluster as one file, for one version of PostgreSQL."""

    file: Path
    psql: Path

    @classmethod
    def of(cls, programs: Path) -> Archive:
        made_with = hashlib.sha256(" ".join(MADE_WITH).encode()).hexdigest()[:8]
        name = f"postgresql-{programs.parent.name}-{made_with}.tar"
        return cls(FOLDER / name, programs / "psql")

    def unpack(self, folder: Path, owner: str | None) -> None:
        """Put the cluster into a folder, as its owner's."""
        with self.file.open("rb") as archive:
            subprocess.run(["tar", "-x"], user=owner, cwd=folder, check=True, stdin=archive)

    def pack(self, folder: Path) -> None:
        """Archive the stopped cluster of a folder; it has its name only when it is whole."""
        self.file.parent.mkdir(exist_ok=True)
        part = self.file.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as archive:
            subprocess.run(["tar", "-c", "data"], cwd=folder, check=True, stdout=archive)
            os.fsync(archive.fileno())
        part.replace(self.file)

    def templates(self, url: str) -> str:
        """Return which templates a running cluster holds; nothing if there is more in it."""
        query = [str(self.psql), "--no-psqlrc", "--tuples-only", "--no-align", url, "-c", TEMPLATES]
        return subprocess.run(query, check=True, capture_output=True, text=True).stdout.strip()


def main(command: list[str]) -> int:
    """Run ``command`` with DATABASE_URL naming a PostgreSQL; return its exit status.

    Without a command, only say by the status whether there is one.
    """
    named = os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://"))
    programs = newest_programs()
    if not command:
        return 0 if named or programs else 1
    if named:
        return run(command)
    if programs is None:
        print(f"PostgreSQL is not installed here, so this is skipped: {' '.join(command)}")
        return 1 if os.environ.get("CI") == "true" else 0
    with throwaway_cluster(programs, Archive.of(programs)) as url:
        return run(command, DATABASE_URL=url)


def newest_programs() -> Path | None:
    """Return the folder of the newest installed PostgreSQL's programs, or None."""
    versions = [folder for folder in INSTALLED.glob("*/bin") if (folder / "initdb").exists()]
    return max(versions, key=lambda folder: float(folder.parent.name), default=None)


def run(command: list[str], **variables: str) -> int:
    """Run the command to its end, also when told to stop: it may have something to tidy up."""
    child = subprocess.Popen(command, env={**os.environ, **variables})
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # the terminal tells the child as well


@contextmanager
def throwaway_cluster(programs: Path, archive: Archive) -> Iterator[str]:
    """Yield the URL of a cluster on a free port of loopback, with no more in it than templates."""
    folder = Path(tempfile.mkdtemp(prefix="foothold-postgres-"))
    owner = "postgres" if os.geteuid() == 0 else None  # root may not run it
    if owner:
        shutil.chown(folder, owner)
    try:
        if archive.file.exists():
            archive.unpack(folder, owner)
        else:
            made = [str(programs / "initdb"), "--pgdata", str(folder / "data"), *MADE_WITH]
            subprocess.run(made, user=owner, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with running(programs, folder, owner) as port:
            url = f"postgres://foothold@127.0.0.1:{port}/postgres"
            before = archive.templates(url)
            yield url
            after = archive.templates(url)
        if after not in {before, ""}:
            archive.pack(folder)
    finally:
        shutil.rmtree(folder)


@contextmanager
def running(programs: Path, folder: Path, owner: str | None) -> Iterator[int]:
    """Run the cluster in the folder, yield its port; stop it in good order."""
    port = free_port()
    settings = {**CARELESS, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    started = [str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
    started += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("w+") as log:
        # A session of its own: Ctrl-C must stop the tests first and the cluster last.
        server = subprocess.Popen(
            started, user=owner, cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_until_it_accepts(server, programs, port, folder / "log")
            yield port
        finally:
            server.send_signal(signal.SIGINT)  # its word for: roll back, disconnect, stop
            stopped = server.wait()
    if stopped != 0:
        sys.exit(f"PostgreSQL did not stop in good order:\n{(folder / 'log').read_text()}")


def free_port() -> int:
    """Return a port of loopback on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_accepts(
    server: subprocess.Popen[bytes], programs: Path, port: int, log: Path
) -> None:
    """Return when the cluster takes connections; exit with its log when it does not.

    It listens a while before that, and refuses whoever comes: "the database system is starting up".
    """
    question = [str(programs / "pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={port}"]
    for _ in range(300):
        if subprocess.run(question, check=False).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit(f"PostgreSQL did not start:\n{log.read_text()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
