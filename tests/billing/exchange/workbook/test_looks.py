"""How the workbook opens, reads and prints."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from openpyxl import load_workbook

from foundation.accounts.choices import Role
from tests.datasets import dataset
from tests.factories import book_one
from tests.factories.accounts import UserFactory

from . import workbooks

DATA_SHEETS = {
    "Fees": "A4:W9",
    "Invoices": "A4:AC7",
    "Credit notes": "A4:T5",
    "Payments": "A4:M7",
    "Aged debtors": "A4:J5",
    "At risk": "A4:K5",
    "By employer": "A4:N8",
    "By cohort": "A4:L8",
    "VAT": "A4:I7",
}
SHEETS = ["Summary", *DATA_SHEETS, "Checks", "About"]


@dataset
def content() -> bytes:
    """The workbook of BOOK-1 in June 2026."""
    book_one.make_book_one(by=UserFactory(role=Role.ADMIN))
    with TemporaryDirectory() as folder:
        return workbooks.make_workbook(Path(folder), "2026-06")[0].read_bytes()


@pytest.fixture
def path(content, tmp_path):
    file = tmp_path / "2026-06.xlsx"
    file.write_bytes(content)
    return file


@pytest.fixture
def book(path):
    return load_workbook(path)


def test_it_opens_on_summary_with_its_sheets_in_order(book):
    assert book.sheetnames == SHEETS
    assert book.active.title == "Summary"


def test_it_is_calculated_anew_when_opened(book):
    assert book.calculation.fullCalcOnLoad is True


@pytest.mark.parametrize(("sheet", "filtered"), DATA_SHEETS.items())
def test_a_data_sheet_has_frozen_headings_filters_and_room(book, sheet, filtered):
    page = book[sheet]

    assert page.freeze_panes == "B5"
    assert page.auto_filter.ref == filtered
    assert page.print_title_rows == "$4:$4"
    heads = [cell for cell in page[4] if cell.value]
    assert all(head.font.b and head.fill.fgColor.rgb == "00134E4A" for head in heads)
    assert all(page.column_dimensions[head.column_letter].width >= 7 for head in heads)


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_prints_on_the_width_of_a_page_with_its_number_and_day(book, sheet):
    page = book[sheet]

    assert page.sheet_view.showGridLines is False
    assert page.page_setup.orientation == ("portrait" if sheet == "Summary" else "landscape")
    assert page.page_setup.paperSize == 9  # A4
    assert page.sheet_properties.pageSetUpPr.fitToPage is True
    assert page.page_setup.fitToWidth == 1
    assert page.page_setup.fitToHeight == (1 if sheet == "Summary" else 0)
    assert page.oddFooter.center.text == "Page &P of &N"
    assert page.oddFooter.right.text == "As of 30 June 2026"


def test_days_are_days_and_money_is_money(book):
    start, fee = (workbooks.first_cell(book, "Fees", head) for head in ("Starts", "Fee, net"))

    assert (start.value, start.number_format) == (datetime(2026, 4, 1), "d mmm yyyy_0")
    assert (fee.value, fee.data_type) == (4_500, "n")
    assert fee.number_format == '[$£-809]#,##0.00_0;[Red]-[$£-809]#,##0.00_0;"–"_0'


def test_the_fee_tells_how_it_was_worked_out(book):
    working = workbooks.first_cell(book, "Fees", "How the fee was worked out").value

    assert working.startswith("Fixed fee of £4,500.00")


def test_summary_has_a_chart_over_the_thirteen_months(book):
    chart = book["Summary"]._charts[0]

    assert [series.val.numRef.f for series in chart.series] == [
        "'Summary'!$E$38:$E$50",
        "'Summary'!$G$38:$G$50",
    ]
    assert chart.x_axis.delete is False
    assert chart.y_axis.delete is False


def test_every_name_of_a_formula_is_defined(book, path):
    defined = set(book.defined_names)
    columns = {name for name in defined if name.split("_")[0] in {"fee", "inv", "cn", "pay"}}

    used = " ".join(workbooks.formulas(path).values())
    assert {"as_of", "verdicts", "ever_earned", "month_booked", "at_risk"} <= defined
    assert {"fee_net", "inv_owed", "cn_kept", "pay_net"} <= columns
    assert workbooks.names_in(used) <= defined


def test_a_verdict_is_green_or_red(book):
    ranges = {
        str(rule_range.sqref): [rule.dxf.fill.bgColor.rgb for rule in rule_range.rules]
        for rule_range in book["Checks"].conditional_formatting
    }

    assert ranges["A3"] == ["00DCFCE7", "00FEE2E2"]
    assert len(ranges) == 2


def test_at_risk_says_when_it_falls_and_when_it_is_over(path):
    row = workbooks.rows(workbooks.results(path), "At risk", "Hire")[0]

    # P2 began on 1 June: half until the end of week 8, a quarter until the end of week 12.
    assert (row["Given back if they left that day"], row["At risk"]) == (0.5, 2_625)
    assert (row["Falls on"], row["and is then"]) == (datetime(2026, 7, 27), 1_312.5)
    assert row["Safe from"] == datetime(2026, 8, 24)


def test_about_says_what_it_is_and_how_much_is_in_it(path):
    book = workbooks.results(path)

    assert workbooks.labelled(book, "About", "As of") == ["The end of 30 June 2026"]
    assert workbooks.labelled(book, "About", "Fees") == ["5 rows"]
    assert workbooks.labelled(book, "About", "Credit notes") == ["1 row"]
    assert workbooks.labelled(book, "About", "Years")[0].startswith("A year is the calendar year.")


def test_the_best_employer_of_the_year_comes_first(path):
    rows = workbooks.rows(workbooks.results(path), "By employer", "Employer")

    assert [row["Earned 2026 so far"] for row in rows] == [5_250, 4_500, 1_200, 0, 10_950]
    assert [row["Booked Jun 2026"] for row in rows] == [0, 0, 0, 6_000, 6_000]
    assert [row["Owed, with VAT"] for row in rows] == [6_300, 0, 0, 0, 6_300]


def test_the_about_sheet_carries_the_last_seal(book):
    (words,) = workbooks.labelled(book, "About", "Seals")
    position, digest = words.partition(" ")[0].split(":")

    assert int(position) > 0
    assert len(digest) == 64
    assert "check_books --head" in words
