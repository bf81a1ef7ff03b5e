"""A data sheet: one row for each item, named columns for the formulas, a total, filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from .book import Book
from .cells import Live
from .page import Page
from .styles import HEADER, HEADER_RIGHT, QUIET_TEXT, RIGHT, TOTAL, TOTAL_AMOUNT, Look

FIRST_ROW = 5
ROOM_FOR_WORDS = 20


@dataclass(frozen=True)
class Column:
    """A column: its heading, the last part of its name in formulas, its look and width.

    One with a ``total`` is summed below; one not in ``print`` is on the right and not printed.
    """

    heading: str
    name: str
    look: Look
    width: float
    total: bool = False
    print: bool = True


class Table(Page):
    """Streams rows under headings. Money goes in as pence; a formula as Live."""

    def __init__(
        self, book: Book, title: str, prefix: str, columns: Sequence[Column], *, about: str
    ) -> None:
        first = f"B{FIRST_ROW}"
        super().__init__(book, title, [column.width for column in columns], frozen=first)
        self.prefix, self.columns = prefix, columns
        self._summed = [place for place, column in enumerate(columns) if column.total]
        self.heading(about)
        self.row([(c.heading, _heading_of(c)) for c in columns], height=32)
        self.repeat(f"{FIRST_ROW - 1}:{FIRST_ROW - 1}")

    def add(self, values: Sequence[Any]) -> None:
        """Write one row, its values in the order of the columns."""
        for place in self._summed:
            value = values[place]
            pence = value.result if isinstance(value, Live) else value
            self.book.tally(f"{self.prefix}_{self.columns[place].name}", pence or 0)
        self.row((value, column.look) for value, column in zip(values, self.columns, strict=True))

    def finish(self) -> None:
        """Write the totals, name the columns, set the filters and the area to print."""
        count = self.next_row - FIRST_ROW
        self.book.row_counts[self.title] = count
        if not count:
            self.row([(f"Nothing up to {self.book.as_of_words}.", QUIET_TEXT)])
        last = self.next_row - 1
        for place, column in enumerate(self.columns, start=1):
            self.book.name(f"{self.prefix}_{column.name}", self.title, place, FIRST_ROW, last)
        width = len(self.columns)
        right = get_column_letter(width)
        self.sheet.auto_filter.ref = f"A{FIRST_ROW - 1}:{right}{last}"
        self.row([self._total(place) for place in range(width)], height=20)
        self.print_down_to(last + 1)

    def print_down_to(self, row: int) -> None:
        """Print the sheet from the top to a row, without the columns that are not printed."""
        printed = get_column_letter(sum(column.print for column in self.columns))
        self.sheet.print_area = f"A1:{printed}{row}"

    def _total(self, place: int) -> tuple[Any, Look] | None:
        column = self.columns[place]
        if column.total:
            name = f"{self.prefix}_{column.name}"
            # 109 sums what the filter shows.
            return Live(f"=SUBTOTAL(109,{name})", self.book.tallies.get(name, 0)), TOTAL_AMOUNT
        # Beside a narrow first column there is room for the words.
        here = place == (0 if self.columns[0].width >= ROOM_FOR_WORDS else 1)
        return ("Total of the rows shown" if here else None), TOTAL


def _heading_of(column: Column) -> Look:
    return HEADER_RIGHT if column.look.alignment is RIGHT else HEADER
