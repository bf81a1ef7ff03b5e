"""`manage.py run_outbox`: run the waiting tasks outside the database (Stripe, email)."""

import logging
import signal
from argparse import ArgumentParser
from datetime import datetime, timedelta
from threading import Event

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from foundation import heartbeats, outbox
from foundation.models import Job
from foundation.request_ids import new_id, under

logger = logging.getLogger(__name__)
SIGN_EVERY = timedelta(seconds=30)


class Command(BaseCommand):
    """The worker; any number may run at once."""

    signed_at: datetime | None = None
    help = "Run every outbox row that is due, then wait for more; --once: one pass, for cron."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --once and --every."""
        parser.add_argument("--once", action="store_true", help="one pass, then stop")
        parser.add_argument(
            "--every", type=float, default=2.0, metavar="SECONDS", help="how often to look"
        )

    def handle(self, *, once: bool, every: float, **options: object) -> None:
        """Work until stopped; print what was done."""
        stop = Event()
        if not once:
            # The row in hand is finished first.
            for signal_number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(signal_number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                self.one_pass(stop)
            except OperationalError:
                if once:
                    raise
                logger.warning("the database does not answer", exc_info=True)
            if once:
                return
            stop.wait(every)
            close_old_connections()  # the database may have restarted in the meantime

    def one_pass(self, stop: Event) -> None:
        """Do all that is due; between two rows, give a sign of life now and then."""

        def stops() -> bool:
            self.give_sign(timezone.now())
            return stop.is_set()

        with under(new_id(Job.OUTBOX)):
            self.say(outbox.run_due(clock=timezone.now, until=stops))

    def give_sign(self, now: datetime) -> None:
        """Note that the worker is alive, at most twice a minute."""
        if self.signed_at is None or abs(now - self.signed_at) >= SIGN_EVERY:
            heartbeats.note(Job.OUTBOX, last_started=now, last_finished=now, last_ok=now)
            self.signed_at = now

    def say(self, done: outbox.Pass) -> None:
        """Print the counts of a pass, unless there was nothing to do."""
        if any(done):
            counts = f"{done.done} done, {done.failed} to be retried"
            self.stdout.write(f"{counts}, {done.given_up} given up")
