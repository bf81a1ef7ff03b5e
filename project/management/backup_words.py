"""What the commands of backups say, and how they are recorded."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.core.management.base import CommandError

from foundation.backups import BackupFile
from foundation.periods import format_moment
from project.backup.manifest import Manifest
from project.backup.proof import Proof

SHORTEST = 12  # characters of a passphrase


def add_passphrase(parser: ArgumentParser) -> None:
    """Add the option to a command."""
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="a file whose first line seals backups"
    )


def passphrase_in(file: Path | None) -> bytes | None:
    """Return the first line of the file; None without one. Raises CommandError if it is no use."""
    if file is None:
        return None
    try:
        words = file.read_bytes().split(b"\n")[0].strip()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    if len(words) < SHORTEST:
        raise CommandError(f"The passphrase in {file} is shorter than {SHORTEST} characters.")
    return words


def backup_file(file: Path, manifest: Manifest, *, size: int, sha256: str) -> BackupFile:
    """Return a file as it is recorded."""
    return BackupFile(str(file.resolve()), manifest.moment, size, sha256, manifest.rows)


def described(manifest: Manifest) -> str:
    """Return in a sentence what is in a backup."""
    return (
        f"{manifest.rows} rows in {len(manifest.tables)} tables of {manifest.database}, as of "
        f"{format_moment(manifest.moment)}, from version {manifest.version}"
    )


def faults_of(proof: Proof) -> Iterator[str]:
    """Yield a sentence for each check that does not hold and each document that was altered."""
    for says, ids in proof.broken:
        first_ids = ", ".join(str(key) for key in ids[:5])
        yield f"Does not hold: {says} ({first_ids}{' ...' if ids[5:] else ''})."
    for name in proof.altered:
        yield f"Not what it was when it was stored: {name}."


def proved(proof: Proof, checks: int) -> str:
    """Return in a sentence what was seen of a restored database."""
    forward = f", {len(proof.migrated)} migrations applied" if proof.migrated else ""
    return (
        f"every table is the same{forward}, {checks - len(proof.broken)} of {checks} checks of the "
        f"books hold, {proof.documents - len(proof.altered)} of {proof.documents} stored documents "
        "are what they were"
    )


def as_of(now: datetime, manifest: Manifest) -> datetime:
    """Return when something was done with a backup: never before the backup was made."""
    return max(now, manifest.moment)
