"""The System page: what is installed here, and when it was last backed up and tried."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation import backups, heartbeats, readiness
from foundation.accounts.rules import is_admin
from foundation.models import BackupKind, BackupRecord, Job
from foundation.web.access import SignedIn, requires
from foundation.web.paging import page_of


@dataclass(frozen=True)
class Installation:
    """What runs here."""

    version: str
    database: str
    migrations: int
    pending: list[str]


@dataclass(frozen=True)
class RegularJob:
    """Something that runs by itself: when it last did, and in a sentence that it is late."""

    name: str
    last_at: datetime | None
    late: str | None


@require_safe
@requires(is_admin)
def system(request: SignedIn) -> HttpResponse:
    """Show what is installed, what runs by itself, and the backups, the newest first."""
    records = BackupRecord.objects.order_by("-done_at", "-pk")
    context = {
        "installation": installation(),
        "jobs": regular_jobs(timezone.now()),
        "backup": BackupRecord.objects.newest(BackupKind.BACKUP),
        "drill": BackupRecord.objects.newest(BackupKind.DRILL),
        "page": page_of(request, records, size=20),
    }
    return render(request, "office/system.html", context)


def installation() -> Installation:
    """Return the version, the database and whether its migrations are those of the code."""
    applied = readiness.applied()
    return Installation(
        version=settings.VERSION,
        database=f"{connection.display_name} {database_version()}",
        migrations=len(applied),
        pending=[".".join(migration) for migration in readiness.not_applied(applied)],
    )


def database_version() -> str:
    """Return the version of the database's own program, such as "15.14"."""
    return ".".join(map(str, connection.get_database_version()))


def regular_jobs(now: datetime) -> list[RegularJob]:
    """Return what runs by itself: the backups that can be restored, and the other jobs' signs."""
    good = backups.last_good()
    backup = RegularJob("Nightly backup", good.made_at if good else None, backups.late_backup(now))
    others = [
        RegularJob(str(job), job.last_ok, late.sentence if late else None)
        for job, late in heartbeats.signs(now)
        if job.name != Job.BACKUP
    ]
    return [backup, *others]
