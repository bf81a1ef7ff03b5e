"""A sheet written from top to bottom, with its columns, its print set-up and its footer."""

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from .book import Book
from .cells import Brush, clean
from .styles import NOTE, TITLE, Look

A4 = 9
Painted = tuple[Any, Look] | None


class Page:
    """Rows of cells, each a value with a look; None leaves a cell out."""

    def __init__(
        self, book: Book, title: str, widths: Sequence[float], *, frozen: str | None = None
    ) -> None:
        self.book, self.title = book, title
        self.sheet = book.sheet(title)
        self.next_row = 1
        self._brushes: dict[int, Brush] = {}
        for place, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = width
        if frozen:
            self.sheet.freeze_panes = frozen
        self._set_up_print()

    def row(self, cells: Iterable[Painted] = (), *, height: float | None = None) -> int:
        """Write the next row and return its number. ``height`` is in points.

        Looks are compared by identity, so they are constants of ``styles``.
        """
        if height:
            self.sheet.row_dimensions[self.next_row].height = height
        row = self.next_row
        self.sheet.append(
            [
                self._brush(cell[1])(f"{get_column_letter(place)}{row}", cell[0])
                for place, cell in enumerate(cells, start=1)
                if cell is not None
            ]
        )
        self.next_row += 1
        return row

    def heading(self, about: str, *, title: str = "") -> None:
        """Write the sheet's title, what it is about and up to which day, and a blank row."""
        self.row([(title or self.title, TITLE)], height=28)
        self.row([(about, NOTE)], height=18)
        self.row()

    def repeat(self, rows: str) -> None:
        """Repeat rows such as "4:4" at the top of every printed page."""
        self.sheet.print_title_rows = rows

    def _brush(self, look: Look) -> Brush:
        brush = self._brushes.get(id(look))
        if brush is None:
            brush = self._brushes[id(look)] = Brush(self.sheet, look)
        return brush

    def _set_up_print(self) -> None:
        sheet = self.sheet
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom = 0.5, 0.6
        footer = sheet.oddFooter
        footer.left.text = in_footer(f"{self.book.seller} – {self.title}")
        footer.center.text = "Page &P of &N"
        footer.right.text = in_footer(f"As of {self.book.as_of_words}")
        for part in (footer.left, footer.center, footer.right):
            part.size = 8


def in_footer(text: str) -> str:
    """Return a text as a footer prints it, where & begins a code."""
    return clean(text).replace("&", "&&")


def line_of(colour: str, *, points: float = 2.25) -> GraphicalProperties:
    """Return how a chart draws a line."""
    return GraphicalProperties(ln=LineProperties(solidFill=colour, w=round(points * 12_700)))
