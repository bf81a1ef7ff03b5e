"""`manage.py run_due`: what is due today; from cron, once a day or as often as you like."""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation import heartbeats, outbox
from foundation.errors import BadValue
from foundation.management.arguments import day
from foundation.models import Job
from foundation.periods import plausible_date
from project.management.daily_jobs import preview, run


class Command(BaseCommand):
    help = (
        "Do what is due today: store issued documents, let introductions lapse after 60 "
        "days without a reply, send reminders, delete old answers to requests. List what was "
        "done and what needs a person. Running it again finds nothing to do. Exit status 1 if "
        "something failed, or if the clock jumped by more than seven days since the last round."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=day, help="the day: YYYY-MM-DD, or today")
        parser.add_argument(
            "--keep-letters",
            action="store_true",
            help="leave the emails in the outbox for the worker, run_outbox",
        )

        parser.add_argument(
            "--dry-run", action="store_true", help="list what is due without doing it"
        )
        parser.add_argument(
            "--go-on",
            action="store_true",
            help="trust the clock, although it is over seven days from the last round's",
        )

    def handle(
        self,
        *,
        on: date | None,
        keep_letters: bool,
        dry_run: bool,
        go_on: bool,
        **options: object,
    ) -> None:
        now = timezone.now()
        try:
            today = plausible_date("on", on or timezone.localdate(now))
        except BadValue as fault:
            raise CommandError(fault.sentence) from None
        if dry_run:
            self._list("To do", preview(on=today).done, "Nothing is due.")
            return
        with heartbeats.beating(Job.DUE, clock=timezone.now) as beat:
            if on is None:  # a day that a person names is no matter of the clock
                self._trust_clock(go_on=go_on)
            beat.sentence = self._round(today, keep_letters=keep_letters)

    def _trust_clock(self, *, go_on: bool) -> None:
        try:
            heartbeats.trust_clock(Job.DUE, now=timezone.now(), go_on=go_on)
        except heartbeats.ClockJumped as stop:
            raise CommandError(str(stop)) from None

    def _round(self, today: date, *, keep_letters: bool) -> str:
        """Do what is due, and return how much it was. Raises CommandError if something failed."""
        report = run(on=today)
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
        return f"{len(report.done)} done, {len(report.waiting)} for a person."

    def _list(self, title: str, lines: list[str], otherwise: str) -> None:
        self.stdout.write(f"{title}: {len(lines)}" if lines else otherwise)
        for line in lines:
            self.stdout.write(f"  {line}")
