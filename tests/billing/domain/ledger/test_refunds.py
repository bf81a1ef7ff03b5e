"""Money that goes back takes two people, whichever way it goes."""

from contextlib import suppress
from datetime import date

import pytest

from billing.domain.fees import rebates
from billing.domain.ledger import credit_notes, payments, refunds
from billing.domain.ledger.credit_notes import Credit
from billing.models import CreditNote, Refund
from foundation import approvals, history
from foundation.errors import BadValue
from placements.domain.hires import hires
from tests.factories import book_one

REQUESTED_ON, APPROVED_ON = date(2026, 4, 29), date(2026, 4, 30)


@pytest.fixture
def paid(admin):
    """A paid invoice of £4,500.00 and VAT."""
    fee = book_one.started(4_500_00, accepted=date(2026, 3, 10), start=date(2026, 4, 1), by=admin)
    book_one.paid(fee, received_on=date(2026, 4, 28), by=admin)
    return fee.invoices.get()


def test_crediting_a_paid_invoice_with_a_refund_takes_a_second_person(paid, finance_officer):
    with pytest.raises(approvals.NeedsTwoPeople, match="£1,200.00 would be paid back"):
        credit_notes.credit(
            paid.pk, Credit(1_000_00, "Overcharged", "refund"), by=finance_officer, on=REQUESTED_ON
        )

    assert not CreditNote.objects.exists()


def test_what_is_unpaid_is_credited_by_one_person(admin):
    fee = book_one.started(4_500_00, accepted=date(2026, 3, 10), start=date(2026, 4, 1), by=admin)

    note = credit_notes.credit(
        fee.invoices.get().pk, Credit(1_000_00, "Overcharged", "refund"), by=admin, on=REQUESTED_ON
    )

    assert (note.offset_pence, note.refund_pence) == (1_200_00, 0)


def test_an_approved_refund_is_booked_with_its_two_people(paid, admin, finance_officer):
    approval = refunds.ask_on_invoice(
        paid.pk, net_pence=1_000_00, reason="Overcharged", by=finance_officer, on=REQUESTED_ON
    )
    assert not Refund.objects.exists()

    with pytest.raises(approvals.SamePerson):
        approvals.approve(approval.pk, by=finance_officer, on=REQUESTED_ON)
    approvals.approve(approval.pk, by=admin, on=APPROVED_ON)

    refund = Refund.objects.get()
    assert (refund.amount_pence, refund.net_pence) == (1_200_00, 1_000_00)
    assert refund.refunded_on == APPROVED_ON
    assert (refund.approval.asked_by, refund.approval.decided_by) == (finance_officer, admin)
    assert [entry.by for entry in history.of(refund)] == [admin]


def test_a_refused_refund_changes_nothing(paid, admin, finance_officer):
    approval = refunds.ask_on_invoice(
        paid.pk, net_pence=1_000_00, reason="Overcharged", by=finance_officer, on=REQUESTED_ON
    )

    approvals.refuse(approval.pk, by=admin, on=APPROVED_ON, reason="They were not")

    assert not CreditNote.objects.exists()


def test_asking_refuses_at_once_what_could_never_be_credited(paid, finance_officer):
    with pytest.raises(credit_notes.MoreThanCreditable):
        refunds.ask_on_invoice(
            paid.pk, net_pence=4_500_01, reason="All of it", by=finance_officer, on=REQUESTED_ON
        )


def test_a_rebate_on_a_paid_invoice_is_refunded_by_two(paid, admin, finance_officer):
    hires.end(
        paid.fee.hire_id, last_day=date(2026, 4, 20), reason="resigned", by=admin, on=REQUESTED_ON
    )
    rebate = paid.fee.rebate
    with pytest.raises(approvals.NeedsTwoPeople):
        rebates.confirm(rebate.pk, remedy="refund", by=finance_officer, on=REQUESTED_ON)

    approval = rebates.ask_refund(
        rebate.pk, refunded_on=date(2026, 4, 25), by=finance_officer, on=REQUESTED_ON
    )
    approvals.approve(approval.pk, by=admin, on=APPROVED_ON)

    rebate.refresh_from_db()
    note = rebate.credit_notes.get()
    assert (rebate.state, rebate.remedy) == ("confirmed", "refund")
    assert (note.issued_on, note.refunds.get().refunded_on) == (APPROVED_ON, date(2026, 4, 25))
    assert note.net_pence == rebate.net_pence == 3_375_00


