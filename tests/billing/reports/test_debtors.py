"""Who owes us what, for how long, on any day."""

from datetime import date, timedelta

import pytest

from billing.domain.ledger import invoices, payments
from billing.reports.debtors import AGES, bucket, debtors, debts
from tests.factories import book_one
from tests.factories.billing import FeeFactory, InvoiceFactory


def test_book_one_has_one_debtor(admin):
    book_one.make_book_one(by=admin)

    (owes,) = debtors(on=book_one.AS_OF)

    assert owes.total_pence == book_one.DEBTORS_PENCE
    assert owes.current_pence == book_one.DEBTORS_PENCE  # due on 1 July
    assert owes.since == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("days_late", "column"),
    [
        (-5, "current_pence"),
        (0, "current_pence"),
        (1, "days_1_30_pence"),
        (30, "days_1_30_pence"),
        (31, "days_31_60_pence"),
        (60, "days_31_60_pence"),
        (61, "days_61_90_pence"),
        (90, "days_61_90_pence"),
        (91, "over_90_pence"),
    ],
)
def test_a_debt_ages_by_its_due_date(days_late, column):
    assert bucket(days_late) == column


def test_a_debt_moves_through_the_buckets_and_goes_when_it_is_paid(admin):
    fee = book_one.started(1_000_00, accepted=date(2026, 3, 1), start=date(2026, 3, 2), by=admin)
    due_on = fee.invoices.get().due_on
    assert due_on == date(2026, 4, 1)

    def column_on(day):
        (row,) = debtors(on=day)
        return [
            name
            for name in ("current_pence", "days_1_30_pence", "days_31_60_pence", "over_90_pence")
            if getattr(row, name)
        ]

    book_one.paid(fee, received_on=date(2026, 8, 3), by=admin)

    assert column_on(due_on) == ["current_pence"]
    assert column_on(due_on + timedelta(days=1)) == ["days_1_30_pence"]
    assert column_on(due_on + timedelta(days=31)) == ["days_31_60_pence"]
    assert column_on(date(2026, 8, 2)) == ["over_90_pence"]
    assert debtors(on=date(2026, 8, 3)) == []


def test_a_part_payment_leaves_the_rest(admin):
    fee = book_one.started(1_000_00, accepted=date(2026, 3, 1), start=date(2026, 3, 2), by=admin)
    payments.record(
        fee.invoices.get().pk,
        amount_pence=500_01,
        received_on=date(2026, 4, 20),
        method="card",
        by=admin,
        on=date(2026, 4, 20),
    )

    (row,) = debtors(on=date(2026, 4, 20))

    assert (row.days_1_30_pence, row.total_pence) == (699_99, 699_99)


def test_the_largest_debt_comes_first(admin):
    for fee_pence in (1_000_00, 3_000_00, 2_000_00):
        book_one.started(fee_pence, accepted=date(2026, 3, 1), start=date(2026, 3, 2), by=admin)

    owed = [row.total_pence for row in debtors(on=date(2026, 3, 31))]

    assert owed == [3_600_00, 2_400_00, 1_200_00]


def test_by_invoice_each_instalment_ages_by_its_own_due_date(finance_officer):
    fee = FeeFactory(in_three_instalments=True)
    for draft in fee.invoices.order_by("instalment"):
        invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 3))
    first, second, third = fee.invoices.order_by("instalment")
    on = first.due_on + timedelta(days=45)

    rows = debts(on=on)

    assert [(one.invoice, one.instalment, one.days_late) for one in rows] == [
        (first.pk, 1, 45),
        (second.pk, 2, (on - second.due_on).days),
        (third.pk, 3, max((on - third.due_on).days, 0)),
    ]
    assert [one.age for one in rows] == ["days_31_60", "days_1_30", "current"]


def test_the_debts_of_an_employer_add_up_to_its_row(admin):
    book_one.make_book_one(by=admin)
    InvoiceFactory(part_paid=True)

    rows, listed = debtors(on=book_one.AS_OF), debts(on=book_one.AS_OF)

    for row in rows:
        theirs = [one for one in listed if one.employer == row.employer]
        for column in AGES:
            aged = [one.owed_pence for one in theirs if f"{one.age}_pence" == column]
            assert sum(aged) == getattr(row, column)
    assert sum(row.total_pence for row in rows) == sum(one.owed_pence for one in listed)


def test_the_debts_cost_the_same_however_many(db, django_assert_num_queries):
    for _ in range(2):
        InvoiceFactory.create_batch(2, overdue=True)
        with django_assert_num_queries(1):
            assert debts(on=date(2018, 12, 1))
