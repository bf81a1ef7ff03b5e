"""Bad debts: given up by two people, gone from the debtors, back when they are paid after all."""

from datetime import date

import pytest
from django.core.management import call_command

from billing.domain.ledger import payments, write_offs
from billing.models import Invoice, WriteOff
from billing.reports.checks.books import check_books
from billing.reports.debtors import debtors
from foundation import approvals
from foundation.errors import BadValue
from tests.factories import book_one

ON = date(2026, 9, 30)


@pytest.fixture
def debt(admin):
    """An invoice of £5,400.00 with VAT that nobody paid."""
    fee = book_one.started(4_500_00, accepted=date(2026, 3, 10), start=date(2026, 4, 1), by=admin)
    call_command("store_documents")
    return fee.invoices.get()


@pytest.fixture
def given_up(debt, finance_officer, admin):
    approval = write_offs.ask(debt.pk, reason="In liquidation", by=finance_officer, on=ON)
    approvals.approve(approval.pk, by=admin, on=ON)
    return Invoice.objects.get(pk=debt.pk)


def pay(invoice, amount_pence, by, on=date(2026, 11, 2)):
    return payments.record(
        invoice.pk,
        amount_pence=amount_pence,
        received_on=on,
        method="bank_transfer",
        by=by,
        on=on,
    )


def test_a_debt_is_given_up_by_two_people(debt, finance_officer):
    approval = write_offs.ask(debt.pk, reason="In liquidation", by=finance_officer, on=ON)

    with pytest.raises(approvals.SamePerson):
        approvals.approve(approval.pk, by=finance_officer, on=ON)

    assert not WriteOff.objects.exists()


def test_what_was_given_up_is_no_debt_from_that_day(given_up):
    assert (given_up.written_off_pence, given_up.outstanding_pence) == (5_400_00, 0)
    assert given_up.state == "issued"  # it was not paid
    assert [row.total_pence for row in debtors(on=date(2026, 9, 29))] == [5_400_00]
    assert debtors(on=ON) == []
    assert not Invoice.objects.overdue(on=date(2026, 12, 31)).exists()
    assert list(check_books(on=ON)) == []


def test_it_can_be_paid_after_all_in_parts(given_up, finance_officer):
    pay(given_up, 400_00, finance_officer)
    given_up.refresh_from_db()
    assert (given_up.paid_pence, given_up.written_off_pence) == (400_00, 5_000_00)

    pay(given_up, 5_000_00, finance_officer)

    given_up.refresh_from_db()
    assert (given_up.state, given_up.written_off_pence) == ("paid", 0)
    assert [row.amount_pence for row in WriteOff.objects.order_by("pk")] == [
        5_400_00,
        -400_00,
        -5_000_00,
    ]
    assert list(check_books(on=date(2026, 11, 2))) == []


def test_what_was_given_up_comes_back_on_the_day_the_money_came(given_up, finance_officer):
    payments.record(
        given_up.pk,
        amount_pence=400_00,
        received_on=date(2026, 10, 30),
        method="bank_transfer",
        by=finance_officer,
        on=date(2026, 11, 2),  # booked in the month after
    )

    assert WriteOff.objects.order_by("pk").last().written_off_on == date(2026, 10, 30)


def test_more_than_was_ever_owed_is_refused(given_up, finance_officer):
    with pytest.raises(payments.MoreThanOwed):
        pay(given_up, 5_400_01, finance_officer)


def test_only_what_is_owed_can_be_given_up(debt, finance_officer):
    pay(debt, debt.gross_pence, finance_officer)

    with pytest.raises(write_offs.NothingOwed, match="INV-0001"):
        write_offs.ask(debt.pk, reason="In liquidation", by=finance_officer, on=ON)


def test_a_payment_while_the_request_waits_lowers_what_is_given_up(debt, finance_officer, admin):
    approval = write_offs.ask(debt.pk, reason="In liquidation", by=finance_officer, on=ON)
    pay(debt, 1_400_00, finance_officer, on=ON)

    approvals.approve(approval.pk, by=admin, on=ON)

    assert WriteOff.objects.get().amount_pence == 4_000_00


def test_it_takes_a_reason(debt, finance_officer):
    with pytest.raises(BadValue):
        write_offs.ask(debt.pk, reason=" ", by=finance_officer, on=ON)
