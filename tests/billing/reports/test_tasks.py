"""Tasks with a deadline: each with its last day, and gone when done."""

from datetime import date

import pytest

from billing.choices import Remedy
from billing.domain.fees import rebates
from billing.models import Seller
from billing.reports.tasks import tasks, taxable_turnover
from foundation import approvals
from tests.factories.billing import FeeFactory, InvoiceFactory, RebateFactory, SellerFactory
from tests.factories.employers import EmployerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ourselves() -> Seller:
    return SellerFactory(
        effective_from=date(2015, 1, 1), address="1 Road", vat_number="GB980780684"
    )


@pytest.fixture
def not_registered() -> Seller:
    return SellerFactory(effective_from=date(2015, 1, 2), vat_registered=False, vat_number="")


def waiting(on: date) -> list[tuple[str, date]]:
    return [(task.kind, task.due_by) for task in tasks(on=on)]


def test_a_draft_is_issued_within_thirty_days_of_the_start():
    draft = InvoiceFactory()

    [task] = tasks(on=date(2018, 9, 3))

    assert (task.kind, task.subject) == ("invoice_to_issue", f"invoices/{draft.pk}/")
    assert task.due_by == date(2018, 10, 3)
    assert task.sentence == (
        f"Issue the invoice for £5,760.00 to {draft.employer}: the hire started on "
        "3 September 2018, and the 30-day limit is 3 October 2018."
    )


def test_a_draft_waits_from_its_day_on_until_it_is_issued():
    invoice = InvoiceFactory()

    assert waiting(date(2018, 9, 2)) == []
    assert waiting(date(2018, 12, 31)) == [("invoice_to_issue", date(2018, 10, 3))]
    InvoiceFactory(fee=invoice.fee, issued=True)
    assert waiting(date(2018, 12, 31)) == []


def test_a_later_instalment_is_due_on_its_own_day_and_says_what_that_means_for_vat():
    FeeFactory(in_three_instalments=True)

    due = tasks(on=date(2018, 11, 2))

    assert [task.due_by for task in due] == [
        date(2018, 10, 3),
        date(2018, 10, 3),  # the 30th day is the last one
        date(2018, 11, 2),
    ]
    assert "instalment 3 of 3: its terms bill it on 2 November 2018" in due[2].sentence
    assert "VAT on the whole fee counts from the start on 3 September 2018" in due[2].sentence


def test_a_draft_without_vat_has_no_limit_of_law_and_waits_all_the_same(not_registered):
    InvoiceFactory()

    assert waiting(date(2018, 9, 20)) == [("invoice_to_issue", date(2018, 9, 3))]
    assert "VAT" not in tasks(on=date(2018, 9, 20))[0].sentence


def test_a_rebate_is_settled_within_fourteen_days_of_the_last_one(finance_officer):
    rebate = RebateFactory()
    InvoiceFactory(fee=rebate.fee, issued=True)
    assert waiting(date(2018, 11, 15)) == []

    [task] = tasks(on=date(2018, 11, 16))

    assert (task.kind, task.subject) == ("rebate_to_settle", f"rebates/{rebate.pk}/")
    assert task.due_by == date(2018, 11, 29)  # 14 days, the first of them the last day
    assert "Settle the rebate of £1,200.00" in task.sentence
    rebates.confirm(rebate.pk, remedy=Remedy.OFFSET, by=finance_officer, on=date(2018, 11, 19))
    assert waiting(date(2018, 11, 19)) == []


def test_a_requested_refund_is_answered_while_its_credit_note_is_in_time(finance_officer, admin):
    rebate = RebateFactory(fee_is_paid=True)
    days = {"on": date(2018, 11, 20), "refunded_on": date(2018, 11, 19)}
    request = rebates.ask_refund(rebate.pk, by=finance_officer, **days)

    [task] = tasks(on=date(2018, 11, 20))

    assert (task.kind, task.subject) == ("refund_to_approve", f"approvals/{request.pk}/")
    assert task.due_by == date(2018, 12, 2)
    assert "Approve or refuse the refund of £1,200.00 net" in task.sentence
    approvals.approve(request.pk, by=admin, on=date(2018, 11, 21))
    assert tasks(on=date(2018, 11, 21)) == []


