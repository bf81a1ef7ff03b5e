"""`manage.py reconcile_stripe`: book payments that Stripe collected but did not report."""

from argparse import ArgumentParser
from datetime import date, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing import gateway
from billing.domain.stripe.reconcile import reconcile
from foundation import heartbeats
from foundation.management.arguments import day
from foundation.models import Job


class Command(BaseCommand):
    help = "Compare our books with Stripe, book what is missing, and print each change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=day, help="YYYY-MM-DD; 7 days ago by default")

    def handle(self, *, since: date | None, **options: object) -> None:
        if not gateway.connected():
            self.stdout.write("Stripe is not connected: nothing to compare.")
            return
        with heartbeats.beating(Job.STRIPE, clock=timezone.now):
            self._reconcile(since)

    def _reconcile(self, since: date | None) -> None:
        now = timezone.now()
        since = since or timezone.localdate(now) - timedelta(days=7)
        is_changed = False
        try:
            for sentence in reconcile(since=since, now=now):
                self.stdout.write(sentence)
                is_changed = True
        except gateway.GatewayError as trouble:
            raise CommandError(f"Stripe does not answer: {trouble}") from trouble
        if not is_changed:
            self.stdout.write(f"Nothing was missing since {since}.")
