"""What runs by itself: the jobs with their signs of life, and the nightly backup."""

from collections.abc import Iterator

from foundation import backups, heartbeats
from foundation.models import Job

from .question import Question


def jobs_run(question: Question) -> Iterator[str]:
    """Yield for each job that is late or has stopped, with what to do about it."""
    for late in heartbeats.late(question.now):
        if late.job != Job.BACKUP:  # the backups themselves tell more than the job's last run
            yield f"{late.sentence} {late.way_out}"


def backup_is_recent(question: Question) -> Iterator[str]:
    """Yield if no good backup was made within a day."""
    if sentence := backups.late_backup(question.now):
        yield f"{sentence} Run manage.py backup --keep-in FOLDER every night."
