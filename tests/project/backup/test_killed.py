"""Killed at any moment, a backup leaves the file that was there: whole, and under its name."""

import signal
from datetime import UTC, datetime
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import pytest

from project.backup import archive, writing
from project.backup.manifest import Manifest
from project.backup.store import Store
from tests.faults.clerks import at, clerks, database_of_this_test

NOW = datetime(2018, 12, 31, 2, 15, tzinfo=UTC)
YESTERDAYS = b"the backup of yesterday"
# Before which step of writing it is killed.
MOMENTS = {
    "the database is dumped": (archive, "pack"),
    "it is packed": (archive, "finish"),
    "it is on the disk": (writing, "try_out"),
    "only the name is missing": (archive, "put_in_place"),
}


def write_with_a_pause(moment: str, target: Path, door: Connection) -> None:
    """Write a backup; at the moment, tell the test and wait to be killed."""
    module, name = MOMENTS[moment]
    step = getattr(module, name)

    def pause_and_step(*values: Any, **options: Any) -> Any:
        door.send(moment)
        door.recv()
        return step(*values, **options)

    setattr(module, name, pause_and_step)  # in this process alone, which ends with the job
    writing.write(target, now=NOW)


def kill_at(moment: str, target: Path) -> None:
    """Start a backup in a process of its own, and kill it at the moment."""
    ours, theirs = clerks.Pipe()
    job = (database_of_this_test(), write_with_a_pause, moment, target, theirs)
    process = clerks.Process(target=at, args=job, daemon=True)
    process.start()
    theirs.close()
    try:
        assert wait([ours], timeout=120)
        assert ours.recv() == moment
    finally:
        process.kill()
        process.join()
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment",
    [pytest.param(one, marks=pytest.mark.smoke if "only" in one else ()) for one in MOMENTS],
)
def test_the_old_file_is_whole_and_the_next_backup_works(at_the_office: Store, tmp_path, moment):
    target = tmp_path / "office.backup"
    target.write_bytes(YESTERDAYS)

    kill_at(moment, target)

    assert target.read_bytes() == YESTERDAYS
    left = [one for one in tmp_path.iterdir() if one != target]
    assert [one.name.startswith(archive.WORKING) for one in left] == [True]

    again = writing.write(target, now=NOW)

    assert again.proof is not None
    assert again.proof.holds
    manifest, _ = archive.unpack(target, tmp_path / "unpacked", None)
    assert isinstance(manifest, Manifest)
    assert manifest == again.manifest
