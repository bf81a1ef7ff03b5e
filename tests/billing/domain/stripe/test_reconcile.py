"""What never came is found by asking: payments, refunds, invoices that were never copied."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from billing.models import Payment, StripeUnallocated
from foundation.models import OutboxRow
from tests.factories.billing import InvoiceFactory
from tests.peers.stripe_dealings import broken_books, copy_of, work

pytestmark = pytest.mark.django_db


def output(*options: str) -> list[str]:
    """Return what the command says, line by line."""
    out = StringIO()
    call_command("reconcile_stripe", *options, stdout=out)
    return out.getvalue().splitlines()


def test_a_payment_nobody_told_us_of_is_booked(stripe_peer):
    invoice = InvoiceFactory(issued=True)
    work()
    stripe_peer.pay(copy_of(stripe_peer, invoice)["id"])

    assert output() == ["£5,760.00 booked on INV-0001"]
    assert output() == [f"Nothing was missing since {timezone.localdate() - timedelta(days=7)}."]

    assert Payment.objects.count() == 1
    assert broken_books() == {}


def test_an_old_invoice_that_was_paid_today_is_asked_about_too(stripe_peer):
    invoice = InvoiceFactory(issued=True)
    work()
    copy = copy_of(stripe_peer, invoice)
    copy["created"] = 1_500_000_000
    stripe_peer.pay(copy["id"])

    assert output() == ["£5,760.00 booked on INV-0001"]


def test_a_refund_nobody_told_us_of_is_shown(stripe_peer):
    invoice = InvoiceFactory(issued=True)
    work()
    stripe_peer.pay(copy_of(stripe_peer, invoice)["id"])
    output()
    intent = stripe_peer.all("payment_intent")[0]["id"]
    refund = stripe_peer.make_refund({"payment_intent": intent, "amount": 60_00})
    copy_of(stripe_peer, invoice)["created"] = 1_500_000_000

    assert output() == [f"refund {refund['id']}: for a person to decide"]
    assert StripeUnallocated.objects.get().amount_pence == 60_00


def test_invoices_issued_before_stripe_was_connected_are_copied(stripe_peer, settings):
    key, settings.STRIPE_KEY = settings.STRIPE_KEY, ""
    InvoiceFactory(issued=True)
    InvoiceFactory(paid=True)
    settings.STRIPE_KEY = key

    assert output("--since", "2018-09-03") == ["INV-0001 will be copied to Stripe"]
    assert output("--since", "2018-09-04") == ["Nothing was missing since 2018-09-04."]

    assert work() == (1, 0, 0)
    assert [copy["number"] for copy in stripe_peer.all("invoice")] == ["INV-0001"]


def test_without_a_key_there_is_nothing_to_compare(settings):
    settings.STRIPE_KEY = ""

    assert output() == ["Stripe is not connected: nothing to compare."]


def test_a_stripe_that_does_not_answer_fails_the_command(stripe_peer):
    stripe_peer.faults.append("503")

    with pytest.raises(CommandError, match="Stripe does not answer"):
        output()


def test_the_worker_does_one_pass_and_says_what_it_did(stripe_peer):
    InvoiceFactory(issued=True, issued_on=date(2018, 9, 3))
    out = StringIO()

    call_command("run_outbox", "--once", stdout=out)

    assert out.getvalue() == "1 done, 0 to be retried, 0 given up\n"
    assert OutboxRow.objects.get().state == "done"
