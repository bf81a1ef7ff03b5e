"""`manage.py fee_audit`: is any money lost, or taken that is not ours?"""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from billing.reports.audit.audit import Audit, fee_audit
from foundation.management.arguments import day
from foundation.money import pounds


class Command(BaseCommand):
    help = "Look for lost fees and overcharges: one line a finding with its worth; exit 1 if any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=day, help="the day to judge by: YYYY-MM-DD")

    def handle(self, *, on: date | None, **options: object) -> None:
        audit = fee_audit(on=on or localdate())
        for finding in audit.findings:
            kind = finding.kind
            self.stdout.write(
                f"{pounds(finding.worth_pence):>12}  {kind.direction:<10}  {kind.code:<22}  "
                f"{finding.sentence}"
            )
        if audit.findings:
            raise CommandError(in_words(audit))
        self.stdout.write(self.style.SUCCESS("Fee audit: nothing was found."))


def in_words(audit: Audit) -> str:
    """Return how many findings there are, and what they come to."""
    count = len(audit.findings)
    many = "1 finding" if count == 1 else f"{count} findings"
    return (
        f"Fee audit: {many}, {pounds(audit.worth_pence)}: {pounds(audit.loss_pence)} lost, "
        f"{pounds(audit.overcharge_pence)} charged too much."
    )
