"""An import with faults: seen beside their cells, repaired in the file, imported, and undone."""

from pathlib import Path
from threading import Event

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from placements.exchange.cohorts import Cohorts
from placements.models import Cohort

from .conftest import PHONE, stumbles, wider_than_the_screen

FILE = """\
Cohort,City,Start,Places
FAC14,London,02/07/2018,16
FAC15,London,TBC,16
FACG3,Gaza,03/09/2018,many
FAC16,London,04/03/2019,
"""


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    file = tmp_path / "cohorts.csv"
    file.write_text(FILE)
    return file


def names() -> list[str]:
    return sorted(Cohort.objects.values_list("name", flat=True))


def bring(page: Page, file: Path) -> None:
    """Upload a file of cohorts and have its rows checked."""
    page.goto("/imports/")
    page.get_by_role("link", name="Cohorts", exact=True).click()
    page.get_by_label("Spreadsheet").set_input_files(file)
    page.get_by_role("button", name="Upload the file").click()
    page.get_by_role("button", name="Check the rows").click()


def repaired(page: Page, folder: Path) -> Path:
    """Download the failed rows, put them right, and return the file."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the faulty rows").click()
    file = folder / "to-repair.xlsx"
    download.value.save_as(file)
    book = load_workbook(file)
    sheet = book.active
    assert [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=2)] == [
        ["FAC15", "London", "TBC", "16"],
        ["FACG3", "Gaza", "03/09/2018", "many"],
    ]
    sheet["C2"], sheet["D3"] = "29/10/2018", 12
    book.save(file)
    return file


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_import_with_faults_is_repaired_carried_out_and_undone(
    opened_by, staff, spreadsheet, tmp_path, scripts
):
    page = opened_by(staff, java_script_enabled=scripts)

    bring(page, spreadsheet)
    expect(page.get_by_text("2 of 4 rows have faults. Nothing was imported.")).to_be_visible()
    cell = page.locator(".cells .late")
    expect(cell.first).to_contain_text("Start")
    expect(cell.first).to_contain_text("“TBC” is not a date.")
    expect(cell.last).to_contain_text("“many” is not a whole number.")
    file = repaired(page, tmp_path)
    page.get_by_role("button", name="Import only the 2 rows without faults").click()
    expect(page.get_by_role("heading", name="Records created or changed")).to_be_visible()
    assert names() == ["FAC14", "FAC16"]

    bring(page, file)
    expect(
        page.get_by_text("Every row can be imported. Nothing has been imported yet.")
    ).to_be_visible()
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_role("heading", name="Records created or changed")).to_be_visible()
    assert names() == ["FAC14", "FAC15", "FAC16", "FACG3"]
    assert not scripts or stumbles(page) == []

    page.get_by_role("link", name="Undo this import").click()
    assert not scripts or stumbles(page) == []
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("to-repair.xlsx was undone.")).to_be_visible()
    assert names() == ["FAC14", "FAC16"]


def test_the_bar_moves_while_the_rows_are_checked(opened_by, staff, spreadsheet, monkeypatch):
    apply, go_on, seen = Cohorts.apply, Event(), []

    def applied_when_told(kind, entry, **who):
        seen.append(entry.row.number)
        assert len(seen) == 1 or go_on.wait(timeout=20)
        return apply(kind, entry, **who)

    monkeypatch.setattr(Cohorts, "apply", applied_when_told)
    page = opened_by(staff)
    page.goto("/imports/new/cohorts/")
    page.get_by_label("Spreadsheet").set_input_files(spreadsheet)
    page.get_by_role("button", name="Upload the file").click()
    page.get_by_role("button", name="Check the rows").click(no_wait_after=True)

    bar = page.get_by_role("progressbar")
    expect(bar).to_have_count(1)
    expect(bar).to_have_attribute("value", "1")
    expect(page.get_by_text("1 of 2 rows checked")).to_be_visible()
    assert stumbles(page, as_it_stands=True) == []
    go_on.set()

    expect(page.get_by_text("2 of 4 rows have faults.")).to_be_visible()


def test_the_pages_of_an_import_read_well_on_a_phone_in_the_dark(opened_by, staff, spreadsheet):
    page = opened_by(staff, viewport=PHONE, color_scheme="dark")

    bring(page, spreadsheet)
    expect(page.get_by_role("heading", name="Every row")).to_be_visible()
    assert (stumbles(page), wider_than_the_screen(page)) == ([], False)
    page.get_by_role("link", name="Change the columns").click()
    assert (stumbles(page), wider_than_the_screen(page)) == ([], False)


def test_an_import_is_made_with_the_keyboard_alone(opened_by, staff, spreadsheet):
    page = opened_by(staff)
    page.goto("/imports/new/cohorts/")
    field = page.get_by_label("Spreadsheet")
    field.set_input_files(spreadsheet)
    field.focus()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("Cohort", exact=True).focus()
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 of 4 rows have faults.")).to_be_visible()
