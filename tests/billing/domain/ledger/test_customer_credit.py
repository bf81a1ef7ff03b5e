"""Credit we hold: where it comes from, what it pays, and that it is money only once."""

from datetime import date

import pytest
from django.core.management import call_command

from billing.domain.ledger import customer_credit, payments
from billing.models import CreditUse, CustomerCredit, Payment
from billing.reports.checks.books import check_books
from billing.reports.revenue import revenue
from billing.reports.statements import statement
from foundation import approvals
from foundation.accounts.choices import Role
from foundation.approvals import SamePerson
from foundation.errors import BadValue
from foundation.periods import Month
from tests.factories.accounts import UserFactory
from tests.factories.bank import CreditUseFactory, CustomerCreditFactory
from tests.factories.billing import CreditNoteFactory, InvoiceFactory

ON = date(2018, 12, 3)
LATER = date(2018, 12, 31)
ALL = (Month(2018, 1), Month(2018, 12))


def next_invoice(credit: CustomerCredit):
    return InvoiceFactory(fee__hire__introduction__employer=credit.employer, issued_on=ON)


@pytest.mark.parametrize("source", [{}, {"of_a_note": True}])
def test_credit_pays_a_later_invoice_as_far_as_it_goes(source, finance_officer):
    credit = CustomerCreditFactory(**source)
    invoice = next_invoice(credit)

    use = customer_credit.apply(credit.pk, invoice.pk, by=finance_officer, on=ON)

    payment = Payment.objects.get(invoice=invoice)
    assert use.payment == payment
    assert (payment.amount_pence, payment.received_on) == (credit.amount_pence, ON)
    assert payment.reference.startswith("Credit kept from")
    assert customer_credit.left_of(credit) == customer_credit.held_pence(credit.employer) == 0
    with pytest.raises(customer_credit.MoreThanKept, match="£0.00 of the credit is left"):
        customer_credit.apply(credit.pk, invoice.pk, by=finance_officer, on=ON)


def test_credit_is_used_in_parts_and_never_beyond_what_it_is(finance_officer):
    credit = CustomerCreditFactory()
    invoice = next_invoice(credit)

    customer_credit.apply(credit.pk, invoice.pk, amount_pence=100_00, by=finance_officer, on=ON)

    assert customer_credit.left_of(credit) == 140_00
    with pytest.raises(customer_credit.MoreThanKept):
        customer_credit.apply(credit.pk, invoice.pk, amount_pence=140_01, by=finance_officer, on=ON)
    other = InvoiceFactory(issued_on=ON)
    with pytest.raises(BadValue, match="the invoice does not"):
        customer_credit.apply(credit.pk, other.pk, by=finance_officer, on=ON)


def test_credit_pays_no_more_than_is_owed(finance_officer):
    credit = CustomerCreditFactory()
    invoice = next_invoice(credit)
    payments.record(
        invoice.pk,
        amount_pence=invoice.outstanding_pence,
        received_on=ON,
        method="card",
        by=finance_officer,
        on=ON,
    )

    with pytest.raises(payments.MoreThanOwed):
        customer_credit.apply(credit.pk, invoice.pk, amount_pence=1, by=finance_officer, on=ON)


def test_held_is_what_was_left_on_a_day(finance_officer):
    credit = CustomerCreditFactory()
    customer_credit.apply(credit.pk, next_invoice(credit).pk, by=finance_officer, on=ON)

    assert customer_credit.held_pence(credit.employer, on=date(2018, 9, 27)) == 0
    assert customer_credit.held_pence(credit.employer, on=date(2018, 9, 28)) == 240_00
    assert customer_credit.held_pence(credit.employer, on=ON) == 0


def test_credit_goes_back_only_with_two_people(finance_officer):
    credit = CustomerCreditFactory(of_a_note=True)
    approval = customer_credit.request_refund(
        credit.pk, reason="They closed", by=finance_officer, on=ON
    )

    with pytest.raises(SamePerson):
        approvals.approve(approval.pk, by=finance_officer, on=ON)
    approvals.approve(approval.pk, by=UserFactory(role=Role.ADMIN), on=ON)

    use = CreditUse.objects.get()
    assert (use.amount_pence, use.net_pence, use.approval) == (1_440_00, 1_200_00, approval)
    assert customer_credit.left_of(credit) == 0
    with pytest.raises(BadValue):
        customer_credit.request_refund(credit.pk, reason="", by=finance_officer, on=ON)
    with pytest.raises(customer_credit.MoreThanKept):
        customer_credit.request_refund(credit.pk, reason="Again", by=finance_officer, on=ON)


def test_credit_of_a_note_was_collected_once_however_it_is_used(finance_officer):
    credit = CustomerCreditFactory(of_a_note=True)
    before = revenue(*ALL, on=LATER)

    customer_credit.apply(credit.pk, next_invoice(credit).pk, by=finance_officer, on=ON)
    after = revenue(*ALL, on=LATER)

    assert before.total.collected_pence == after.total.collected_pence == 4_800_00
    assert after.outstanding_pence == before.outstanding_pence + 4_800_00


def test_what_was_paid_above_an_invoice_is_collected_when_it_is_applied(finance_officer):
    credit = CustomerCreditFactory()
    assert revenue(*ALL, on=LATER).total.collected_pence == 4_800_00

    customer_credit.apply(credit.pk, next_invoice(credit).pk, by=finance_officer, on=ON)

    assert revenue(*ALL, on=LATER).total.collected_pence == 5_000_00


def test_credit_paid_back_is_collected_no_more(finance_officer):
    credit = CustomerCreditFactory(of_a_note=True)
    approval = customer_credit.request_refund(
        credit.pk, reason="They closed", by=finance_officer, on=ON
    )
    approvals.approve(approval.pk, by=UserFactory(role=Role.ADMIN), on=ON)

    assert revenue(*ALL, on=LATER).total.collected_pence == 3_600_00


@pytest.mark.parametrize("source", [{}, {"of_a_note": True}])
def test_the_account_says_what_is_held_and_that_it_was_used(source, finance_officer):
    credit = CustomerCreditFactory(**source)
    employer = credit.employer
    before = statement(employer, on=date(2018, 12, 2))
    assert (before.kept_pence, before.balance_pence) == (credit.amount_pence, -credit.amount_pence)

    customer_credit.apply(credit.pk, next_invoice(credit).pk, by=finance_officer, on=ON)
    after = statement(employer, on=LATER)

    assert after.kept_pence == 0
    assert after.balance_pence == 5_760_00 - credit.amount_pence
    assert [one.owed_pence for one in after.open] == [after.balance_pence]


def test_the_books_hold_with_credit_kept_applied_and_paid_back(finance_officer):
    sources: list[dict[str, bool]] = [{}, {"of_a_note": True}]
    credits = [CustomerCreditFactory(**source) for source in [*sources, *sources]]
    back = CustomerCreditFactory(of_a_note=True)
    approval = customer_credit.request_refund(
        back.pk, reason="They closed", by=finance_officer, on=ON
    )
    approvals.approve(approval.pk, by=UserFactory(role=Role.ADMIN), on=ON)
    for credit in credits[:2]:
        CreditUseFactory(credit=credit)
    call_command("store_documents")

    for day in (date(2018, 9, 30), date(2018, 11, 20), ON, LATER):
        assert list(check_books(on=day)) == []


def test_a_note_that_offsets_keeps_no_credit(db):
    CreditNoteFactory()

    assert CustomerCredit.objects.count() == 0
