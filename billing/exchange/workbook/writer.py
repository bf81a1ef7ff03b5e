"""Making the workbook: each sheet in turn, from one view of the database."""

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryFile
from typing import IO

from billing.models import Seller
from billing.reports.revenue import Figures, Standing
from foundation.errors import BadValue
from foundation.periods import Month, format_date

from . import frames
from .about import write_about
from .book import Book, Period
from .checks import write_checks
from .credits import write_credits
from .cuts import write_by_cohort, write_by_employer
from .fees import write_fees
from .invoices import write_invoices
from .payments import write_payments
from .reported import report
from .snapshot import one_instant
from .standing import write_at_risk, write_debtors, write_vat
from .summary import write_summary


@dataclass(frozen=True)
class Headline:
    """A workbook in short: the figures of the month, and those as of the day, in pence.

    ``broken`` are the identities of Checks that do not hold; ``checks`` is how many there are.
    """

    as_of: date
    month: Figures
    standing: Standing
    checks: int
    broken: list[str]


def write_workbook(
    month: Month, path: Path, *, as_of: date | None = None, made_at: datetime | None = None
) -> Headline:
    """Write the finance workbook of a month to ``path`` and return its headline.

    It counts everything up to and including ``as_of``, by default the month's last day;
    ``made_at`` is only printed. The file appears whole or not at all, in place of an older one.
    Raises BadValue for an ``as_of`` before the month, and OSError where it cannot write.
    """
    half_made = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        with half_made.open("xb") as file:
            headline = write_to(file, month, as_of=as_of, made_at=made_at)
        os.replace(half_made, path)
    finally:
        half_made.unlink(missing_ok=True)
    return headline


def workbook_stream(
    month: Month, *, as_of: date | None = None, made_at: datetime | None = None
) -> IO[bytes]:
    """Return the workbook of a month as an open file, to be read from its beginning and closed."""
    file = TemporaryFile()  # noqa: SIM115  the caller closes it
    try:
        write_to(file, month, as_of=as_of, made_at=made_at)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def write_to(
    file: IO[bytes], month: Month, *, as_of: date | None = None, made_at: datetime | None = None
) -> Headline:
    """Write the workbook into an open file and return its headline."""
    period = Period(month, as_of or month.last)
    if period.as_of < month.first:
        raise BadValue(
            "as_of", f"The workbook of {period.title} begins on {format_date(month.first)}."
        )
    with one_instant():
        seller = Seller.objects.filter(effective_from__lte=period.as_of).order_by("effective_from")
        newest = seller.last()
        book = Book(period, newest.name if newest else "", made_at)
        try:
            headline = _fill(book)
            book.workbook.save(file)
        except BaseException:
            book.discard()
            raise
    return headline


def _fill(book: Book) -> Headline:
    """Write the sheets: the data first, because the others use its tallies."""
    period = book.period
    risk = frames.at_risk(period.as_of)
    write_fees(book, dict(zip(risk["fee"], risk["at_risk"], strict=True)))
    write_invoices(book)
    write_credits(book)
    write_payments(book)
    write_debtors(book, frames.aged(period.as_of))
    write_at_risk(book, risk)
    write_by_employer(book, frames.by_employer(period, risk))
    write_by_cohort(book, frames.by_cohort(period, risk))
    write_vat(book, frames.vat(period.as_of))
    reported = report(period)
    checks, broken = write_checks(book, reported)
    write_summary(book, reported, checks=checks, broken=len(broken))
    write_about(book)
    return Headline(period.as_of, reported.month, reported.standing, checks, broken)
