"""The line to Stripe fails in every way there is: in the end all is done, and nothing twice."""

import pytest

from billing.models import Invoice, Payment
from foundation.models import OutboxRow
from tests.factories.billing import InvoiceFactory
from tests.peers.fault_proxy import Line
from tests.peers.stripe_dealings import copy_of, tell_all, work

from .desk import issued

PASSES, INVOICES = 10, 10
DOWN = ["refuse", "reset", "blackhole", "429", "500", "503", "cut", "lost"]
MAKING = {f"/v1/{kind}" for kind in ("customers", "tax_rates", "invoices", "invoiceitems")}
CALLS = 15  # what Stripe is asked for the first invoice of a customer, and one more


@pytest.fixture
def line(stripe_peer, settings):
    """The way to Stripe: through, until a test says otherwise."""
    with Line(stripe_peer.url) as made:
        settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT = made.url, 0.3
        yield made


def is_there_once(peer, invoice: Invoice) -> bool:
    copy = copy_of(peer, invoice)
    return (copy["status"], copy["total"], peer.sent[copy["id"]]) == (
        "open",
        invoice.gross_pence,
        1,
    )


@pytest.mark.parametrize("mode", DOWN)
def test_100_calls_over_a_bad_line_and_then_a_good_one(mode, line, stripe_peer, settings):
    line.mode = mode
    if mode == "blackhole":  # no answer comes, however long one waits
        settings.STRIPE_TIMEOUT = 0.05
    waiting = issued(INVOICES)  # nobody waited for Stripe to do this

    for hours in range(PASSES):
        work(hours=3 * hours)
    assert OutboxRow.objects.filter(state="given_up").count() == 0
    assert mode == "refuse" or line.calls >= PASSES * INVOICES

    line.mode, settings.STRIPE_TIMEOUT = "through", 5.0
    work(hours=3 * PASSES)
    work(hours=3 * PASSES + 3)
    assert all(is_there_once(stripe_peer, invoice) for invoice in waiting)
    assert not OutboxRow.objects.exclude(state="done").exists()


def test_a_slow_line_is_only_slow(line, stripe_peer, settings):
    settings.STRIPE_TIMEOUT, line.mode = 5.0, "slow"
    (invoice,) = issued(1)

    assert work() == (1, 0, 0)
    assert is_there_once(stripe_peer, invoice)


@pytest.mark.parametrize("mode", ["reset", "lost", "cut", "500", "429", "blackhole"])
def test_whichever_call_fails_the_next_try_goes_on_from_there(mode, line, stripe_peer, settings):
    for call in range(CALLS):
        invoice = InvoiceFactory(issued=True)
        settings.STRIPE_TIMEOUT = 0.3 if mode == "blackhole" else 5.0
        line.once = ["through"] * call + [mode]
        first, untouched = work(), line.once != []
        settings.STRIPE_TIMEOUT, line.once = 5.0, []

        assert first == ((1, 0, 0) if untouched else (0, 1, 0))
        work(hours=1)
        assert is_there_once(stripe_peer, invoice), (mode, call)

    kinds = ("customer", "invoice", "invoiceitem")
    assert [len(stripe_peer.all(kind)) for kind in kinds] == [CALLS] * 3
    assert len(stripe_peer.all("tax_rate")) == 1


def test_100_invoices_of_which_each_answer_was_lost_once_are_there_once(stripe_peer):
    lost: set[str] = set()
    respond = stripe_peer.respond

    def loses_the_first_answer(method, path, form, headers):
        answer = respond(method, path, form, headers)
        if method == "POST" and path in MAKING and path + form not in lost:
            lost.add(path + form)
            return None
        return answer

    stripe_peer.respond = loses_the_first_answer
    waiting = issued(100)

    for hours in range(6):
        work(hours=3 * hours)

    assert len(lost) == 5 + 1 + 100 + 100
    assert all(is_there_once(stripe_peer, invoice) for invoice in waiting)
    assert len(stripe_peer.all("invoice")) == len(stripe_peer.all("invoiceitem")) == 100
    assert len(stripe_peer.all("customer")) == 5
    assert not OutboxRow.objects.exclude(state="done").exists()


def test_one_invoice_asked_for_100_times_without_an_answer_is_one_invoice(stripe_peer):
    (invoice,) = issued(1)
    respond, page = stripe_peer.respond, stripe_peer.page

    def never_answers_a_creation(method, path, form, headers):
        answer = respond(method, path, form, headers)
        return None if (method, path) == ("POST", "/v1/invoices") else answer

    def lists_lag_behind(kind, given, *same):
        return page("invoice_payment" if kind == "invoice" else kind, given, *same)

    stripe_peer.respond, stripe_peer.page = never_answers_a_creation, lists_lag_behind
    for n in range(100):
        OutboxRow.objects.update(attempts=0)  # a person asks for it again and again
        work(hours=n / 5)

    assert len(stripe_peer.all("invoice")) == 1
    stripe_peer.respond, stripe_peer.page = respond, page
    work(hours=30)
    assert is_there_once(stripe_peer, invoice)


def test_an_error_that_stripe_repeats_to_the_same_key_is_got_past(stripe_peer):
    (invoice,) = issued(1)
    for _ in range(CALLS):
        stripe_peer.faults.extend(["", "500"])

    for hours in range(CALLS + 1):
        work(hours=3 * hours)

    assert is_there_once(stripe_peer, invoice)


@pytest.mark.smoke
def test_an_error_after_it_was_done_makes_no_second_one(stripe_peer):
    for call in range(CALLS):
        invoice = InvoiceFactory(issued=True)
        stripe_peer.faults.extend([""] * call + ["500 done"])
        work()
        stripe_peer.faults.clear()

        work(hours=1)
        assert is_there_once(stripe_peer, invoice), call

    kinds = ("customer", "invoice", "invoiceitem")
    assert [len(stripe_peer.all(kind)) for kind in kinds] == [CALLS] * 3


def test_a_payment_is_booked_once_whatever_call_about_it_fails(line, stripe_peer, settings):
    settings.STRIPE_TIMEOUT = 5.0
    for call in range(6):
        (invoice,) = [InvoiceFactory(issued=True)]
        work()
        paid = stripe_peer.pay(copy_of(stripe_peer, invoice)["id"])
        tell_all(stripe_peer, "invoice.paid", "invoice_payment.paid")
        line.once = ["through"] * call + ["lost"]

        work()
        line.once = []
        work(hours=1)

        assert Payment.objects.filter(invoice=invoice).count() == 1, (call, paid)
