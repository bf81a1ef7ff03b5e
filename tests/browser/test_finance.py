"""Finance closes a month: issues what is to be issued, settles, checks, and takes the files."""

from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from billing.models import Invoice
from foundation.accounts.models import User
from tests.factories.billing import FeeFactory, InvoiceFactory, RebateFactory

from .conftest import stumbles

NOW = date(2018, 10, 31)


@pytest.fixture
def month_end(transactional_db, on_day, admin) -> None:
    """Two drafts to issue and a rebate to settle, on the last day of October 2018."""
    on_day(NOW)
    FeeFactory(hire__introduction__employer__name="Ember Analytics Ltd")
    FeeFactory(hire__introduction__employer__name="Slow Payers Ltd")
    RebateFactory()


def test_finance_closes_a_month(
    month_end: None, opened_by: Callable[..., Page], finance_officer: User, tmp_path
) -> None:
    page = opened_by(finance_officer)
    page.goto("/")
    expect(page.get_by_role("heading", name="Finance desk")).to_be_visible()
    expect(page.get_by_text("The books balance.")).to_be_visible()

    page.get_by_role("link", name="Drafts to issue").click()
    expect(page.get_by_role("row", name="Ember Analytics Ltd")).to_be_visible()
    page.get_by_role("button", name="Issue the ticked invoices").click()
    expect(page.get_by_role("status")).to_contain_text("Issued INV-")
    expect(page.get_by_text("There are no invoices to issue today.")).to_be_visible()
    assert not Invoice.objects.to_issue(on=NOW).exists()

    page.get_by_role("link", name="Rebates").click()
    page.get_by_role("button", name="Take it off what is unpaid").click()
    expect(page.get_by_role("status")).to_contain_text("Settled")

    page.get_by_role("link", name="Desk").click()
    page.get_by_role("link", name="October 2018").first.click()
    expect(page.get_by_role("heading", name="October 2018", exact=True)).to_be_visible()
    page.locator(".figures a").nth(2).click()
    expect(page.get_by_role("heading", name="Invoiced in October 2018")).to_be_visible()
    assert stumbles(page) == []
    page.go_back()

    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download the workbook").click()
    file = tmp_path / "month.xlsx"
    downloading.value.save_as(file)
    assert "Summary" in load_workbook(file, read_only=True).sheetnames

    page.get_by_text("Xero", exact=True).click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Invoices for Xero").click()
    downloading.value.save_as(tmp_path / "xero.csv")
    told = (tmp_path / "xero.csv").read_text()
    assert told.startswith("*ContactName,")
    assert "Ember Analytics Ltd" in told


def test_a_deed_that_is_refused_stands_beside_its_form_and_keeps_what_was_typed(
    transactional_db, opened_by: Callable[..., Page], finance_officer: User
) -> None:
    invoice = InvoiceFactory(issued=True)
    page = opened_by(finance_officer)
    page.goto(f"/invoices/{invoice.pk}/")

    page.get_by_label("Amount", exact=True).fill("£99,999.00")
    page.get_by_role("button", name="Record a payment").click()

    expect(page.get_by_role("alert")).to_contain_text("is outstanding on")
    expect(page.get_by_label("Amount", exact=True)).to_have_value("£99,999.00")
