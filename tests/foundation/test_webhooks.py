"""Webhooks: each event once, in order, tried again, and switched off when nobody listens."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from foundation import (
    feed,
    history,
    outbox,
    webhook_addresses,
    webhook_deliveries,
    webhook_signing,
    webhooks,
)
from foundation.choices import Verb
from foundation.errors import BadValue
from foundation.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from tests.factories.employers import EmployerFactory
from tests.factories.placements import GraduateFactory
from tests.peers.webhook import endpoint_on_loopback

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 15, 11, tzinfo=UTC)
TODAY = date(2026, 6, 15)


@pytest.fixture
def peer(settings, time_machine):
    """An endpoint's server on loopback, at noon."""
    time_machine.move_to(NOON, tick=False)
    settings.WEBHOOK_LOOPBACK, settings.WEBHOOK_TIMEOUT = True, 2.0
    with endpoint_on_loopback() as running:
        yield running


@pytest.fixture
def made(peer, admin):
    """The endpoint and its secret."""
    return webhooks.add(url=peer.url, types=[], by=admin, on=TODAY)


@pytest.fixture
def endpoint(made):
    return made[0]


def happens(count=1, verb=Verb.PUT_ON_STOP):
    """Let something happen; return the positions."""
    for row in EmployerFactory.create_batch(count):
        history.record(verb, row, by=None, on=TODAY)
    feed.place_all(now=NOON)
    last = feed.last_position()
    return list(range(last - count + 1, last + 1))


def work(**later):
    """Do what a worker does, some time after noon."""
    now = NOON + timedelta(**later)
    webhook_deliveries.put_due(now=now)
    return outbox.run_due(clock=lambda: now, webhooks=True)


def sent(peer):
    return [json.loads(request.body)["data"].get("id") for request in peer.requests]


def test_an_event_is_sent_once_with_a_signature_that_the_receiver_can_check(made, peer, admin_api):
    _, secret = made
    [position] = happens()

    assert work() == (1, 0, 0)
    assert work() == (0, 0, 0)

    [request] = peer.requests
    payload = json.loads(request.body)
    [event] = admin_api.get("/api/v1/events/").json()["results"]
    assert (payload["type"], payload["timestamp"]) == ("employer.put_on_stop", event["at"])
    assert payload["data"] == event
    assert request.headers["webhook-id"] == f"evt_{position}"
    assert request.headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert request.headers["webhook-signature"] == webhook_signing.signature(
        secret,
        webhook_id=f"evt_{position}",
        timestamp=int(NOON.timestamp()),
        body=request.body,
    )


def test_an_endpoint_begins_with_what_follows_and_gets_it_in_order(peer, admin):
    happens(3)
    webhooks.add(url=peer.url, types=[], by=admin, on=TODAY)
    later = happens(5)

    work()

    assert sent(peer) == later


def test_an_endpoint_gets_only_the_types_it_wants(peer, admin):
    webhooks.add(url=peer.url, types=["employer.released", "hire.*"], by=admin, on=TODAY)
    happens(1, Verb.PUT_ON_STOP)
    wanted = happens(1, Verb.RELEASED)

    work()

    assert sent(peer) == wanted


def test_an_endpoint_gets_what_its_owner_may_see(endpoint, peer, employer_contact):
    WebhookEndpoint.objects.update(owner=employer_contact)
    happens()
    shown = GraduateFactory(published=True)
    history.record(Verb.PUBLISHED, shown, by=None, on=TODAY)

    assert work() == (2, 0, 0)

    [request] = peer.requests
    assert json.loads(request.body)["data"]["object"]["email"] is None


