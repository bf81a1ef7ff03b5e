"""`manage.py backup FILE`: everything in one file, proved by restoring it."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing.reports.checks.books import CHECKS
from foundation import backups, heartbeats
from foundation.models import BackupKind, Job
from project.backup import retention, writing
from project.backup.refusals import Refusal
from project.management import backup_words


class Command(BaseCommand):
    help = (
        "Write a backup of the whole database to one file, restore it into another database that "
        "is thrown away, and check there that nothing is missing and the books hold. With a "
        "folder for FILE, the file is named after the moment, and old ones are deleted: the "
        f"newest of each of {retention.DAYS} days, {retention.WEEKS} weeks and {retention.MONTHS} "
        "months stay. Exit status 1 if anything is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="a file or a folder")
        parser.add_argument(
            "--keep-in", type=Path, metavar="FOLDER", help="a folder, made if it is not there"
        )
        parser.add_argument(
            "--untried", action="store_true", help="do not try to restore it; it is not counted"
        )
        backup_words.add_passphrase(parser)

    def handle(
        self,
        *,
        file: Path | None,
        keep_in: Path | None,
        untried: bool,
        passphrase_file: Path | None,
        **options: object,
    ) -> None:
        now = timezone.now()
        target, folder = place_for(file, keep_in, now=now)
        passphrase = backup_words.passphrase_in(passphrase_file)
        with heartbeats.beating(Job.BACKUP, clock=timezone.now):
            self._back_up(target, folder, passphrase, now=now, is_tried=not untried)

    def _back_up(
        self,
        target: Path,
        folder: Path | None,
        passphrase: bytes | None,
        *,
        now: datetime,
        is_tried: bool,
    ) -> None:
        """Write the file, record it and say so. Raises CommandError."""
        try:
            backup = writing.write(target, now=now, passphrase=passphrase, is_tried=is_tried)
        except Refusal as refusal:
            raise CommandError(f"No backup was written. {refusal}") from None
        faults = list(backup_words.faults_of(backup.proof)) if backup.proof else []
        self._record(backup, faults)
        self._say(backup, faults)
        if faults:
            raise CommandError("The backup is written, but what is in it is not in order.")
        for gone in retention.prune(folder) if folder and backup.proof else []:
            self.stdout.write(f"Deleted: {gone}")

    def _record(self, backup: writing.Backup, faults: list[str]) -> None:
        backups.record(
            BackupKind.BACKUP,
            backup_words.backup_file(
                backup.file, backup.manifest, size=backup.size, sha256=backup.sha256
            ),
            is_proved=backup.proof is not None and not faults,
            remarks=faults,
            command="manage.py backup",
            now=backup_words.as_of(timezone.now(), backup.manifest),
        )

    def _say(self, backup: writing.Backup, faults: list[str]) -> None:
        self.stdout.write(f"{backup.file}: {backup_words.described(backup.manifest)}.")
        self.stdout.write(f"{backup.size} bytes, SHA-256 {backup.sha256}")
        if backup.proof is None:
            self.stdout.write("Untried: nobody knows yet whether it can be restored.")
            return
        self.stdout.write(f"Restored to try it: {backup_words.proved(backup.proof, len(CHECKS))}.")
        for fault in faults:
            self.stdout.write(self.style.ERROR(fault))


def place_for(
    file: Path | None, keep_in: Path | None, *, now: datetime
) -> tuple[Path, Path | None]:
    """Return where the backup goes, and the folder that old ones are deleted from, if any."""
    if (file is None) == (keep_in is None):
        raise CommandError("Name a FILE, or a folder by --keep-in FOLDER; one of the two.")
    if keep_in is not None:
        keep_in.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = keep_in or file
    assert place is not None
    if place.is_dir():
        return place / writing.name_at(now), place
    if not place.parent.is_dir():
        raise CommandError(f"There is no folder {place.parent}.")
    return place, None
