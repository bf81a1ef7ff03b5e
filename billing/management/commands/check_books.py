"""`manage.py check_books`: does everything add up?"""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate, now

from billing.reports.checks.books import IDENTITIES, check_books


class Command(BaseCommand):
    help = "Check that the books balance. Print each check that fails with its ids, and exit 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the day to check: YYYY-MM-DD")

    def handle(self, *, on: date | None, **options: object) -> None:
        broken = list(check_books(on=on or localdate(), now=now()))
        for says, ids in broken:
            self.stdout.write(self.style.ERROR(f"BROKEN: {says}"))
            for key in ids:
                self.stdout.write(f"  {key}")
        if broken:
            raise CommandError(f"{len(broken)} of {IDENTITIES} checks do not hold.")
        self.stdout.write(
            self.style.SUCCESS(f"The books balance: {IDENTITIES} of {IDENTITIES} checks hold.")
        )
