"""What an invoice's page offers is what the verbs accept, in every state of the invoice.

No refusal is the database's: each is a sentence of the verb, with a code of its own.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum

from billing.models import Invoice
from billing.models.ledger.invoice import OUTSTANDING, PAYABLE
from foundation.errors import DomainError
from tests.factories import invoice_states

pytestmark = pytest.mark.django_db
TODAY = date(2018, 12, 3)
STATES = list(invoice_states.STATES)
# The smallest amount for each action: a penny is within what is left, if anything is.
ACTIONS: dict[str, dict[str, Any]] = {
    "issue": {"issued_on": "2018-12-03"},
    "order": {"purchase_order": "PO-77"},
    "pay": {"amount_pence": "£0.01", "received_on": "2018-12-03", "method": "card"},
    "credit": {"net_pence": "£0.01", "reason": "Overcharged", "remedy": "credit"},
    "charge": {},
    "write-off": {"reason": "In liquidation"},
    "void": {"reason": "Wrong employer"},
}
BY_API: dict[str, tuple[str, dict[str, Any]]] = {
    "issue": ("issue", {"issued_on": "2018-12-03"}),
    "credit": ("credit", {"net_pence": 1, "reason": "Overcharged"}),
    "charge": ("charge-late-payment", {}),
    "write-off": ("write-off", {"reason": "In liquidation"}),
    "void": ("void", {"reason": "Wrong employer"}),
}


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)


@pytest.fixture
def desk(client, finance_officer):
    client.force_login(finance_officer)
    return client


@pytest.fixture(autouse=True)
def database_is_not_queried(monkeypatch) -> None:
    def refuse(error: Exception) -> None:
        raise AssertionError(f"The database refused what a verb should have: {error}")

    monkeypatch.setattr("foundation.web.attempts.refusal_of", refuse)
    monkeypatch.setattr("foundation.api.errors.refusal_of", refuse)


def offered(desk, invoice: Invoice) -> set[str]:
    page = desk.get(f"/invoices/{invoice.pk}/").text
    return set(re.findall(rf'action="/invoices/{invoice.pk}/([a-z-]+)/"', page))


def codes(kind: type[DomainError] = DomainError) -> set[str]:
    return {kind.code}.union(*(codes(each) for each in kind.__subclasses__()))


@contextmanager
def undone() -> Iterator[None]:
    """Undo what was done within: one invoice serves for every action."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("state", STATES)
def test_the_page_offers_what_the_verbs_accept(desk, state):
    invoice = invoice_states.of(state)
    accepted = set()
    for action, form in ACTIONS.items():
        with undone():
            answer = desk.post(f"/invoices/{invoice.pk}/{action}/", form)
            if answer.status_code == 302:
                accepted.add(action)

    assert accepted == offered(desk, invoice)


@pytest.mark.parametrize("state", STATES)
def test_the_api_accepts_what_the_page_offers(desk, finance_api, state):
    invoice = invoice_states.of(state)
    accepted, refused = set(), set()
    for action, (path, body) in BY_API.items():
        with undone():
            answer = finance_api.post(f"/api/v1/invoices/{invoice.pk}/{path}/", body, format="json")
            if answer.status_code < 300:
                accepted.add(action)
            else:
                refused.add((answer.status_code, answer.json()["code"]))

    assert accepted == offered(desk, invoice) & set(BY_API)
    assert refused <= {(409, code) for code in codes() - {"refused"}}


def test_every_action_is_accepted_in_some_state_and_refused_in_another(desk):
    on_offer = {state: offered(desk, invoice_states.of(state)) for state in STATES}

    assert set().union(*on_offer.values()) == set(ACTIONS)
    assert on_offer["written off"] == {"pay", "charge"}
    assert on_offer["part paid, the rest written off"] == {"pay", "charge", "credit"}
    assert on_offer["void"] == set()
    assert on_offer["credited in full"] == {"charge"}  # it was late before it was credited


def test_a_write_off_is_neither_credited_nor_made_void(desk, finance_api):
    invoice = invoice_states.of("written off")

    credit = desk.post(f"/invoices/{invoice.pk}/credit/", ACTIONS["credit"])
    void = finance_api.post(f"/api/v1/invoices/{invoice.pk}/void/", {}, format="json")

    assert "£5,760.00 of it was written off." in credit.text
    assert (void.status_code, void.json()["code"]) == (409, "cannot_void")
    assert f"The debt on invoice {invoice} was written off" in void.json()["detail"]


def test_a_credit_takes_no_more_than_was_paid_once_the_rest_is_a_write_off(desk):
    invoice = invoice_states.of("part paid, the rest written off")
    address = f"/invoices/{invoice.pk}/credit/"

    # £2,000.00 was paid: £1,666.67 and VAT of £333.33.
    above = desk.post(address, {**ACTIONS["credit"], "net_pence": "£1,666.68"})
    within = desk.post(address, {**ACTIONS["credit"], "net_pence": "£1,666.67"})

    assert "£1,666.67 net of" in above.text
    assert within.status_code == 302


@pytest.mark.parametrize("state", STATES)
def test_the_sums_of_the_database_are_those_of_the_page(state):
    invoice = invoice_states.of(state)
    # Nothing is owed on a draft or a void invoice.
    rows = Invoice.objects.documents().filter(pk=invoice.pk)

    sums = rows.aggregate(outstanding=Sum(OUTSTANDING, default=0), payable=Sum(PAYABLE, default=0))

    assert sums == {"outstanding": invoice.outstanding_pence, "payable": invoice.payable_pence}
    assert rows.outstanding().exists() == (invoice.outstanding_pence > 0)
    assert rows.payable().exists() == (invoice.payable_pence > 0)
    assert rows.owed_pence() == invoice.outstanding_pence
    assert invoice.creditable_pence == invoice.outstanding_pence + invoice.paid_pence
