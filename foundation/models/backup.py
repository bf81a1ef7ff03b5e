"""BackupRecord: a backup that was made, tried or restored, with when, where and by what."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class BackupKind(models.TextChoices):
    """What was done with the file."""

    BACKUP = "backup", "Backup"
    DRILL = "drill", "Restore drill"
    RESTORE = "restore", "Restore"


class BackupQuerySet(models.QuerySet["BackupRecord"]):
    """What is asked of the records."""

    def good(self) -> Self:
        """Return those that were proved: restored into another database, and their books hold."""
        return self.filter(is_proved=True)

    def newest(self, kind: BackupKind) -> "BackupRecord | None":
        """Return the newest of a kind."""
        return self.filter(kind=kind).order_by("-done_at", "-pk").first()


class BackupRecord(models.Model):
    """One file. A trigger keeps the record as it is."""

    kind = models.CharField(max_length=7, choices=BackupKind.choices)
    done_at = models.DateTimeField()
    made_at = models.DateTimeField(help_text="The moment whose records it holds.")
    place = models.CharField(max_length=500, help_text="The machine and the file.")
    done_by = models.CharField(max_length=200, help_text="The command, and who ran it.")
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64, help_text="Of the file.")
    row_count = models.PositiveBigIntegerField(help_text="In all tables.")
    is_proved = models.BooleanField(help_text="It was restored, was the same, and its books hold.")
    remarks = models.JSONField(default=list)

    objects: ClassVar[BackupQuerySet] = BackupQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="backup_kind_is_known", condition=Q(kind__in=BackupKind.values)
            ),
            models.CheckConstraint(
                name="backup_is_done_after_its_moment",
                condition=Q(done_at__gte=models.F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.made_at:%Y-%m-%d %H:%M}"
