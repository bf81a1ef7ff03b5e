"""Reading a finished workbook: its formulas, the results stored beside them, and LibreOffice's."""

import os
import re
import shutil
import subprocess
import warnings
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from billing.exchange.workbook import Headline, write_workbook
from foundation.periods import Month

SOFFICE = shutil.which("soffice")


def make_workbook(folder: Path, month: str, **options) -> tuple[Path, Headline]:
    """Return the path of the workbook of a month, and its headline."""
    path = folder / f"{month}.xlsx"
    return path, write_workbook(Month.parse(month), path, **options)


def results(path: Path) -> Workbook:
    """Return the workbook with the results that stand in it."""
    return load_workbook(path, data_only=True)


def recalculated(*paths: Path) -> list[Workbook]:
    """Return workbooks as LibreOffice calculates them anew, whatever results stand in them."""
    if SOFFICE is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is not installed, and CI must recalculate the workbook.")
        pytest.skip("LibreOffice is not installed: the workbook was not recalculated")
    bare = [without_results(path) for path in paths]
    folder = paths[0].parent / "recalculated"
    # Beside the folders of the tests, so that LibreOffice makes itself at home only once.
    profile = f"-env:UserInstallation=file://{paths[0].parents[1] / 'libreoffice'}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, bare)], check=True, capture_output=True, timeout=180)
    with warnings.catch_warnings(action="ignore"):  # at LibreOffice's own extensions of the format
        return [load_workbook(folder / path.name, data_only=True) for path in bare]


def without_results(path: Path) -> Path:
    """Return a copy whose formulas have no results, so that whoever shows one must calculate."""
    bare = path.with_stem(f"{path.stem}-bare")
    with ZipFile(path) as whole, ZipFile(bare, "w", ZIP_DEFLATED) as copy:
        for name in whole.namelist():
            content = whole.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            copy.writestr(name, content)
    return bare


def formulas(path: Path) -> dict[tuple[str, str], str]:
    """Return every formula by its sheet and cell."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def labelled(book: Workbook, sheet: str, label: str, *, column: int = 1) -> list[object]:
    """Return the cells after the first cell of a column that reads ``label``."""
    for row in book[sheet].iter_rows(values_only=True):
        if row[column - 1] == label:
            return list(row[column:])
    raise AssertionError(f"{sheet} has no row {label!r}")


def rows(book: Workbook, sheet: str, first: str) -> list[dict[str, object]]:
    """Return the rows below the heading ``first`` as dictionaries, up to the first empty one."""
    cells = book[sheet].iter_rows(values_only=True)
    heads = next(row for row in cells if first in row)
    rows_read = []
    for row in cells:
        if not any(cell is not None for cell in row):
            break
        rows_read.append({head: cell for head, cell in zip(heads, row, strict=False) if head})
    return rows_read


def total(book: Workbook, sheet: str, heading: str) -> object:
    """Return what the last row of a data sheet says in a column."""
    first = next(cell for cell in book[sheet][4]).value
    return rows(book, sheet, first)[-1][heading]


def first_cell(book: Workbook, sheet: str, heading: str):
    """Return the first cell below a heading of a data sheet."""
    head = next(cell for cell in book[sheet][4] if cell.value == heading)
    return book[sheet].cell(head.row + 1, head.column)


def verdict(book: Workbook) -> object:
    """Return what Summary says about the checks."""
    return labelled(book, "Summary", "Do the books add up?", column=2)[0]


def differences(*paths: Path) -> dict[tuple[str, str, str], tuple[str, object, object]]:
    """Return each formula that LibreOffice finds something else for than what stands beside it."""
    different = {}
    for path, anew in zip(paths, recalculated(*paths), strict=True):
        stored = results(path)
        for (sheet, place), formula in formulas(path).items():
            ours, theirs = stored[sheet][place].value, anew[sheet][place].value
            if ours != theirs:
                different[path.stem, sheet, place] = (formula, ours, theirs)
    return different


def names_in(text: str) -> set[str]:
    """Return the names of cells that formulas use: small letters with an underscore."""
    return set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", text))
