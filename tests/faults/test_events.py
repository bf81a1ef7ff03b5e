"""Events when many are at it: none behind a reader, none delivered twice at the same time."""

from datetime import UTC, date, datetime
from threading import Barrier, Lock

import pytest
from django.db import connections
from django.utils import timezone

from foundation import feed, history, outbox, webhook_deliveries, webhook_sending, webhooks
from foundation.accounts.choices import Role
from foundation.choices import Verb
from foundation.models import HistoryEntry, WebhookAttempt, WebhookDelivery
from foundation.webhook_sending import Outcome
from tests.factories.accounts import ColleagueFactory, UserFactory
from tests.factories.employers import EmployerFactory

from .crowd import at_once

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 6, 15)
NOON = datetime(2026, 6, 15, 11, tzinfo=UTC)


def happen(employer) -> HistoryEntry:
    return history.record(Verb.PUT_ON_STOP, employer, by=ColleagueFactory(), on=DAY)


@pytest.mark.slow
def test_many_that_write_and_place_at_once_give_each_event_one_place():
    employers = EmployerFactory.create_batch(8)
    ColleagueFactory()  # before eight at once would make them

    def busy(employer) -> None:
        for _ in range(5):
            happen(employer)
            feed.place_all(now=timezone.now())

    at_once([lambda one=one: busy(one) for one in employers])
    feed.place_all(now=timezone.now())

    positions = HistoryEntry.objects.filter(verb=Verb.PUT_ON_STOP).values_list(
        "position", flat=True
    )
    assert sorted(positions) == list(range(1, 41))
    assert feed.last_position() == 40


@pytest.mark.smoke
@pytest.mark.slow
def test_workers_at_once_deliver_nothing_twice_and_one_at_a_time_to_an_endpoint(monkeypatch):
    admin = UserFactory(role=Role.ADMIN)
    endpoints = [
        webhooks.add(url=f"https://hooks{n}.example.org/", types=[], by=admin, on=DAY)[0]
        for n in (1, 2)
    ]
    busy: dict[str, int] = {}
    calls: list[tuple[str, str]] = []
    lock, meeting = Lock(), Barrier(2)

    def slow_post(url, body, headers) -> Outcome:
        with lock:
            busy[url] = busy.get(url, 0) + 1
            calls.append((url, headers["webhook-id"]))
            assert busy[url] == 1
        if len(calls) <= 2:
            meeting.wait(30)  # the first of each endpoint are under way at the same time
        with lock:
            busy[url] -= 1
        return Outcome(1, 200)

    monkeypatch.setattr(webhook_sending, "post", slow_post)
    for employer in EmployerFactory.create_batch(10):
        happen(employer)

    def worker() -> outbox.Pass:
        webhook_deliveries.put_due(now=timezone.now())
        return outbox.run_due(clock=timezone.now, webhooks=True)

    passes = at_once([worker] * 4)

    for endpoint in endpoints:
        got = [webhook_id for url, webhook_id in calls if url == endpoint.url]
        assert got == [f"evt_{position}" for position in range(2, 13)][-len(got) :]
        assert len(got) == len(set(got)) >= 10
    assert sum(one.done for one in passes) == len(calls)
    assert WebhookAttempt.objects.count() == len(calls)
    assert not WebhookDelivery.objects.exclude(state="done").exists()
    connections.close_all()
