"""The finance desk: what waits, the figures of the month and of a year, who owes us."""

import re
from datetime import date

import pytest

from foundation.accounts.models import User
from project.office.home.finance import waiting
from tests.factories.billing import CreditNoteFactory, FeeFactory, InvoiceFactory, RebateFactory
from tests.factories.employers import EmployerFactory
from tests.factories.foundation import ApprovalFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 10, 4)
FIGURE = re.compile(r"<dt>(.*?)</dt>\s*<dd>\s*(?:<a [^>]*>)?(.*?)(?:</a>)?\s*</dd>", re.DOTALL)


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


@pytest.fixture
def desk(client, finance_officer):
    """Return the desk as finance reads it."""

    def read(part: str = "/") -> str:
        client.force_login(finance_officer)
        return client.get(part).text

    return read


def test_what_waits_is_counted(finance_officer: User):
    FeeFactory(in_three_instalments=True)  # the third is billed on 2 November
    RebateFactory()
    RebateFactory(barred=True)
    InvoiceFactory(overdue=True)
    InvoiceFactory(paid=True)
    ApprovalFactory()
    ApprovalFactory(asked_by=finance_officer)
    ApprovalFactory(approved=True)

    assert [(item.what, item.count) for item in waiting(finance_officer, on=TODAY)] == [
        ("Drafts to issue", 4),
        ("Invoices overdue", 1),
        ("Bank lines to match", 0),
        ("Rebates to settle", 1),
        ("Approvals requested", 1),
        ("Stripe and emails", 0),
    ]


def test_what_is_to_chase_is_what_is_left_to_pay(desk):
    CreditNoteFactory(invoice__part_paid=True)

    assert "£2,320.00 to chase, including VAT" in desk()


def test_the_figures_are_those_of_this_month_and_lead_to_their_rows(desk):
    InvoiceFactory(issued_on=date(2018, 10, 2))

    page = desk()

    assert dict(FIGURE.findall(page)) == {
        "Booked": "£0.00",
        "Earned": "£0.00",
        "Invoiced": "£4,800.00",
        "Collected": "£0.00",
        "At risk": "£0.00",
    }
    assert 'href="/months/2018-10/rows/invoiced/"' in page


def test_the_year_stands_as_a_picture_and_as_a_table(desk):
    page = desk()

    assert 'src="/months/2018-10/chart.svg"' in page
    for month in ("November 2017", "October 2018"):
        assert month in page
    assert "October 2017" not in page


def test_who_owes_us_is_named_with_the_oldest_day(desk):
    slow = EmployerFactory(name="Slow Payers Ltd")
    InvoiceFactory(overdue=True, fee__hire__introduction__employer=slow)

    page = desk("/desk/debtors/")

    assert 'hx-get="/desk/debtors/"' in desk()
    assert "Slow Payers Ltd" in page
    assert "3 Oct 2018" in page
    assert "£5,760.00 in total" in page


def test_the_largest_debts_are_shown_and_the_others_counted(desk):
    InvoiceFactory.create_batch(9, overdue=True)

    assert "1 more in" in desk("/desk/debtors/")


def test_nothing_owed_is_said(desk):
    assert "No one owes us anything today." in desk("/desk/debtors/")


def test_staff_may_read_the_desk_and_an_employer_may_not(client, staff, employer_contact):
    client.force_login(staff)
    assert client.get("/desk/").status_code == 200
    client.force_login(employer_contact)
    assert client.get("/desk/").status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_desk_asks_as_many_questions_however_much_there_is(
    client, finance_officer, rows, django_assert_num_queries
):
    InvoiceFactory.create_batch(rows, overdue=True, fee__protected=True)
    client.force_login(finance_officer)

    with django_assert_num_queries(13):
        client.get("/")
    with django_assert_num_queries(4):
        client.get("/desk/debtors/")
