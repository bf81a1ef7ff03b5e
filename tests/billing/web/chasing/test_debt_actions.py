"""What a debt's page offers is what the verbs accept, whatever became of the invoice."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests.factories import invoice_states
from tests.factories.billing import PaymentFactory
from tests.factories.chasing import DisputeFactory

pytestmark = pytest.mark.django_db
ACTIONS: dict[str, dict[str, Any]] = {
    "settle": {"outcome": "The fee stands"},
    "promise": {"promised_on": "2018-12-10", "by_whom": "Their bookkeeper"},
    "dispute": {"reason": "The salary on it is not the one agreed"},
}


def disputed_and_paid():
    invoice = DisputeFactory().invoice
    PaymentFactory(invoice=invoice, received_on=date(2018, 11, 26))
    return invoice


# Of a draft there is no such page.
STATES = {**invoice_states.STATES, "disputed, then paid": disputed_and_paid}
STATES.pop("draft")


@pytest.mark.parametrize("state", STATES)
def test_the_page_offers_what_the_verbs_accept(client, finance_officer, on_day, state):
    on_day(date(2018, 12, 3))
    client.force_login(finance_officer)
    invoice, accepted = STATES[state](), set()
    address = f"/debtors/invoices/{invoice.pk}/"

    for action, form in ACTIONS.items():
        with transaction.atomic():
            if client.post(f"{address}{action}/", form).status_code == 302:
                accepted.add(action)
            transaction.set_rollback(True)

    page = client.get(address).text
    offered = set(re.findall(rf'action="{address}([a-z-]+)/"', page)) & set(ACTIONS)
    assert offered == accepted
    assert ("settle" in offered) == ("disputed" in state)
