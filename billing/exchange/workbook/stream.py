"""A sheet whose rows go straight to its file, each formula with its result.

openpyxl writes everything around the rows. We write the rows ourselves: it would guess from a text
whether it is a formula, take four times as long, and leave formulas without a result until a
spreadsheet program has recalculated them, so that a preview, a phone or Excel's Protected View
shows nothing.
"""

from collections.abc import Iterable
from typing import Any

from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter


class _Writer(WorksheetWriter):
    def write_row(self, xf: Any, row: Iterable[str], row_idx: int) -> None:
        """Write one row of cells that are XML already."""
        height = dict(self.ws.row_dimensions.get(row_idx, {}))
        attributes = "".join(f' {name}="{value}"' for name, value in height.items())
        # The stream under et_xmlfile: only what it is given there goes in as it is.
        xf._file(f'<row r="{row_idx}"{attributes}>{"".join(row)}</row>')


class LiveSheet(WriteOnlyWorksheet):
    """openpyxl's streaming sheet; ``append`` takes the XML of ready cells, as a list."""

    _writer: Any = None

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = _Writer(self)
            self._writer.write_top()

    def _values_to_row(self, values: list[str], row_idx: int) -> list[str]:
        return values
