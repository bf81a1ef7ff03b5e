"""`manage.py run_due`: what is due today; from cron, once a day or as often as you like."""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation import outbox
from project.management.daily_jobs import preview, run


class Command(BaseCommand):
    help = (
        "Do what is due today: store issued documents, let introductions lapse after 60 "
        "days without a reply, send reminders, delete old answers to requests. List what was "
        "done and what needs a person. Running it again finds nothing to do. Exit status 1 if "
        "something failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the day: YYYY-MM-DD, or today")
        parser.add_argument(
            "--keep-letters",
            action="store_true",
            help="leave the emails in the outbox for the worker, run_outbox",
        )

        parser.add_argument(
            "--dry-run", action="store_true", help="list what is due without doing it"
        )

    def handle(
        self, *, on: date | None, keep_letters: bool, dry_run: bool, **options: object
    ) -> None:
        day = on or timezone.localdate()
        if dry_run:
            self._list("To do", preview(on=day).done, "Nothing is due.")
            return
        report = run(on=day)
        self._list("Done", report.done, "Nothing was due.")
        if not keep_letters:
            emails = outbox.run_due(clock=timezone.now, webhooks=False)
            self.stdout.write(
                f"Outbox: {emails.done} sent, {emails.failed} to be tried again, "
                f"{emails.given_up} given up."
            )
        self._list("Needs a person", report.waiting, "Nothing needs a person.")
        if report.failed:
            self._list("Not done", report.failed, "")
            failed = len(report.failed)
            raise CommandError(f"{failed} action{'' if failed == 1 else 's'} failed.")

    def _list(self, title: str, lines: list[str], otherwise: str) -> None:
        self.stdout.write(f"{title}: {len(lines)}" if lines else otherwise)
        for line in lines:
            self.stdout.write(f"  {line}")
