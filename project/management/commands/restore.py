"""`manage.py restore FILE`: a backup into an empty database; with --drill, only a trial of it."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing.reports.checks.books import CHECKS
from foundation import backups
from foundation.models import BackupKind
from project.backup import restoring
from project.backup.refusals import Refusal
from project.management import backup_words


class Command(BaseCommand):
    help = (
        "Put a backup into this installation's database, bring it forward to this version, and "
        "check that nothing is missing and the books hold. Nothing is written over records: the "
        "database must be empty. With --drill it is restored into a database that is thrown away, "
        "and this one stays as it is. Exit status 1 if anything is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--drill", action="store_true", help="only try it")
        backup_words.add_passphrase(parser)

    def handle(
        self, *, file: Path, drill: bool, passphrase_file: Path | None, **options: object
    ) -> None:
        passphrase = backup_words.passphrase_in(passphrase_file)
        try:
            act = restoring.drill if drill else restoring.restore
            restored = act(file, now=timezone.now(), passphrase=passphrase)
        except Refusal as refusal:
            raise CommandError(f"Nothing was restored. {refusal}") from None
        faults = list(backup_words.faults_of(restored.proof))
        self._record(file, restored, faults, kind=BackupKind.DRILL if drill else BackupKind.RESTORE)
        where = "Tried only" if drill else "Restored"
        self.stdout.write(f"{where}: {backup_words.described(restored.manifest)}.")
        self.stdout.write(f"{file}: {backup_words.proved(restored.proof, len(CHECKS))}.")
        for remark in restored.proof.remarks:
            self.stdout.write(self.style.WARNING(remark))
        for fault in faults:
            self.stdout.write(self.style.ERROR(fault))
        if faults:
            raise CommandError("What came out of the backup is as it went in, but not in order.")

    def _record(
        self, file: Path, restored: restoring.Restored, faults: list[str], *, kind: BackupKind
    ) -> None:
        manifest = restored.manifest
        backups.record(
            kind,
            backup_words.backup_file(file, manifest, size=restored.size, sha256=restored.sha256),
            is_proved=not faults,
            remarks=[*restored.proof.remarks, *faults],
            command=f"manage.py restore{' --drill' if kind == BackupKind.DRILL else ''}",
            now=backup_words.as_of(timezone.now(), manifest),
        )
