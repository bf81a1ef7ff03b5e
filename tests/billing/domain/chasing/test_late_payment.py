"""Late invoices: what may be charged is shown, and charged only by a deed."""

from datetime import date
from decimal import Decimal

import pytest

from billing.domain.chasing import late_payment
from billing.domain.chasing.late_payment_rules import NoReferenceRate
from billing.domain.ledger import payments
from billing.models import LateCharge, ReferenceRate
from foundation import history
from tests.factories import book_one


@pytest.fixture
def late(admin):
    """An invoice of £5,400.00 with VAT, due on 1 April 2026."""
    fee = book_one.started(4_500_00, accepted=date(2026, 3, 1), start=date(2026, 3, 2), by=admin)
    return fee.invoices.get()


def test_nothing_is_due_on_the_day_it_is_due(late):
    assert late.due_on == date(2026, 4, 1)
    assert late_payment.claim_on(late, on=date(2026, 4, 1)) is None


def test_the_claim_grows_and_is_changes_without_charging_anything(late):
    claim = late_payment.claim_on(late, on=date(2026, 5, 1))

    # 5,400 x 11.75 % x 30 / 365 = 52.1507
    assert (claim.interest_pence, claim.fixed_sum_pence) == (52_15, 70_00)
    assert not LateCharge.objects.exists()


def test_charging_keeps_the_sums_and_the_working(late, finance_officer):
    charge = late_payment.charge(late.pk, by=finance_officer, on=date(2026, 5, 1))

    assert charge.total_pence == 122_15
    assert charge.working[-1] == "Fixed sum for a debt of £5,400.00: £70.00"
    assert [entry.verb for entry in history.of(charge)] == ["charged"]


def test_a_debt_is_charged_once(late, finance_officer):
    late_payment.charge(late.pk, by=finance_officer, on=date(2026, 5, 1))

    with pytest.raises(
        late_payment.AlreadyCharged, match="INV-0001 was already charged on 1 May 2026"
    ):
        late_payment.charge(late.pk, by=finance_officer, on=date(2026, 5, 2))


def test_an_invoice_in_time_cannot_be_charged(late, finance_officer):
    with pytest.raises(late_payment.NotLate):
        late_payment.charge(late.pk, by=finance_officer, on=date(2026, 3, 20))


def test_a_missing_half_year_refuses_until_finance_enters_it(admin, finance_officer):
    fee = book_one.started(4_500_00, accepted=date(2026, 6, 1), start=date(2026, 6, 2), by=admin)
    invoice = fee.invoices.get()
    assert invoice.due_on == date(2026, 7, 2)

    with pytest.raises(NoReferenceRate, match="30 June 2026"):
        late_payment.claim_on(invoice, on=date(2026, 8, 1))

    ReferenceRate.objects.create(effective_from=date(2026, 7, 1), rate="0.04", source="told")
    assert late_payment.claim_on(invoice, on=date(2026, 8, 1)).rate == Decimal("0.12")


def test_paying_stops_the_interest(late, finance_officer):
    payments.record(
        late.pk,
        amount_pence=late.gross_pence,
        received_on=date(2026, 5, 1),
        method="bank_transfer",
        by=finance_officer,
        on=date(2026, 5, 1),
    )
    late.refresh_from_db()

    assert late_payment.claim_on(late, on=date(2026, 12, 1)).interest_pence == 52_15


def test_a_public_body_is_late_after_30_days_whatever_was_agreed(late):
    late.employer.kind = "public_body"
    late.employer.save()
    # Invoiced on 2 March: 30 days beginning with it end on 31 March, a day before it fell due.
    assert late_payment.claim_on(late, on=date(2026, 4, 1)).starts_on == date(2026, 4, 1)
