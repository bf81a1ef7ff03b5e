"""What Foothold's own reports say about the same days: the figures every formula must find."""

from dataclasses import dataclass

from billing.reports.debtors import debtors
from billing.reports.revenue import Figures, RevenueRow, Standing, revenue, standing_on
from foundation.periods import EARLIEST, Month

from .book import Period

MONTHS_BEFORE = 12


@dataclass(frozen=True)
class Reported:
    """All in pence. ``months`` are the twelve before, oldest first, and then the month itself.

    ``owed`` and ``overdue`` are with VAT, on the day; ``ever`` is from the first day on.
    """

    months: list[RevenueRow]
    year: Figures
    ever: Figures
    standing: Standing
    owed: int
    overdue: int

    @property
    def month(self) -> Figures:
        """The figures of the month."""
        return self.months[-1].figures


def report(period: Period) -> Reported:
    """Return the figures of a workbook's days from the reports."""
    on, month = period.as_of, period.month
    debts = debtors(on=on)
    first = Month.of(EARLIEST)
    return Reported(
        months=revenue(month.plus(-MONTHS_BEFORE), month, on=on).rows,
        year=revenue(period.year_start, month, on=on).total,
        ever=revenue(first, Month.of(on), by="programme", on=on).total,
        standing=standing_on(on),
        owed=sum(debt.total_pence for debt in debts),
        overdue=sum(debt.total_pence - debt.current_pence for debt in debts),
    )
