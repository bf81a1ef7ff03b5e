"""`manage.py finance_workbook MONTH OUT.xlsx`: the month's books as a spreadsheet."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from billing.exchange.workbook import Headline, write_workbook
from foundation.errors import BadValue
from foundation.money import pounds
from foundation.periods import Month, format_date


class Command(BaseCommand):
    help = "Write the finance workbook of a month, such as 2018-09, and print its headline figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="the month: YYYY-MM")
        parser.add_argument("out", type=Path, help="where to write it, ending in .xlsx")
        parser.add_argument(
            "--as-of", help="count up to this day, YYYY-MM-DD, instead of the month's last"
        )

    def handle(self, *, month: str, out: Path, as_of: str | None, **options: object) -> None:
        if out.suffix.lower() != ".xlsx":
            raise CommandError(f"{out} does not end in .xlsx: Excel would not open it.")
        try:
            day = parse_date(as_of) if as_of else None
            if as_of and day is None:
                raise BadValue("as_of", "Write the date as 2018-09-30.")
            period = Month.parse(month)
            headline = write_workbook(period, out, as_of=day, made_at=timezone.now())
        except BadValue as fault:
            raise CommandError(fault.sentence) from None
        except ValueError:
            raise CommandError(f"{as_of} is not a date.") from None
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"The finance workbook of {period.first:%B %Y} is at {out.resolve()}")
        self._print(headline)

    def _print(self, headline: Headline) -> None:
        month, standing = headline.month, headline.standing
        figures = {
            "booked": month.booked_pence,
            "earned": month.earned_pence,
            "invoiced": month.invoiced_pence,
            "collected": month.collected_pence,
            "at risk": standing.at_risk_pence,
            "secured": standing.secured_pence,
            "outstanding": standing.outstanding_pence,
        }
        self.stdout.write(f"Net of VAT, as of {format_date(headline.as_of)}:")
        for name, pence in figures.items():
            self.stdout.write(f"  {name:<12}{pounds(pence):>16}")
        if headline.broken:
            for says in headline.broken:
                self.stdout.write(self.style.ERROR(f"  BROKEN: {says}"))
        else:
            self.stdout.write(f"All {headline.checks} checks hold.")
