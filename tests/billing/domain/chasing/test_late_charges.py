"""A late charge is paid, or given up by two people, and never more than was charged."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from billing.domain.chasing import late_charges, late_payment
from billing.domain.ledger import payments
from billing.models import LateCharge, LateChargePayment
from billing.reports.checks.books import check_books
from billing.reports.revenue import revenue
from billing.reports.statements import statement
from foundation import approvals
from foundation.errors import BadValue
from foundation.periods import Month
from tests.factories import book_one

CHARGED_ON, PAID_ON = date(2026, 5, 1), date(2026, 5, 11)


@pytest.fixture
def charge(admin) -> LateCharge:
    """£52.15 of interest and £70.00 on an invoice of £5,400.00, due on 1 April 2026."""
    fee = book_one.started(4_500_00, accepted=date(2026, 3, 1), start=date(2026, 3, 2), by=admin)
    return late_payment.charge(fee.invoices.get().pk, by=admin, on=CHARGED_ON)


def pay(charge: LateCharge, pence: int, by) -> LateChargePayment:
    return late_charges.record_payment(
        charge.pk,
        amount_pence=pence,
        received_on=PAID_ON,
        method="bank_transfer",
        reference="INV-0001-L",
        by=by,
        on=PAID_ON,
    )


def test_a_charge_is_paid_in_parts_until_nothing_is_left(charge, finance_officer):
    pay(charge, 100_00, finance_officer)
    charge = LateCharge.objects.get()
    assert charge.outstanding_pence == 22_15

    pay(charge, 22_15, finance_officer)

    assert LateCharge.objects.get().outstanding_pence == 0


def test_no_more_is_taken_than_is_outstanding(charge, finance_officer):
    with pytest.raises(late_charges.MoreThanCharged, match="£122.15 of this charge is outstanding"):
        pay(charge, 122_16, finance_officer)


def test_the_same_payment_minutes_later_is_asked_about(charge, finance_officer):
    once = {"amount_pence": 10_00, "received_on": PAID_ON, "method": "cheque"}
    who = {"by": finance_officer, "on": PAID_ON, "at": timezone.now()}
    late_charges.record_payment(charge.pk, **once, **who)

    with pytest.raises(payments.SamePaymentAgain, match="Confirm that this is another payment"):
        late_charges.record_payment(charge.pk, **once, **who)

    late_charges.record_payment(charge.pk, **once, **who, confirmed=True)
    later = {**who, "at": timezone.now() + payments.SAME_WITHIN}
    late_charges.record_payment(charge.pk, **once, **later)
    assert LateChargePayment.objects.count() == 3


def test_a_payment_of_nothing_is_none(charge, finance_officer):
    with pytest.raises(BadValue, match="above £0") as refused:
        pay(charge, 0, finance_officer)

    assert refused.value.field == "amount_pence"


def test_giving_it_up_takes_two_people(charge, finance_officer, admin):
    pay(charge, 22_15, finance_officer)
    approval = late_charges.ask_waiver(
        charge.pk, reason="A good customer", by=finance_officer, on=PAID_ON
    )
    with pytest.raises(approvals.SamePerson):
        approvals.approve(approval.pk, by=finance_officer, on=PAID_ON)
    assert LateCharge.objects.get().outstanding_pence == 100_00

    approvals.approve(approval.pk, by=admin, on=PAID_ON)

    charge = LateCharge.objects.get()
    assert (charge.waiver.amount_pence, charge.outstanding_pence) == (100_00, 0)


def test_giving_it_up_needs_a_reason_and_something_to_give_up(charge, finance_officer):
    with pytest.raises(BadValue, match="Say why"):
        late_charges.ask_waiver(charge.pk, reason=" ", by=finance_officer, on=PAID_ON)
    pay(charge, 122_15, finance_officer)
    with pytest.raises(late_charges.ChargeSettled, match="Nothing of the late charge on INV-0001"):
        late_charges.ask_waiver(charge.pk, reason="Kindness", by=finance_officer, on=PAID_ON)


def test_the_statement_shows_the_charge_and_what_became_of_it(charge, finance_officer):
    pay(charge, 100_00, finance_officer)

    account = statement(charge.invoice.employer, on=PAID_ON)

    assert [(entry.what, entry.reference, entry.pence) for entry in account.entries] == [
        ("Invoice", "INV-0001", 5_400_00),
        ("Late payment charge", "INV-0001-L", 122_15),
        ("Payment", "INV-0001-L", -100_00),
    ]
    assert [(row.number, row.owed_pence, row.days_late) for row in account.open] == [
        ("INV-0001", 5_400_00, 40),
        ("INV-0001-L", 22_15, 10),
    ]
    assert account.balance_pence == account.aged.total_pence == 5_422_15


def test_a_charge_given_up_leaves_the_statement(charge, finance_officer, admin):
    approval = late_charges.ask_waiver(
        charge.pk, reason="A good customer", by=finance_officer, on=PAID_ON
    )
    approvals.approve(approval.pk, by=admin, on=PAID_ON)

    account = statement(charge.invoice.employer, on=PAID_ON)

    assert account.entries[-1].what == "Late charge waived"
    assert [row.number for row in account.open] == ["INV-0001"]


def test_it_is_none_of_the_five_figures_and_the_books_hold(charge, finance_officer):
    month = Month(2026, 5)
    before = revenue(month, month, on=PAID_ON).total

    pay(charge, 122_15, finance_officer)

    assert revenue(month, month, on=PAID_ON).total == before
    call_command("store_documents", verbosity=0)
    assert list(check_books(on=PAID_ON)) == []
