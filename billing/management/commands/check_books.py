"""`manage.py check_books`: does everything add up?"""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate, now

from billing.reports.checks.books import IDENTITIES, check_books
from foundation import heartbeats
from foundation.management.arguments import day
from foundation.models import Job


class Command(BaseCommand):
    help = "Check that the books balance. Print each check that fails with its ids, and exit 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=day, help="the day to check: YYYY-MM-DD")

    def handle(self, *, on: date | None, **options: object) -> None:
        with heartbeats.beating(Job.BOOKS, clock=now) as beat:
            beat.sentence = self._check(on or localdate())

    def _check(self, on: date) -> str:
        """Print what fails, or return that nothing does. Raises CommandError."""
        broken = list(check_books(on=on, now=now()))
        for says, ids in broken:
            self.stdout.write(self.style.ERROR(f"BROKEN: {says}"))
            for key in ids:
                self.stdout.write(f"  {key}")
        if broken:
            raise CommandError(f"{len(broken)} of {IDENTITIES} checks do not hold.")
        balanced = f"The books balance: {IDENTITIES} of {IDENTITIES} checks hold."
        self.stdout.write(self.style.SUCCESS(balanced))
        return balanced