def test_a_registered_seller_without_a_number_is_a_task():
    SellerFactory(effective_from=date(2016, 1, 1), address="", vat_number="")

    [task] = tasks(on=date(2018, 9, 3))

    assert (task.kind, task.subject) == ("seller_incomplete", "seller/")
    assert "our address and VAT number" in task.sentence


def fees_of(pence: int, start: date, **employer: object) -> None:
    """Start a hire that earns an amount."""
    FeeFactory(
        hire__introduction__terms__fixed=True,
        hire__introduction__terms__fixed_pence=pence,
        hire__introduction__employer=EmployerFactory(**employer),
        hire__start_on=start,
    )


def of_the_threshold(on: date) -> list[tuple[str, date]]:
    return [due for due in waiting(on) if due[0].startswith("vat_")]


def test_above_the_threshold_at_a_month_end_we_register(not_registered):
    fees_of(85_000_00, date(2018, 8, 15))
    fees_of(1, date(2018, 9, 10))

    assert of_the_threshold(date(2018, 9, 29)) == [("vat_threshold_near", date(2018, 9, 30))]
    assert of_the_threshold(date(2018, 9, 30)) == [("vat_registration", date(2018, 10, 30))]
    # It stays due although the twelve months move on.
    assert of_the_threshold(date(2019, 9, 15)) == [("vat_registration", date(2018, 10, 30))]
    sentence = next(
        task.sentence for task in tasks(on=date(2018, 10, 1)) if "HMRC" in task.sentence
    )
    assert (
        "the 12 months to 30 September 2018 came to £85,000.01, above the limit of £85,000.00"
        in sentence
    )
    assert "by 30 October 2018. We are registered from 1 November 2018" in sentence


def test_from_nine_tenths_on_the_threshold_is_watched(not_registered):
    fees_of(76_499_99, date(2018, 9, 3))
    assert of_the_threshold(date(2018, 9, 20)) == []

    fees_of(1, date(2018, 9, 17))

    assert of_the_threshold(date(2018, 9, 20)) == [("vat_threshold_near", date(2018, 9, 30))]


def test_who_is_registered_watches_no_threshold():
    fees_of(95_000_00, date(2018, 9, 3))

    assert of_the_threshold(date(2018, 10, 20)) == []


def test_month_ends_of_the_time_we_were_registered_do_not_count():
    fees_of(95_000_00, date(2018, 8, 15))
    SellerFactory(effective_from=date(2018, 9, 10), vat_registered=False, vat_number="")

    assert of_the_threshold(date(2018, 9, 20)) == [("vat_threshold_near", date(2018, 9, 30))]
    assert of_the_threshold(date(2018, 9, 30)) == [("vat_registration", date(2018, 10, 30))]


def test_turnover_is_of_twelve_months_and_of_customers_whose_vat_would_be_ours():
    fees_of(10_000_00, date(2018, 8, 31))
    fees_of(20_000_00, date(2018, 9, 3), abroad=True)
    fees_of(30_000_00, date(2018, 9, 3), abroad_unproven=True)

    assert taxable_turnover(on=date(2019, 8, 30)) == 40_000_00
    assert taxable_turnover(on=date(2019, 8, 31)) == 30_000_00


def test_twelve_months_to_the_end_of_a_february_are_whole_ones():
    FeeFactory(
        hire__introduction__willing_on=date(2019, 11, 29),
        hire__introduction__sent_on=date(2019, 12, 2),
        hire__introduction__moved_on=date(2019, 12, 9),
        hire__agreed_on=date(2020, 1, 15),
        hire__start_on=date(2020, 2, 29),
    )

    assert taxable_turnover(on=date(2021, 2, 27)) == 4_800_00
    assert taxable_turnover(on=date(2021, 2, 28)) == 0


def test_a_rebate_lowers_turnover():
    RebateFactory()

    assert taxable_turnover(on=date(2018, 11, 30)) == 4_800_00 - 1_200_00


def test_before_the_thresholds_we_hold_there_is_nothing_to_watch(not_registered):
    assert tasks(on=date(2017, 3, 31)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_tasks_cost_the_same_however_many_wait(django_assert_num_queries, finance_officer, rows):
    for _ in range(rows):
        RebateFactory()
        rebate = RebateFactory(fee_is_paid=True)
        rebates.ask_refund(rebate.pk, by=finance_officer, on=date(2018, 11, 20))

    with django_assert_num_queries(9):
        due = tasks(on=date(2018, 11, 20))

    assert len(due) == 3 * rows
