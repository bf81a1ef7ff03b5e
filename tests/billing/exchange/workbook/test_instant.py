"""The workbook shows one instant, and stops nobody who writes meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, connections, transaction

from billing.exchange.workbook import workbook_stream, write_workbook
from billing.exchange.workbook.snapshot import one_instant
from billing.models import Payment, Seller
from foundation.periods import Month
from tests.factories import book_one
from tests.factories.billing import PaymentFactory

from . import workbooks

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(action) -> None:
    """Do something on a connection of its own, committed before this returns."""

    def done() -> None:
        try:
            action()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        other.submit(done).result(timeout=30)


class Meanwhile:
    """Does a deed elsewhere the first time that a statement names a table."""

    def __init__(self, table: str, action) -> None:
        self.table, self.action, self.done = table, action, False

    def __call__(self, execute, sql, params, many, context):
        if not self.done and f'FROM "{self.table}"' in sql:
            self.done = True
            elsewhere(self.action)
        return execute(sql, params, many, context)


@pytest.mark.parametrize("table", ["billing_invoice", "billing_creditnote", "billing_payment"])
def test_what_is_paid_while_it_is_made_waits_for_the_next(admin, tmp_path, table):
    book_one.make_book_one(by=admin)
    meanwhile = Meanwhile(table, lambda: PaymentFactory(received_on=date(2018, 9, 28)))
    path = tmp_path / "june.xlsx"

    with connection.execute_wrapper(meanwhile):
        headline = write_workbook(Month(2026, 6), path)

    assert meanwhile.done
    assert Payment.objects.count() == 3
    assert headline.broken == []
    assert workbooks.total(workbooks.results(path), "Payments", "Amount") == 6_840


def test_the_next_workbook_has_it(admin, tmp_path):
    book_one.make_book_one(by=admin)
    write_workbook(Month(2026, 6), tmp_path / "before.xlsx")
    PaymentFactory(received_on=date(2018, 9, 28))

    write_workbook(Month(2026, 6), tmp_path / "after.xlsx")

    after = workbooks.results(tmp_path / "after.xlsx")
    assert workbooks.total(after, "Payments", "Amount") == 6_840 + 5_760


def test_inside_it_nothing_can_be_written():
    with pytest.raises(Exception, match=r"read-only|readonly"), one_instant():
        Seller.objects.update(name="Somebody else")


def test_afterwards_one_writes_as_before():
    with one_instant():
        assert Seller.objects.exists()
    with transaction.atomic():
        Seller.objects.update(name="Somebody else")

    assert Seller.objects.filter(name="Somebody else").exists()


def test_a_failure_inside_leaves_the_connection_as_it_was():
    with pytest.raises(ZeroDivisionError), one_instant():
        _ = Seller.objects.count() / 0
    Seller.objects.update(name="Somebody else")

    assert Seller.objects.filter(name="Somebody else").exists()


def test_the_stream_starts_at_its_beginning():
    with workbook_stream(Month(2026, 6)) as stream:
        assert stream.read(4) == b"PK\x03\x04"
