"""A debt is chased: the letter is read, disputed, settled, sent, and answered by a promise."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from billing.models import Reminder
from tests.factories.billing import InvoiceFactory

from .conftest import DESK, PHONE, stumbles, wider_than_the_screen


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_finance_chases_a_debt_from_the_list_to_a_promise(opened_by, finance_officer, scripts):
    debt = InvoiceFactory(
        issued_on=localdate() - timedelta(days=20),
        fee__hire__introduction__employer__name="Ember Ltd",
    )
    page = opened_by(finance_officer, java_script_enabled=scripts)

    page.goto("/debtors/")
    page.get_by_role("link", name="Ember Ltd").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ember Ltd owes £5,760.00")
    page.get_by_role("link", name=debt.number, exact=True).click()
    expect(page.get_by_label("The email")).to_contain_text("Dear Ember Ltd accounts team,")

    page.get_by_text("Record a dispute", exact=True).first.click()
    page.get_by_label("What do they say is wrong?").fill("The salary is wrong")
    page.get_by_role("button", name="Record a dispute").click()
    expect(page.get_by_text("No reminder will be sent. Disputed since")).to_be_visible()
    page.get_by_label("What was agreed?").fill("It was right")
    page.get_by_role("button", name="Settle the dispute").click()

    page.get_by_role("button", name="Send this reminder now").click()
    expect(page.get_by_role("status")).to_contain_text("First reminder is on its way to")
    assert Reminder.objects.get().invoice == debt

    page.get_by_text("Record a promise", exact=True).first.click()
    page.get_by_label("Paid by").fill((localdate() + timedelta(days=5)).isoformat())
    page.get_by_label("Who promised it").fill("Nia in accounts")
    page.get_by_role("button", name="Record a promise").click()
    expect(page.get_by_text("No reminder will be sent. Promised for")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_chasing_read_well_and_fit_a_phone(opened_by, finance_officer, scheme):
    debt = InvoiceFactory(issued_on=localdate() - timedelta(days=20))
    page = opened_by(finance_officer, color_scheme=scheme)

    for address in (
        "/debtors/",
        f"/debtors/{debt.employer_id}/",
        f"/debtors/invoices/{debt.pk}/",
    ):
        page.goto(address)
        assert stumbles(page) == []
        page.set_viewport_size(PHONE)
        assert not wider_than_the_screen(page)
        page.set_viewport_size(DESK)
