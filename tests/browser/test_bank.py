"""Finance brings a statement: sure matches at once, one payment split, the debtors shrink."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from billing.models import Invoice, Payment
from foundation.accounts.models import User
from tests.factories.billing import InvoiceFactory

from .conftest import PHONE, stumbles, wider_than_the_screen

NOW = date(2018, 10, 20)


@pytest.fixture
def owed(transactional_db, on_day) -> list[Invoice]:
    """Three unpaid invoices of £5,760.00: one of Grove, two of Ember."""
    on_day(NOW)
    grove = InvoiceFactory(issued=True, fee__hire__introduction__employer__name="Grove LLP")
    one = InvoiceFactory(issued=True, fee__hire__introduction__employer__name="Ember Analytics Ltd")
    two = InvoiceFactory(issued=True, fee__hire__introduction__employer=one.employer)
    return [grove, one, two]


@pytest.fixture
def statement(owed: list[Invoice], tmp_path: Path) -> Path:
    """What the bank exports: Grove by its number, Ember two at once and a little too much."""
    file = tmp_path / "october.csv"
    rows = [
        ["03/10/2018", f"GROVE LLP REF {owed[0].number}", "5760.00", "15760.00"],
        ["09/10/2018", "WHARF PROPERTIES RENT", "-2850.00", "12910.00"],
        ["15/10/2018", "EMBER ANALYTICS LTD TWO FEES", "11000.00", "23910.00"],
    ]
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows([["Date", "Description", "Amount", "Balance"], *rows])
    return file


def test_finance_brings_a_statement_and_the_debtors_shrink(
    statement: Path,
    owed: list[Invoice],
    opened_by: Callable[..., Page],
    finance_officer: User,
    tmp_path: Path,
) -> None:
    page = opened_by(finance_officer)
    page.goto("/debtors/")
    expect(page.get_by_text("£17,280.00 is owed to us")).to_be_visible()

    page.get_by_role("link", name="Bank").click()
    page.get_by_label("Statement").set_input_files(statement)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("The running balance adds up from row to row")).to_be_visible()
    assert stumbles(page) == []
    page.get_by_role("button", name="Import 3 transactions").click()
    expect(page.get_by_text("Statement imported: 3 new lines")).to_be_visible()
    assert stumbles(page) == []

    page.get_by_role("button", name="Accept the 1 sure match").click()
    expect(page.get_by_text("1 line matched, £5,760.00 in total.")).to_be_visible()
    page.get_by_role("button", name="Set 1 line aside").click()
    expect(page.get_by_text("1 line set aside")).to_be_visible()

    page.get_by_role("link", name="Match differently").click()
    expect(page.get_by_label(owed[1].number)).to_be_visible()
    assert stumbles(page) == []
    page.get_by_label(owed[1].number).fill("5,760")
    page.get_by_label(owed[2].number).fill("5,000")
    page.get_by_role("button", name="Match £11,000.00").click()
    expect(page.get_by_role("alert")).to_contain_text("£240.00 is left")
    page.get_by_label("Keep the rest as credit").check()
    page.get_by_role("button", name="Match £11,000.00").click()
    expect(page.get_by_text("All money in is matched.")).to_be_visible()
    assert sorted(Payment.objects.values_list("amount_pence", flat=True)) == [
        5_000_00,
        5_760_00,
        5_760_00,
    ]

    page.goto("/debtors/")
    expect(page.get_by_text("£760.00 is owed to us")).to_be_visible()
    page.goto("/months/2018-10/")
    page.locator("summary", has_text="Xero").click()
    with page.expect_download() as downloading:
        page.locator('a[href$="/xero/receipts.csv"]').click()
    file = tmp_path / "xero.csv"
    downloading.value.save_as(file)
    assert file.read_text(encoding="utf-8-sig").count("INV-") >= 3


def test_one_line_is_accepted_in_place_and_the_page_fits_a_phone(
    statement: Path, owed: list[Invoice], opened_by: Callable[..., Page], finance_officer: User
) -> None:
    page = opened_by(finance_officer, viewport=PHONE, color_scheme="dark")
    page.goto("/bank/")
    page.get_by_label("Statement").set_input_files(statement)
    page.get_by_role("button", name="Check the file").click()
    assert not wider_than_the_screen(page)
    page.get_by_role("button", name="Import 3 transactions").click()
    assert not wider_than_the_screen(page)
    assert stumbles(page) == []

    page.get_by_role("button", name="Accept £5,760.00").click()
    expect(page.get_by_text("Matched", exact=True).last).to_be_visible()
    expect(page.get_by_role("button", name="sure match")).to_have_count(0)
    assert Payment.objects.get().invoice == owed[0]
