"""A sheet that streams its rows, and keeps each formula's result beside it.

openpyxl leaves a formula without a result until a spreadsheet program has recalculated it, so a
preview, a phone or Excel's Protected View shows nothing. Ours carry the database's figure.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl.cell._writer import write_cell
from openpyxl.cell.cell import Cell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.xml.functions import Element, SubElement

FORMULA = "f"


class FormulaCell(Cell):
    """A cell with a formula (its value, with the leading =) and the ``result`` to show for it."""

    __slots__ = ("result", "result_type")

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        super().__init__(sheet, row=1, column=1)
        self.result: Any = None
        self.result_type = "n"


class _Writer(WorksheetWriter):
    """Writes rows as openpyxl does, but formulas together with their results."""

    def write_row(self, xf: Any, row: Iterable[Cell], row_idx: int) -> None:
        """Write one row; its cells are written before the next is asked for, so they are reused."""
        height = self.ws.row_dimensions.get(row_idx, {})
        with xf.element("row", {"r": str(row_idx), **dict(height)}):
            for cell in row:
                if isinstance(cell, FormulaCell):
                    xf.write(_with_result(cell))
                else:
                    write_cell(xf, self.ws, cell, cell.has_style)


class LiveSheet(WriteOnlyWorksheet):
    """openpyxl's streaming sheet, given ready cells: nothing is guessed from what a text says."""

    _writer: Any = None

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = _Writer(self)
            self._writer.write_top()

    def _values_to_row(self, values: Iterable[Cell | None], row_idx: int) -> Iterator[Cell]:
        for column, cell in enumerate(values, start=1):
            if cell is not None:
                cell.row, cell.column = row_idx, column
                yield cell


def _with_result(cell: FormulaCell) -> Any:
    attributes = {"r": cell.coordinate, "s": str(cell.style_id)}
    if cell.result_type != "n":
        attributes["t"] = cell.result_type
    element = Element("c", attributes)
    SubElement(element, FORMULA).text = cell._value[1:]
    if cell.result is not None:
        SubElement(element, "v").text = str(cell.result)
    return element
