"""Money that goes back takes two people, whichever way it goes."""

from datetime import date

import pytest

from billing.domain import credit_notes, rebates, refunds
from billing.domain.credit_notes import Credit
from billing.models import CreditNote, Refund
from placements.domain import hires
from project.foundation import approvals, history
from tests.factories import book_one

ASKED_ON, APPROVED_ON = date(2026, 4, 29), date(2026, 4, 30)


@pytest.fixture
def paid(admin):
    """A paid invoice of £4,500.00 and VAT."""
    fee = book_one.started(4_500_00, accepted=date(2026, 3, 10), start=date(2026, 4, 1), by=admin)
    book_one.paid(fee, received_on=date(2026, 4, 28), by=admin)
    return fee.invoices.get()


def test_crediting_a_paid_invoice_with_a_refund_takes_a_second_person(paid, finance_officer):
    with pytest.raises(approvals.NeedsTwoPeople, match="£1,200.00 would go back"):
        credit_notes.credit(
            paid.pk, Credit(1_000_00, "Overcharged", "refund"), by=finance_officer, on=ASKED_ON
        )

    assert not CreditNote.objects.exists()


def test_what_is_unpaid_is_credited_by_one_person(admin):
    fee = book_one.started(4_500_00, accepted=date(2026, 3, 10), start=date(2026, 4, 1), by=admin)

    note = credit_notes.credit(
        fee.invoices.get().pk, Credit(1_000_00, "Overcharged", "refund"), by=admin, on=ASKED_ON
    )

    assert (note.offset_pence, note.refund_pence) == (1_200_00, 0)


def test_an_approved_refund_is_booked_with_its_two_people(paid, admin, finance_officer):
    asked = refunds.ask_on_invoice(
        paid.pk, net_pence=1_000_00, reason="Overcharged", by=finance_officer, on=ASKED_ON
    )
    assert not Refund.objects.exists()

    with pytest.raises(approvals.AskedBySamePerson):
        approvals.approve(asked.pk, by=finance_officer, on=ASKED_ON)
    approvals.approve(asked.pk, by=admin, on=APPROVED_ON)

    refund = Refund.objects.get()
    assert (refund.amount_pence, refund.net_pence) == (1_200_00, 1_000_00)
    assert refund.refunded_on == APPROVED_ON
    assert (refund.approval.asked_by, refund.approval.decided_by) == (finance_officer, admin)
    assert [entry.by for entry in history.of(refund)] == [admin]


def test_a_refused_refund_changes_nothing(paid, admin, finance_officer):
    asked = refunds.ask_on_invoice(
        paid.pk, net_pence=1_000_00, reason="Overcharged", by=finance_officer, on=ASKED_ON
    )

    approvals.refuse(asked.pk, by=admin, on=APPROVED_ON, reason="They were not")

    assert not CreditNote.objects.exists()


def test_asking_refuses_at_once_what_could_never_be_credited(paid, finance_officer):
    with pytest.raises(credit_notes.MoreThanCreditable):
        refunds.ask_on_invoice(
            paid.pk, net_pence=4_500_01, reason="All of it", by=finance_officer, on=ASKED_ON
        )


def test_a_rebate_on_a_paid_invoice_is_refunded_by_two(paid, admin, finance_officer):
    hires.end(
        paid.fee.hire_id, last_day=date(2026, 4, 20), reason="resigned", by=admin, on=ASKED_ON
    )
    rebate = paid.fee.rebate
    with pytest.raises(approvals.NeedsTwoPeople):
        rebates.confirm(rebate.pk, remedy="refund", by=finance_officer, on=ASKED_ON)

    asked = refunds.ask_on_rebate(
        rebate.pk, refunded_on=date(2026, 4, 25), by=finance_officer, on=ASKED_ON
    )
    approvals.approve(asked.pk, by=admin, on=APPROVED_ON)

    rebate.refresh_from_db()
    note = rebate.credit_notes.get()
    assert (rebate.state, rebate.remedy) == ("confirmed", "refund")
    assert (note.issued_on, note.refunds.get().refunded_on) == (APPROVED_ON, date(2026, 4, 25))
    assert note.net_pence == rebate.net_pence == 3_375_00