# Part of a payment


@pytest.fixture
def payment(paid):
    """The payment of £5,400.00 that paid it."""
    return paid.payments.get()


def requested_back(payment, pence, by):
    return refunds.ask_on_payment(
        payment.pk, amount_pence=pence, reason="Paid twice", by=by, on=REQUESTED_ON
    )


def test_part_of_a_payment_goes_back_by_a_credit_note_of_that_sum(payment, admin, finance_officer):
    approval = requested_back(payment, 1_000_00, finance_officer)
    assert not CreditNote.objects.exists()

    approvals.approve(approval.pk, by=admin, on=APPROVED_ON)

    note, refund = CreditNote.objects.get(), Refund.objects.get()
    assert (note.net_pence, note.vat_pence, note.gross_pence) == (833_33, 166_67, 1_000_00)
    assert (note.offset_pence, note.refund_pence, note.kept_pence) == (0, 1_000_00, 0)
    assert (refund.amount_pence, refund.refunded_on, refund.approval) == (
        1_000_00,
        APPROVED_ON,
        approval,
    )


def test_all_of_a_payment_can_go_back(payment, admin, finance_officer):
    approvals.approve(
        requested_back(payment, 5_400_00, finance_officer).pk, by=admin, on=APPROVED_ON
    )

    invoice = payment.invoice
    invoice.refresh_from_db()
    assert (invoice.paid_pence, invoice.credited_pence, invoice.outstanding_pence) == (
        0,
        5_400_00,
        0,
    )


def test_more_than_was_paid_cannot_go_back(payment, finance_officer):
    with pytest.raises(refunds.MoreThanPaid, match="£5,400.00 of this payment can be paid back"):
        requested_back(payment, 5_400_01, finance_officer)


def test_nothing_goes_back_while_something_is_owed(admin, finance_officer):
    fee = book_one.started(4_500_00, accepted=date(2026, 3, 10), start=date(2026, 4, 1), by=admin)
    part = payments.record(
        fee.invoices.get().pk,
        amount_pence=1_000_00,
        received_on=date(2026, 4, 28),
        method="bank_transfer",
        by=admin,
        on=REQUESTED_ON,
    )

    with pytest.raises(refunds.StillOwed, match="£4,400.00 of INV-0001 is still owed"):
        requested_back(part, 500_00, finance_officer)


def test_a_sum_no_credit_comes_to_is_refused_with_its_neighbours(payment, finance_officer):
    with pytest.raises(BadValue, match="Choose £0.02 or £0.04") as refused:
        requested_back(payment, 3, finance_officer)

    assert refused.value.field == "amount_pence"


def test_two_requests_for_one_payment_do_not_wait_side_by_side(payment, finance_officer):
    requested_back(payment, 1_000_00, finance_officer)

    with pytest.raises(approvals.AlreadyWaiting):
        requested_back(payment, 1_000_00, finance_officer)


def test_what_was_credited_meanwhile_cannot_go_back_again(payment, admin, finance_officer):
    approval = requested_back(payment, 5_400_00, finance_officer)
    other = refunds.ask_on_invoice(
        payment.invoice_id,
        net_pence=1_00,
        reason="Overcharged",
        by=finance_officer,
        on=REQUESTED_ON,
    )
    approvals.approve(other.pk, by=admin, on=APPROVED_ON)

    with pytest.raises(refunds.MoreThanPaid):
        approvals.approve(approval.pk, by=admin, on=APPROVED_ON)
    assert CreditNote.objects.count() == 1


def test_every_sum_a_credit_can_come_to_finds_its_net(payment):
    """Of the first £3, pence by pence: with VAT of 20 % one sum in six has no net."""
    nets = {}
    for pence in range(1, 301):
        with suppress(BadValue):
            nets[pence] = credit_notes.net_for(payment.invoice, pence)

    assert nets == {net + (net * 20 + 50) // 100: net for net in range(1, 251)}
