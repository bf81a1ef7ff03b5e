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
from project.foundation.periods import Month

SOFFICE = shutil.which("soffice")


def written(folder: Path, month: str, **options) -> tuple[Path, Headline]:
    """Return where the workbook of a month was written, and its headline."""
    path = folder / f"{month}.xlsx"
    return path, write_workbook(Month.parse(month), path, **options)


def results(path: Path) -> Workbook:
    """Return the workbook with the results that stand in it."""
    return load_workbook(path, data_only=True)


def recalculated(path: Path) -> Workbook:
    """Return the workbook as LibreOffice calculates it anew, whatever results stand in it."""
    if SOFFICE is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is not installed, and CI must recalculate the workbook.")
        pytest.skip("LibreOffice is not installed: the workbook was not recalculated")
    bare = without_results(path)
    folder = path.parent / "recalculated"
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    subprocess.run([*command, str(bare)], check=True, capture_output=True, timeout=180)
    with warnings.catch_warnings(action="ignore"):  # at LibreOffice's own extensions of the format
        return load_workbook(folder / bare.name, data_only=True)


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
