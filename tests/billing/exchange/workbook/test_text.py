"""Names and references are text in the workbook, whatever they begin with."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from openpyxl import load_workbook

from billing.exchange.workbook.cells import clean, in_pounds
from billing.models import Seller
from tests.datasets import dataset
from tests.factories.billing import PaymentFactory

from . import workbooks

# What somebody may call themselves: text taken for a formula, a number, an error, a link.
HOSTILE = [
    "=1+1",
    '=HYPERLINK("#Checks!A1","click")',  # one to an address of the web is refused as a name
    "+441234567890",
    "-5 (a name)",
    "@SUM(1)",
    "#REF!",
    "00123",
    "'quoted",
    "1/2",
    "Ana =1",
    'Tom & <Jerry> "Ltd"',
    "  spaces kept  ",
    "مها ناصر 👩🏽‍💻",
    "_x0041_",
]


def pay_by(name: str) -> None:
    """Make a paid hire of a graduate by an employer of the same name."""
    PaymentFactory(
        reference=name,
        invoice__fee__hire__introduction__employer__name=name,
        invoice__fee__hire__introduction__graduate__full_name=name,
    )


@dataset
def all_hostile() -> tuple[bytes, list[str]]:
    """The workbook of a paid hire of each name, and the checks in it that do not hold."""
    for name in HOSTILE:
        pay_by(name)
    with TemporaryDirectory() as folder:
        path, headline = workbooks.make_workbook(Path(folder), "2018-10")
        return path.read_bytes(), headline.broken


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_in_every_sheet(all_hostile, name):
    content, broken = all_hostile

    book = load_workbook(BytesIO(content))
    cells = {
        sheet: next(cell for row in book[sheet].iter_rows() for cell in row if cell.value == name)
        for sheet in ("Fees", "Invoices", "Payments", "By employer")
    }
    assert {cell.data_type for cell in cells.values()} == {"s"}
    assert broken == []


def test_spreadsheet_programs_read_the_names_as_they_are(db, tmp_path):
    for name in HOSTILE:
        pay_by(name)
    path, _ = workbooks.make_workbook(tmp_path, "2018-10")

    anew = workbooks.recalculated(path)[0]

    rows = workbooks.rows(anew, "Payments", "Day")[: len(HOSTILE)]
    assert sorted(row["Employer"] for row in rows) == sorted(HOSTILE)
    assert sorted(row["Reference"] for row in rows) == sorted(HOSTILE)
    assert workbooks.differences(path) == {}


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("=1+1", True),
        ("+44", True),
        ("-5", True),
        ("@SUM(1)", True),
        ("#REF!", True),
        ("00123", True),
        ("12 %", True),
        ("Ana =1", False),
        ("Founders and Coders", False),
    ],
)
def test_what_editing_would_turn_into_something_else_is_quoted(db, tmp_path, name, quoted):
    pay_by(name)
    path, _ = workbooks.make_workbook(tmp_path, "2018-10")

    cell = workbooks.first_cell(load_workbook(path), "Fees", "Employer")

    assert (cell.value, bool(cell.quotePrefix)) == (name, quoted)


def test_our_own_name_is_text_too_in_the_title_and_in_the_footer(db, tmp_path):
    Seller.objects.update(name="=Bread & Roses")
    path, _ = workbooks.make_workbook(tmp_path, "2018-10")

    sheet = load_workbook(path)["Summary"]
    assert (sheet["B1"].value, sheet["B1"].data_type) == ("=Bread & Roses", "s")
    assert sheet.oddFooter.left.text == "=Bread && Roses – Summary"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a\x00b", "ab"),
        ("bell\x07 and \x1b[31mred", "bell and [31mred"),
        ("\t=1", " =1"),
        ("\r=1", " =1"),
        ("one\r\ntwo", "one two"),
        ("half a pair \ud800", "half a pair "),
        ("\ufffe\uffff", ""),
        ("x" * 40_000, "x" * 32_767),
        ("O'Neill & Søn <ltd>", "O'Neill & Søn <ltd>"),
    ],
)
def test_a_text_loses_what_no_cell_can_hold(text, cell):
    assert clean(text) == cell


@pytest.mark.parametrize(
    ("pence", "pounds"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (480_050, "4800.50"), (-360_000, "-3600.00")],
)
def test_pence_become_pounds_exactly(pence, pounds):
    assert in_pounds(pence) == pounds
