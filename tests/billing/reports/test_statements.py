"""An employer's account: every move once, what is open, and a balance that agrees with both."""

from datetime import date

import pytest

from billing.domain.ledger import write_offs
from billing.models import Invoice
from billing.reports.debtors import debtors
from billing.reports.statements import statement
from foundation import approvals
from tests.factories.billing import (
    CreditNoteFactory,
    FeeFactory,
    InvoiceFactory,
    PaymentFactory,
    RefundFactory,
)

pytestmark = pytest.mark.django_db


def moves(invoice: Invoice, on: date) -> list[tuple[str, str, int, int]]:
    account = statement(invoice.employer, on=on)
    return [
        (entry.what, entry.reference, entry.pence, entry.balance_pence) for entry in account.entries
    ]


def test_every_move_is_on_it_in_the_order_of_its_day():
    refund = RefundFactory()

    assert moves(refund.invoice, date(2018, 12, 31)) == [
        ("Invoice", "INV-0001", 5_760_00, 5_760_00),
        ("Payment", "INV-0001", -5_760_00, 0),
        ("Credit note", "CN-0001", -1_440_00, -1_440_00),
        ("Refund to you", "CN-0001", 1_440_00, 0),
    ]


def test_it_stands_as_it_stood_on_its_day():
    invoice = PaymentFactory(received_on=date(2018, 9, 28)).invoice

    assert statement(invoice.employer, on=date(2018, 9, 2)).entries == []
    assert statement(invoice.employer, on=date(2018, 9, 27)).balance_pence == 5_760_00
    assert statement(invoice.employer, on=date(2018, 9, 28)).balance_pence == 0


def test_drafts_voids_and_other_employers_are_not_on_it():
    fee = FeeFactory(in_three_instalments=True)
    invoice = InvoiceFactory(fee=fee, void=True)
    InvoiceFactory(issued=True)

    account = statement(invoice.employer, on=date(2018, 12, 31))

    assert (account.entries, account.open, account.balance_pence, account.aged) == ([], [], 0, None)


def test_what_is_older_than_twelve_months_is_brought_forward():
    invoice = InvoiceFactory(part_paid=True)

    account = statement(invoice.employer, on=date(2019, 9, 3))

    assert account.since == date(2018, 9, 4)
    assert account.brought_forward_pence == 5_760_00
    assert [entry.what for entry in account.entries] == ["Payment"]
    assert account.balance_pence == 3_760_00


def test_open_invoices_are_those_of_the_debtors_less_their_credit():
    fee = FeeFactory(in_three_instalments=True)
    paid = PaymentFactory(invoice=InvoiceFactory(fee=fee, issued=True)).invoice
    CreditNoteFactory(invoice=Invoice.objects.get(pk=paid.pk), net_pence=100_00, remedy="credit")
    InvoiceFactory(fee=fee, instalment=2, issued_on=date(2018, 10, 3))
    on = date(2018, 12, 31)

    account = statement(paid.employer, on=on)

    assert [(row.number, row.owed_pence, row.days_late) for row in account.open] == [
        ("INV-0002", 1_728_00, 59)
    ]
    assert account.aged == debtors(on=on)[0]
    assert (account.kept_pence, account.overdue_pence) == (120_00, 1_728_00)
    assert account.balance_pence == 1_728_00 - 120_00


def test_a_debt_we_wrote_off_is_owed_all_the_same(finance_officer, admin):
    invoice = InvoiceFactory(overdue=True)
    on = date(2019, 6, 28)
    request = write_offs.ask(invoice.pk, reason="In liquidation", by=finance_officer, on=on)
    approvals.approve(request.pk, by=admin, on=on)

    assert debtors(on=on) == []
    assert statement(invoice.employer, on=on).overdue_pence == 5_760_00


@pytest.mark.parametrize("rows", [1, 3])
def test_a_statement_costs_the_same_however_long(django_assert_num_queries, rows):
    fee = FeeFactory(in_three_instalments=True)
    for instalment in range(1, rows + 1):
        invoice = InvoiceFactory(fee=fee, instalment=instalment, issued_on=date(2018, 12, 3))
        PaymentFactory(invoice=invoice, amount_pence=100_00, received_on=date(2018, 12, 4))

    with django_assert_num_queries(9):
        account = statement(invoice.employer, on=date(2018, 12, 31))

    assert len(account.entries) == 2 * rows
