"""`manage.py demo`: a sample CIC with its books, to look at and to try things on."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.timezone import localdate

from billing.choices import InvoiceState
from billing.exchange.workbook import write_workbook
from billing.models import CreditNote, Fee, Invoice, Payment
from employers.models import Employer, HiringRequest
from foundation.accounts.sign_in import link_for
from foundation.management.arguments import day
from foundation.periods import Month
from placements.models import Cohort, Graduate, Hire, Introduction, PortfolioProject
from project.sample.build import build, is_built, others_records, people_who_sign_in
from project.sample.days import EARLIEST_TODAY
from project.sample.statement import write_statement
from project.settings import variables
from project.settings.variables import environment

OUT = "out"


class Command(BaseCommand):
    help = (
        "Fill an empty database with a sample: real cohorts, invented people. Write last month's "
        "workbook, and print links to sign in with. Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=day, help="build the story up to this day's month")
        parser.add_argument(
            "--out", type=Path, default=settings.BASE_DIR / OUT, help="the folder of the workbook"
        )

    def handle(self, *, today: date | None, out: Path, **options: object) -> None:
        today = today or localdate()
        fresh = not is_built()
        if fresh:
            self._build(today)
        else:
            self.stdout.write("The sample is already there. Nothing has changed.")
        self._summarise()
        self._write_workbook(Month.of(today).previous(), out, fresh=fresh)
        self._write_statement(Month.of(today).previous(), out, fresh=fresh)
        self._print_links()

    def _build(self, today: date) -> None:
        """Build the sample as of the first of the month, so that a month has one set of books."""
        if others := others_records():
            raise CommandError(
                f"This database holds records of your own ({others} employers and graduates): the "
                "sample is not mixed with them. Use another database, for example DATABASE_URL="
                "sqlite:///demo.sqlite3"
            )
        if today < EARLIEST_TODAY:
            raise CommandError(f"The story runs to {EARLIEST_TODAY.year}. Choose a later day.")
        self.stdout.write("Building the story of a sample CIC, with invented people:")
        build(Month.of(today).first, announce=self._announce, seen_on=today)
        self.stdout.write("")

    def _announce(self, year: str) -> None:
        self.stdout.write(f"  {year}", ending="")
        self.stdout.flush()

    def _summarise(self) -> None:
        """Print how many records there are, two columns side by side."""
        drafts = Invoice.objects.filter(state=InvoiceState.DRAFT)
        counts = {
            "cohorts": Cohort.objects.count(),
            "employers": Employer.objects.count(),
            "graduates": Graduate.objects.count(),
            "hiring requests": HiringRequest.objects.count(),
            "projects": PortfolioProject.objects.count(),
            "introductions": Introduction.objects.count(),
            "hires": Hire.objects.count(),
            "invoices issued": Invoice.objects.count() - drafts.count(),
            "fees": Fee.objects.count(),
            "invoices to issue": drafts.count(),
            "payments": Payment.objects.count(),
            "credit notes": CreditNote.objects.count(),
        }
        cells = [f"{count:>6} {what:<18}" for what, count in counts.items()]
        self.stdout.write("")
        for left, right in zip(cells[::2], cells[1::2], strict=True):
            self.stdout.write(f"{left}{right}".rstrip())

    def _write_workbook(self, month: Month, folder: Path, *, fresh: bool) -> None:
        """Write last month's workbook, unless it lies there from before."""
        path = folder / f"finance-{month}.xlsx"
        if fresh or not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            write_workbook(month, path, made_at=timezone.now())
        self.stdout.write(f"\nLast month's workbook: {path}")

    def _write_statement(self, month: Month, folder: Path, *, fresh: bool) -> None:
        """Write last month's bank statement, to be brought to the bank's page."""
        path = folder / f"bank-statement-{month}.csv"
        if fresh or not path.exists():
            write_statement(month, path)
        self.stdout.write(f"A bank statement to try, as finance: {path}")

    def _print_links(self) -> None:
        port = environment.read(variables.PORT)
        on_port = environment.is_set(variables.PORT)
        site = f"http://127.0.0.1:{port}" if on_port else settings.SITE_URL
        self.stdout.write("\nSign in within a day. Each link works once:")
        for user in people_who_sign_in():
            self.stdout.write(f"  {user.get_role_display():<9} {user.full_name}")
            self.stdout.write(f"            {link_for(user, site)}")
        self.stdout.write(
            f"\nNext, after export DJANGO_SETTINGS_MODULE={settings.SETTINGS_MODULE}:\n"
            "manage.py check_books, manage.py import_template, and to get an API key\n"
            "manage.py create_user you@example.org --role staff --api-key laptop"
        )
