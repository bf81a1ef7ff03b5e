"""`manage.py check_books`: does everything add up?"""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate, now

from billing.reports.checks.books import IDENTITIES, Broken, check_books
from billing.reports.checks.seals import WrongHead, head_differs
from foundation import heartbeats
from foundation.management.arguments import day
from foundation.models import Job


class Command(BaseCommand):
    help = "Check that the books balance. Print each check that fails with its ids, and exit 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=day, help="the day to check: YYYY-MM-DD")
        parser.add_argument("--head", help="the head of the chain of seals, from a month's pack")

    def handle(self, *, on: date | None, head: str | None, **options: object) -> None:
        with heartbeats.beating(Job.BOOKS, clock=now) as beat:
            beat.sentence = self._check(on or localdate(), head)

    def _check(self, on: date, head: str | None) -> str:
        """Print what fails, or return that nothing does. Raises CommandError."""
        broken = list(check_books(on=on, now=now()))
        count = IDENTITIES
        if head is not None:
            count += 1
            broken += self._head_broken(head)
        for says, ids in broken:
            self.stdout.write(self.style.ERROR(f"BROKEN: {says}"))
            for key in ids:
                self.stdout.write(f"  {key}")
        if broken:
            raise CommandError(f"{len(broken)} of {count} checks do not hold.")
        balanced = f"The books balance: {count} of {count} checks hold."
        self.stdout.write(self.style.SUCCESS(balanced))
        return balanced

    def _head_broken(self, head: str) -> list[Broken]:
        try:
            faults = head_differs(head)
        except WrongHead as fault:
            raise CommandError(str(fault)) from None
        if not faults:
            return []
        return [Broken("the chain of seals goes on from the head that was known", faults)]
