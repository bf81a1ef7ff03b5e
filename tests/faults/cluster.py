"""A PostgreSQL that loses its power: one of our own, which writes to disk before it answers."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import free_port, newest_programs

from .clerks import Database


class Cluster:
    """Made with initdb, then started and stopped with pg_ctl as often as a test likes."""

    def __init__(self, programs: Path, folder: Path, owner: str | None) -> None:
        self.programs, self.folder, self.owner = programs, folder, owner
        self.port = free_port()
        made = ["--username=foothold", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        self.run("initdb", *made, "--no-sync")

    @property
    def database(self) -> Database:
        """What a process needs to reach it."""
        return {"NAME": "postgres", "HOST": "127.0.0.1", "PORT": self.port, "USER": "foothold"}

    def start(self) -> None:
        settings = {"port": self.port, "listen_addresses": "127.0.0.1", "fsync": "on"}
        settings |= {"unix_socket_directories": "", "synchronous_commit": "on"}
        told = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self.run("pg_ctl", "start", "--wait", f"--log={self.folder / 'log'}", f"--options={told}")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; "immediate" drops everything at once, and the next start recovers."""
        self.run("pg_ctl", "stop", "--wait", f"--mode={mode}")

    def kill(self) -> None:
        """Kill the postmaster as a crash kills it; its other processes notice, and leave."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        for _ in range(200):  # the next postmaster does not start beside them
            if self.is_free():
                # Where nobody collects the dead (a container's init), its number looks alive.
                (self.folder / "data" / "postmaster.pid").unlink()
                return
            time.sleep(0.05)
        raise TimeoutError("the processes of the killed postmaster are still there")

    def is_free(self) -> bool:
        """Return whether no process works in the folder any more."""
        folder = str(self.folder / "data")
        for process in Path("/proc").glob("[0-9]*/cwd"):
            try:
                if os.readlink(process) == folder:
                    return False
            except OSError:  # it ended in the meantime
                continue
        return True

    def run(self, program: str, *told: str) -> None:
        command = [str(self.programs / program), "--pgdata", str(self.folder / "data"), *told]
        subprocess.run(
            command, user=self.owner, cwd=self.folder, check=True, stdout=subprocess.DEVNULL
        )


@contextmanager
def cluster_of_our_own() -> Iterator[Cluster]:
    """Yield a running cluster on a free port of loopback, thrown away afterwards."""
    programs = newest_programs()
    assert programs, "PostgreSQL answers, but its programs are not installed here"
    folder = Path(tempfile.mkdtemp(prefix="foothold-power-cut-"))
    owner = "postgres" if os.geteuid() == 0 else None  # root may not run it
    if owner:
        shutil.chown(folder, owner)
    cluster = Cluster(programs, folder, owner)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop("immediate")
        shutil.rmtree(folder)
