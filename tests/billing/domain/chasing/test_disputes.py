"""Disputes and promises: who says what about a debt, and what may be said."""

from datetime import date

import pytest

from billing.domain.chasing import disputes, promises
from foundation import history
from foundation.errors import BadValue
from tests.factories.billing import InvoiceFactory
from tests.factories.chasing import DisputeFactory, PromiseToPayFactory

ON = date(2018, 10, 8)


@pytest.fixture
def debt(db):
    return InvoiceFactory(overdue=True)


def test_a_dispute_is_opened_with_a_reason_and_settled_with_an_outcome(debt, finance_officer):
    opened = disputes.open_on(debt.pk, reason="Wrong salary", by=finance_officer, on=ON)
    settled = disputes.settle(
        debt.pk, outcome="£100.00 credited", by=finance_officer, on=date(2018, 10, 9)
    )

    assert settled.pk == opened.pk
    assert (settled.closed_on, settled.outcome) == (date(2018, 10, 9), "£100.00 credited")
    verbs = [entry.verb for entry in history.of(debt)]
    assert verbs[-2:] == ["disputed", "settled the dispute"]


def test_a_dispute_needs_a_reason_and_an_outcome(debt, finance_officer):
    with pytest.raises(BadValue) as fault:
        disputes.open_on(debt.pk, reason=" ", by=finance_officer, on=ON)
    assert fault.value.field == "reason"
    DisputeFactory(invoice=debt)
    with pytest.raises(BadValue) as fault:
        disputes.settle(debt.pk, outcome="", by=finance_officer, on=ON)
    assert fault.value.field == "outcome"


def test_an_invoice_has_one_open_dispute(debt, finance_officer):
    DisputeFactory(invoice=debt)

    with pytest.raises(disputes.AlreadyDisputed):
        disputes.open_on(debt.pk, reason="Again", by=finance_officer, on=ON)


def test_after_one_is_settled_another_may_be_opened(debt, finance_officer):
    DisputeFactory(invoice=debt, settled=True)

    disputes.open_on(debt.pk, reason="Again", by=finance_officer, on=date(2018, 10, 20))

    assert debt.disputes.count() == 2


def test_what_is_not_disputed_cannot_be_settled(debt, finance_officer):
    with pytest.raises(disputes.NotDisputed):
        disputes.settle(debt.pk, outcome="Fine", by=finance_officer, on=ON)


def test_a_dispute_is_not_settled_before_it_was_opened(debt, finance_officer):
    DisputeFactory(invoice=debt, opened_on=ON)

    with pytest.raises(BadValue) as fault:
        disputes.settle(debt.pk, outcome="Fine", by=finance_officer, on=date(2018, 10, 7))
    assert fault.value.field == "on"


@pytest.mark.parametrize("settled", ["paid", "void"])
def test_what_is_not_owed_is_neither_disputed_nor_promised(db, finance_officer, settled):
    invoice = InvoiceFactory(**{settled: True})

    with pytest.raises(disputes.NothingToDispute):
        disputes.open_on(invoice.pk, reason="Wrong", by=finance_officer, on=ON)
    with pytest.raises(disputes.NothingToDispute):
        promises.record(invoice.pk, promised_on=ON, by_whom="Nia", by=finance_officer, on=ON)


def test_a_promise_says_by_when_and_by_whom(debt, finance_officer):
    promise = promises.record(
        debt.pk, promised_on=date(2018, 10, 19), by_whom="Nia", by=finance_officer, on=ON
    )

    assert (promise.made_on, promise.promised_on) == (ON, date(2018, 10, 19))
    entry = history.of(debt).get(verb="promised")
    assert entry.detail == {"promised_on": "2018-10-19", "by_whom": "Nia"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"promised_on": date(2018, 10, 7)}, "promised_on"),
        ({"promised_on": date(1018, 10, 7)}, "promised_on"),
        ({"by_whom": " "}, "by_whom"),
    ],
)
def test_a_promise_is_somebodys_and_lies_ahead(debt, finance_officer, given, field):
    given = {"promised_on": ON, "by_whom": "Nia", **given}

    with pytest.raises(BadValue) as fault:
        promises.record(debt.pk, **given, by=finance_officer, on=ON)
    assert fault.value.field == field


def test_a_second_promise_stands_beside_the_first(debt):
    PromiseToPayFactory.create_batch(2, invoice=debt)

    assert debt.promises.count() == 2
