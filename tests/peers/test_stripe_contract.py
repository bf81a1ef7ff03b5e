"""The same story told to our peer and, with STRIPE_TEST_KEY, to Stripe itself: the same answers."""

import os
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from billing import gateway
from billing.gateway import customers, invoices, money
from billing.gateway.customers import Buyer
from billing.gateway.invoices import NewInvoice
from billing.gateway.money import NewCreditNote

KEY = os.environ.get("STRIPE_TEST_KEY", "")


def story() -> dict[str, object]:
    """Return what is answered at each step of an invoice's life, ids left out."""
    mark, now = uuid4().hex[:12].upper(), timezone.now()
    today = timezone.localdate()

    def ask(step: str) -> gateway.Ask:
        return gateway.Ask(mark=f"{mark} {step}", request=f"{mark} {step}", since=now)

    buyer = Buyer(mark, "Contract Test Ltd", "contract@example.com", "1 High Street, London")
    customer = customers.make(ask("customer"), buyer)
    rate = customers.find_rate(ask("rate"), Decimal(20)) or customers.make_rate(
        ask("rate"), Decimal(20)
    )
    wanted = NewInvoice(customer, f"T-{mark}", today, today + timedelta(days=30), "", "PO-1")
    made = invoices.make(ask("invoice"), wanted)
    draft = invoices.retrieve(made)
    for line, pence in (("one", 1_234_57), ("two", 3)):
        invoices.make_line(
            ask(line), draft, customer=customer, says=line, pence=pence, rates=[rate]
        )
    result = {
        "asked twice": customers.make(ask("customer"), buyer) == customer,
        "customer": customers.find(ask("customer"), buyer) == customer,
        "invoice": invoices.find(ask("invoice"), customer, "another") == made,
        "by number": invoices.find(ask("another"), customer, f"T-{mark}") == made,
        "line": invoices.find_line(ask("two"), made) is not None,
        "no line": invoices.find_line(ask("three"), made),
    }
    standing = [invoices.retrieve(made), invoices.finalize(made)]
    invoices.send(made, ask("sent"))
    note = money.credit(ask("note"), NewCreditNote(made, 81_52, 0, "Credit note CN-0001"))
    standing.append(invoices.retrieve(made))
    record = money.report(ask("report"), 400_00, on=today, reference="A bank transfer")
    money.attach(record, made)
    standing.append(invoices.retrieve(made))
    standing.append(invoices.mark_paid_elsewhere(made))
    return {
        **result,
        "note": [(n.id == note, n.amount_pence) for n in money.notes_of(made)],
        "report": money.find_report(ask("report")) == record,
        "records": [p.record == record for p in money.payments_of(made) if p.record],
        "standing": [(s.status, s.total_pence, s.tax_pence) for s in standing],
        "remaining": [s.remaining_pence for s in standing[:-1]],
        "payable": standing[1].url.startswith("https://"),
    }


EXPECTED = {
    "asked twice": True,
    "customer": True,
    "invoice": True,
    "by number": True,
    "line": True,
    "no line": None,
    "note": [(True, 81_52)],
    "report": True,
    "records": [True],
    "standing": [
        ("draft", 1_481_52, 246_92),
        ("open", 1_481_52, 246_92),
        ("open", 1_481_52, 246_92),
        ("open", 1_481_52, 246_92),
        ("paid", 1_481_52, 246_92),
    ],
    "remaining": [1_481_52, 1_481_52, 1_400_00, 1_000_00],
    "payable": True,
}


def test_our_peer_keeps_the_contract(stripe_peer):
    assert story() == EXPECTED


@pytest.mark.skipif(not KEY, reason="STRIPE_TEST_KEY is not set: Stripe itself was not asked")
@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["api.stripe.com"])
def test_stripe_itself_keeps_the_contract(settings):
    assert KEY.startswith(("sk_test_", "rk_test_")), "never with a live key"
    settings.STRIPE_KEY, settings.STRIPE_API_BASE = KEY, ""

    assert story() == EXPECTED
