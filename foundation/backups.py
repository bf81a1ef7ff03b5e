"""The records of backups: written by the commands, asked by whoever watches over the house."""

import getpass
import socket
from dataclasses import dataclass
from datetime import datetime

from .heartbeats import LATE_AFTER
from .models import BackupKind, BackupRecord, Job
from .periods import format_moment


@dataclass(frozen=True)
class BackupFile:
    """A file as it is recorded: where it is, and what was seen of it."""

    place: str
    made_at: datetime
    size: int
    sha256: str
    rows: int


def record(
    kind: BackupKind,
    file: BackupFile,
    *,
    is_proved: bool,
    remarks: list[str],
    command: str,
    now: datetime,
) -> BackupRecord:
    """Return the new record. ``command`` is what ran; the machine and its user are added."""
    return BackupRecord.objects.create(
        kind=kind,
        done_at=now,
        made_at=file.made_at,
        place=f"{socket.gethostname()}:{file.place}"[-500:],
        done_by=f"{command} by {_user()}"[:200],
        size=file.size,
        sha256=file.sha256,
        row_count=file.rows,
        is_proved=is_proved,
        remarks=remarks,
    )


def _user() -> str:
    """Return who runs this; a container may have a user without a name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "a user without a name"


def last_good() -> BackupRecord | None:
    """Return the newest backup that was proved by restoring it."""
    return BackupRecord.objects.good().newest(BackupKind.BACKUP)


def late_backup(now: datetime) -> str | None:
    """Return in a sentence that the last good backup is too long ago; None if it is not."""
    last = last_good()
    if last is None:
        return "There is no backup yet that was proved by restoring it."
    if now - last.made_at <= LATE_AFTER[Job.BACKUP]:
        return None
    return f"The last good backup was made on {format_moment(last.made_at)}."