def test_a_failed_event_is_tried_again_with_the_same_id_and_a_later_time(endpoint, peer):
    [position] = happens()
    peer.statuses = [500, 503]
    peer.answer = b"broken"

    assert work() == (0, 1, 0)
    assert work(seconds=3) == (0, 0, 0)
    assert work(seconds=7) == (0, 1, 0)
    assert work(minutes=7) == (1, 0, 0)

    ids = {request.headers["webhook-id"] for request in peer.requests}
    times = [int(request.headers["webhook-timestamp"]) for request in peer.requests]
    assert ids == {f"evt_{position}"}
    assert times == sorted(set(times))
    log = WebhookAttempt.objects.order_by("pk").values_list("number", "status", "answer")
    assert list(log) == [(1, 500, "broken"), (2, 503, "broken"), (3, 200, "broken")]
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_a_short_outage_keeps_the_order(endpoint, peer):
    positions = happens(3)
    peer.statuses = [500]

    work()
    assert sent(peer) == positions[:1]
    work(seconds=10)

    assert sent(peer) == [positions[0], *positions]


def test_an_event_that_always_fails_lets_the_later_ones_go_ahead_after_half_an_hour(endpoint, peer):
    bad, *good = happens(3)
    peer.statuses = [500] * 4

    for minutes in (0, 1, 8, 50):
        work(minutes=minutes)
    assert sent(peer) == [bad] * 4 + good
    work(hours=4)

    assert sent(peer) == [bad] * 4 + good + [bad]


def test_an_event_is_given_up_after_the_schedule_and_can_be_sent_again(endpoint, peer, admin):
    [position] = happens()
    peer.statuses = [500] * 10
    hours = 0
    while (row := WebhookDelivery.objects.first()) is None or row.state == "waiting":
        work(hours=hours)
        WebhookEndpoint.objects.update(failing_since=None)  # other events arrive meanwhile
        hours += 12

    assert (row.state, row.attempts) == ("given_up", 10)
    assert 72 <= hours <= 200
    outbox.retry(row.pk, by=admin, on=TODAY)
    work(hours=hours)
    assert sent(peer) == [position] * 11


def test_an_answer_of_410_ends_the_endpoint_and_the_admins_hear_of_it(endpoint, peer, admin):
    happens(3)
    peer.statuses = [410]

    assert work() == (0, 0, 1)

    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.state_reason) == (
        "disabled",
        "It answered 410: it wants no more events.",
    )
    assert len(peer.requests) == 1
    deliveries = WebhookDelivery.objects.to(endpoint.pk)
    assert set(deliveries.values_list("state", flat=True)) == {"given_up"}
    outbox.run_due(clock=lambda: NOON, webhooks=False)
    [letter] = mail.outbox
    assert letter.to == [admin.email]
    assert "410" in letter.body
    assert f"/webhooks/{endpoint.pk}/" in letter.body


def test_an_endpoint_that_fails_for_days_is_switched_off_once(endpoint, peer, settings):
    settings.WEBHOOK_DAYS_OF_FAILURE = 2
    happens()
    peer.statuses = [500] * 50

    for hours in range(0, 96, 8):
        work(hours=hours)

    endpoint.refresh_from_db()
    assert endpoint.state == "disabled"
    assert endpoint.state_reason == (
        "It has failed for 2 days. The last time: The endpoint answered 500."
    )
    tries = len(peer.requests)
    happens()
    work(hours=120)
    assert len(peer.requests) == tries
    outbox.run_due(clock=lambda: NOON, webhooks=False)
    assert len(mail.outbox) == 1


def test_an_endpoint_whose_owner_lost_access_gets_nothing(endpoint, peer, admin):
    happens()
    admin.is_active = False
    admin.save()

    assert work() == (0, 0, 1)

    endpoint.refresh_from_db()
    assert (endpoint.state, peer.requests) == ("disabled", [])


def test_a_paused_endpoint_gets_what_has_waited_when_it_is_resumed(endpoint, peer, admin):
    first = happens()
    webhook_deliveries.put_due(now=NOON)
    webhooks.pause(endpoint.pk, by=admin, on=TODAY)
    second = happens()

    work()
    assert peer.requests == []
    webhooks.resume(endpoint.pk, by=admin, on=TODAY)
    work()

    assert sent(peer) == first + second
    assert set(WebhookDelivery.objects.values_list("attempts", flat=True)) == {1}


