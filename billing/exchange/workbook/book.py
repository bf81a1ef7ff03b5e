"""The workbook while it is made: its sheets in order, the names its formulas use, its days."""

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

# Each sheet, and the colour of its tab: what to read, what it is made from, what proves it.
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
    """The days a workbook is about: its month, and the day up to which anything counts."""

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
        """The month as people write it."""
        return f"{self.month.first:%B %Y}"


@dataclass
class Book:
    """The openpyxl workbook with its sheets, all made beforehand so that they stand in order.

    ``row_counts`` tells how many rows each data sheet got; ``tallies`` are sums in pence that the
    rows gave while they went by, under the names of the formulas that must find the same.
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
        """Add to the sum that a formula of this name must find."""
        self.tallies[name] = self.tallies.get(name, 0) + pence

    def discard(self) -> None:
        """Throw away the sheets written so far: openpyxl would keep them until the process ends."""
        for sheet in self.workbook.worksheets:
            if sheet._writer is None:
                continue
            with suppress(OSError):  # a full disk, say, which somebody else tells of
                if not sheet.closed:
                    sheet.close()
            # Those that were saved are gone already.
            if Path(sheet._writer.out).exists():
                sheet._writer.cleanup()

    @property
    def as_of_words(self) -> str:
        """The day of the figures, as a sentence has it."""
        return format_date(self.period.as_of)
