"""All checks of an installation. To add one, write a function as `Check` says and enter it here."""

from collections.abc import Iterator
from typing import Final

from django.db import Error

from . import database, jobs, mail, people, server, site
from .question import Check, Question

# The title under which its answer is printed, and the check; those everything else needs first.
CHECKS: Final[dict[str, Check]] = {
    "Settings": server.settings_are_sound,
    "Database, cache and static files": database.serves,
    "Rights in the database": database.owns_no_table,
    "Site": site.answers,
    "Mail": mail.leaves,
    "Worker": people.worker_is_alive,
    "Jobs": jobs.jobs_run,
    "Backup": jobs.backup_is_recent,
    "People": people.somebody_is_admin,
    "Our details": people.details_are_entered,
    "Stripe": server.stripe_is_whole,
    "Disk": server.disk_has_room,
    "Clock": database.clocks_agree,
}


def faults(question: Question) -> Iterator[tuple[str, list[str]]]:
    """Yield the title of each check with the sentences about what is missing."""
    for title, check in CHECKS.items():
        try:
            yield title, list(check(question))
        except Error as error:
            yield title, [f"This cannot be looked at while the database does not answer: {error}"]