def test_a_disabled_endpoint_begins_anew_and_a_replay_brings_what_it_missed(endpoint, peer, admin):
    webhooks.disable(endpoint.pk, by=admin, on=TODAY)
    missed = happens(2)
    webhooks.resume(endpoint.pk, by=admin, on=TODAY)
    work()
    assert peer.requests == []

    assert webhooks.replay(endpoint.pk, since=NOON, by=admin, on=TODAY) == 2
    work()

    assert sent(peer) == missed


def test_a_replay_of_one_event_has_the_id_it_had(endpoint, peer, admin):
    first, _ = happens(2)
    work()

    assert webhooks.replay(endpoint.pk, event=first, by=admin, on=TODAY) == 1
    work()

    assert [request.headers["webhook-id"] for request in peer.requests] == [
        f"evt_{first}",
        f"evt_{first + 1}",
        f"evt_{first}",
    ]


@pytest.mark.parametrize("which", [{}, {"event": 7, "since": NOON}, {"event": 99_999}])
def test_a_replay_names_one_event_that_is_there_or_a_time(endpoint, admin, which):
    with pytest.raises(BadValue):
        webhooks.replay(endpoint.pk, by=admin, on=TODAY, **which)


def test_a_replay_has_a_limit(endpoint, admin, monkeypatch):
    monkeypatch.setattr(webhooks, "MOST_REPLAYED", 2)
    happens(3)

    with pytest.raises(webhooks.TooManyToReplay, match="more than 2"):
        webhooks.replay(endpoint.pk, since=NOON, by=admin, on=TODAY)


def test_for_a_day_a_rotated_secret_signs_beside_the_new_one(made, peer, admin):
    endpoint, old = made
    _, new = webhooks.rotate_secret(endpoint.pk, by=admin, on=TODAY, now=NOON)
    happens()
    work(hours=23)
    happens()
    work(hours=25)

    signed = [
        [
            webhook_signing.signature(
                secret,
                webhook_id=request.headers["webhook-id"],
                timestamp=int(request.headers["webhook-timestamp"]),
                body=request.body,
            )
            for secret in (new, old)
        ]
        for request in peer.requests
    ]
    headers = [request.headers["webhook-signature"].split() for request in peer.requests]
    assert headers == [signed[0], signed[1][:1]]


def test_a_test_event_says_that_it_is_one(endpoint, peer, admin):
    webhooks.send_test(endpoint.pk, by=admin, on=TODAY)

    work()

    [request] = peer.requests
    assert json.loads(request.body)["type"] == "webhook_endpoint.tested"
    assert request.headers["webhook-id"].startswith("test_")


def test_an_address_that_moved_inside_is_a_failure_with_a_reason(admin, monkeypatch):
    _endpoint, _ = webhooks.add(url="https://hooks.example.org/", types=[], by=admin, on=TODAY)
    monkeypatch.setattr(webhook_addresses, "resolve", lambda host, port: ["10.0.0.7"])
    happens()

    assert work() == (0, 1, 0)

    [attempt] = WebhookAttempt.objects.all()
    assert (attempt.status, attempt.fault) == (None, "10.0.0.7 belongs to a private network.")


def test_letters_do_not_wait_for_webhooks(endpoint, peer, admin):
    happens()
    webhook_deliveries.put_due(now=NOON)

    assert outbox.run_due(clock=lambda: NOON, webhooks=False) == (0, 0, 0)
    assert outbox.run_due(clock=lambda: NOON, webhooks=True) == (1, 0, 0)


def test_old_attempts_are_forgotten(endpoint, peer):
    happens()
    work()

    assert webhook_deliveries.forget_attempts(now=NOON + timedelta(days=29)) == 0
    assert webhook_deliveries.forget_attempts(now=NOON + timedelta(days=31)) == 1


def test_a_secret_that_was_rotated_twice_in_a_day_still_signs(made, peer, admin):
    endpoint, first = made
    _, second = webhooks.rotate_secret(endpoint.pk, by=admin, on=TODAY, now=NOON)
    later, third = webhooks.rotate_secret(endpoint.pk, by=admin, on=TODAY, now=NOON)

    signing = [webhook_signing.decrypted(each) for each in later.secrets_at(NOON)]

    assert signing == [third, second, first]
    assert later.old_secret_until == NOON + timedelta(hours=24)
