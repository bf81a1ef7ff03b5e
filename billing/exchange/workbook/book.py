"""The workbook being made: its sheets in order, the names for formulas, and its days."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties

from foundation.periods import Month, format_date

from .stream import LiveSheet
from .styles import AMBER, PETROL, SLATE, TEAL

# Each sheet and the colour of its tab: to read, the data, and the proof.
SHEETS = {
    "Summary": PETROL,
    "Fees": SLATE,
    "Invoices": SLATE,
    "Credit notes": SLATE,
    "Payments": SLATE,
    "Aged debtors": TEAL,
    "At risk": TEAL,
    "By employer": TEAL,
    "By cohort": TEAL,
    "VAT": TEAL,
    "Checks": AMBER,
    "About": AMBER,
}


@dataclass(frozen=True)
class Period:
    """The days of a workbook: its month, and the last day that counts."""

    month: Month
    as_of: date

    @property
    def month_end(self) -> date:
        """The last day of the month that counts."""
        return min(self.month.last, self.as_of)

    @property
    def year_start(self) -> Month:
        """January of the month's year."""
        return Month(self.month.year, 1)

    @property
    def title(self) -> str:
        """The month in words, June 2026."""
        return f"{self.month.first:%B %Y}"


@dataclass
class Book:
    """The openpyxl workbook with its sheets, all created first so that they are in order.

    ``row_counts`` is the number of rows of each data sheet; ``tallies`` are sums in pence over the
    rows as they were written, under the names of the formulas that must come to the same.
    """

    period: Period
    seller: str
    made_at: datetime | None
    workbook: Workbook = field(default_factory=lambda: Workbook(write_only=True))
    row_counts: dict[str, int] = field(default_factory=dict)
    tallies: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for title, colour in SHEETS.items():
            sheet = LiveSheet(self.workbook, title)
            self.workbook._add_sheet(sheet)
            sheet.sheet_properties.tabColor = colour
        self.workbook.calculation = CalcProperties(fullCalcOnLoad=True)
        properties = self.workbook.properties
        properties.title = f"Finance workbook, {self.period.title}"
        properties.creator = "Foothold"
        if self.made_at:
            properties.created = properties.modified = self.made_at.replace(tzinfo=None)

    def sheet(self, title: str) -> LiveSheet:
        """Return the sheet of a title in SHEETS."""
        sheet: LiveSheet = self.workbook[title]
        return sheet

    def name(self, name: str, sheet: str, column: int, first: int, last: int) -> None:
        """Give cells of a column a name for formulas, such as fee_net; both rows included."""
        letter = get_column_letter(column)
        cells = f"'{sheet}'!${letter}${first}"
        if last > first:
            cells += f":${letter}${last}"
        self.workbook.defined_names[name] = DefinedName(name, attr_text=cells)

    def tally(self, name: str, pence: int) -> None:
        """Add to the sum that a formula of this name must come to."""
        self.tallies[name] = self.tallies.get(name, 0) + pence

    def discard(self) -> None:
        """Throw away the sheets written so far: openpyxl would keep them until the process ends."""
        for sheet in self.workbook.worksheets:
            if sheet._writer is None:
                continue
            with suppress(OSError):  # such as a full disk, which is reported elsewhere
                if not sheet.closed:
                    sheet.close()
            # A saved sheet has no file any more.
            if Path(sheet._writer.out).exists():
                sheet._writer.cleanup()

    @property
    def as_of_words(self) -> str:
        """The day of the figures, in words."""
        return format_date(self.period.as_of)
