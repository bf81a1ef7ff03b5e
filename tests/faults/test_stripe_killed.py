"""The worker is killed at each of its steps, works twice at once, and hears all news 50 times."""

import os
import signal
from datetime import timedelta

import pytest
from django.conf import settings as known
from django.test import Client
from django.utils import timezone

from billing.models import Invoice, Payment, StripeEvent
from foundation import outbox
from foundation.models import OutboxRow
from tests.factories.billing import InvoiceFactory
from tests.peers.stripe_dealings import copy_of, tell, tell_all, work

from .clerks import at, clerks, database_of_this_test
from .crowd import at_once
from .desk import issued

STRIPE = ("STRIPE_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE", "STRIPE_TIMEOUT")


def work_in_a_process(connection_to_stripe: dict[str, object], minutes: int) -> None:
    """Do what is due, as `manage.py run_outbox --once` does, with a clock that is ahead."""
    for name, value in connection_to_stripe.items():
        setattr(known, name, value)
    outbox.run_due(clock=lambda: timezone.now() + timedelta(minutes=minutes))


def worker(minutes: int = 0):
    """Start a worker in a process of its own, and return it."""
    to_stripe = {name: getattr(known, name) for name in STRIPE}
    job = (database_of_this_test(), work_in_a_process, to_stripe, minutes)
    process = clerks.Process(target=at, args=job, daemon=True)
    process.start()
    return process


class Killer:
    """Kills a worker when it makes its n-th request, before or after that is done."""

    def __init__(self, peer, call: int, *, done: bool) -> None:
        self.peer, self.respond, self.left, self.done = peer, peer.respond, call, done
        self.pid = 0
        peer.respond = self.takes

    def takes(self, *asked):
        self.left -= 1
        if self.left or not self.pid:
            return self.respond(*asked)
        if self.done:
            self.respond(*asked)
        os.kill(self.pid, signal.SIGKILL)
        return None


def there_once(peer, invoice: Invoice) -> bool:
    copy = copy_of(peer, invoice)
    return (copy["status"], copy["total"], peer.sent[copy["id"]]) == ("open", 5_760_00, 1)


@pytest.mark.parametrize("done", [False, True], ids=["before it is done", "after it was done"])
def test_killed_at_each_call_of_its_way_it_is_done_once(stripe_peer, done):
    killed = 0
    for call in range(1, 16):
        invoice = InvoiceFactory(issued=True)
        killer = Killer(stripe_peer, call, done=done)
        process = worker()
        killer.pid = process.pid
        process.join(60)
        killed += process.exitcode == -signal.SIGKILL
        stripe_peer.respond = killer.respond

        work(hours=1)  # its lease ran out: it is doubted
        work(hours=2)  # and taken for dead
        assert there_once(stripe_peer, invoice), call

    assert killed >= 12
    kinds = ("customer", "invoice", "invoiceitem")
    assert [len(stripe_peer.all(kind)) for kind in kinds] == [15] * 3
    assert not OutboxRow.objects.exclude(state="done").exists()


@pytest.mark.smoke
def test_killed_while_it_books_a_payment_it_is_booked_once(stripe_peer):
    for call in range(1, 7):
        invoice = InvoiceFactory(issued=True)
        work()
        stripe_peer.pay(copy_of(stripe_peer, invoice)["id"])
        tell_all(stripe_peer)
        killer = Killer(stripe_peer, call, done=True)
        process = worker()
        killer.pid = process.pid
        process.join(60)
        stripe_peer.respond = killer.respond

        for hours in (1, 2, 3):
            work(hours=hours)
        assert Payment.objects.filter(invoice=invoice).count() == 1, call
        assert not StripeEvent.objects.filter(done_at=None).exists()


@pytest.mark.parametrize("minutes", [0, 300], ids=["same clock", "one clock five hours ahead"])
def test_two_workers_at_once_do_each_row_once(stripe_peer, minutes):
    waiting = issued(20)

    workers = [worker(), worker(minutes)]
    for process in workers:
        process.join(120)
        assert process.exitcode == 0

    work(hours=12)
    work(hours=24)
    for invoice in waiting:
        assert stripe_peer.sent[copy_of(stripe_peer, invoice)["id"]] == 1
    assert len(stripe_peer.all("invoice")) == 20
    assert not OutboxRow.objects.exclude(state="done").exists()


def test_50_of_the_same_event_at_once_are_one(stripe_peer):
    invoice = InvoiceFactory(issued=True)
    work()
    stripe_peer.pay(copy_of(stripe_peer, invoice)["id"])
    (event,) = stripe_peer.news("invoice.paid")

    answers = at_once([lambda: tell(stripe_peer, event, Client())] * 50)

    assert answers == [200] * 50
    assert StripeEvent.objects.count() == 1
    work()
    assert Payment.objects.get().amount_pence == 5_760_00


@pytest.mark.postgres
def test_10_workers_in_threads_book_all_news_of_20_payments_once(stripe_peer):
    paid = issued(20)
    work()
    for invoice in paid:
        stripe_peer.pay(copy_of(stripe_peer, invoice)["id"])
    tell_all(stripe_peer)

    at_once([work] * 10)
    work()

    assert Payment.objects.count() == 20
    assert not StripeEvent.objects.filter(done_at=None).exists()
