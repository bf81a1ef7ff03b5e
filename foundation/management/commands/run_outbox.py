"""`manage.py run_outbox`: run the waiting tasks outside the database (Stripe, email, webhooks)."""

import logging
import signal
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connections
from django.utils import timezone

from foundation import heartbeats, outbox, webhook_deliveries
from foundation.models import Job
from foundation.request_ids import new_id, under

logger = logging.getLogger(__name__)
SIGN_EVERY = timedelta(seconds=30)
# So many endpoints may take their time before the others wait; no letter ever does.
WEBHOOK_THREADS = 3


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
        if once:
            self.say(self.letters(stop))
            self.say(self.webhooks(stop))
            return
        # The row in hand is finished first.
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: stop.set())
        threads = [
            Thread(target=self.threaded, args=(stop, every), name=f"webhooks-{number}")
            for number in range(WEBHOOK_THREADS)
        ]
        for thread in threads:
            thread.start()
        try:
            self.work(self.letters, stop, every)
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def letters(self, stop: Event) -> outbox.Pass:
        """Run all that is due but webhooks; between two rows, give a sign of life now and then."""

        def stops() -> bool:
            self.give_sign(timezone.now())
            return stop.is_set()

        return outbox.run_due(clock=timezone.now, until=stops, webhooks=False)

    def webhooks(self, stop: Event) -> outbox.Pass:
        """Put new events in the lanes of the endpoints, and send what is due."""
        webhook_deliveries.put_due(now=timezone.now())
        return outbox.run_due(clock=timezone.now, until=stop.is_set, webhooks=True)

    def threaded(self, stop: Event, every: float) -> None:
        """Send webhooks until stopped, with a connection of this thread's own."""
        try:
            self.work(self.webhooks, stop, every)
        except Exception:
            logger.exception("a thread of webhooks ended")
            stop.set()  # whoever watches the worker starts it again
        finally:
            connections.close_all()

    def work(self, run_pass: Callable[[Event], outbox.Pass], stop: Event, every: float) -> None:
        """Run passes until stopped; an outage of the database is waited for."""
        while not stop.is_set():
            try:
                with under(new_id(Job.OUTBOX)):
                    self.say(run_pass(stop))
            except OperationalError:
                logger.warning("the database does not answer", exc_info=True)
            stop.wait(every)
            close_old_connections()  # the database may have restarted in the meantime

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
