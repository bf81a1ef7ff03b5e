"""The deliveries of webhooks: the events of the feed, sent by the outbox, signed and tried again.

What is promised: each event of a wanted type that the endpoint's owner may see is sent at least
once while the endpoint is active. First attempts go in the order of the feed. An event that failed
holds up the later ones for its first attempts, about half an hour; then they go ahead of it.
"""

import json
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from . import feed, outbox, webhook_sending, webhook_signing, webhooks
from .accounts.choices import Notice, Role
from .models import (
    EndpointState,
    Event,
    OutboxRow,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from .models.outbox import WEBHOOK
from .models.webhook import LONGEST_ANSWER
from .notices import notify_roles
from .periods import day_of
from .transactions import atomic

# Source: the example schedule of Standard Webhooks 1.0.0, 75 hours in all.
PAUSES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
# How often the head of a paused endpoint's lane looks whether it is still paused.
LOOKS_AGAIN: Final = timedelta(minutes=15)
ATTEMPT_LIVES: Final = timedelta(days=30)
# How many events are put in a lane with one statement.
AT_A_TIME: Final = 500
GONE: Final = 410


class NotDelivered(Exception):
    """Raised when the endpoint did not take an event: the outbox tries again."""


def put_due(*, now: datetime) -> int:
    """Give new events their place, and put them in the lane of each active endpoint."""
    feed.place_all(now=now)
    return sum(_put(pk) for pk in WebhookEndpoint.objects.active().values_list("pk", flat=True))


@atomic
def _put(endpoint_id: int) -> int:
    """Put the next events for an endpoint; return how many. It remembers how far it came."""
    endpoint, newest, count = webhooks.locked(endpoint_id), feed.last_position(), 0
    if not endpoint.is_active:
        return 0
    while (begin := endpoint.last_position) < newest:
        end = min(newest, begin + AT_A_TIME)
        events = Event.objects.filter(position__gt=begin, position__lte=end)
        positions = webhooks.wanted(endpoint, events).values_list("position", flat=True)
        count += webhooks.put(endpoint, positions)
        endpoint.last_position = end
    endpoint.save(update_fields=["last_position"])
    return count


@outbox.task(WEBHOOK, pauses=PAUSES)
def deliver(row: OutboxRow, *, now: datetime) -> None:
    """Send the event of a row to its endpoint, as its owner may see it now, if they may.

    Raises NotDelivered, Postponed while the endpoint is paused, and PermanentFailure once it is
    disabled or answered 410.
    """
    endpoint = WebhookEndpoint.objects.select_related("owner").get(pk=row.subject_id)
    if endpoint.state == EndpointState.PAUSED:
        raise outbox.Postponed(now + LOOKS_AGAIN)
    if endpoint.state == EndpointState.DISABLED:
        raise outbox.PermanentFailure("The endpoint is disabled.")
    if not endpoint.owner.is_active:
        reason = f"{endpoint.owner}, whose rights it has, can no longer sign in."
        _stop(endpoint, reason, now=now)
        raise outbox.PermanentFailure(reason)
    delivery = WebhookDelivery.objects.get(pk=row.pk)
    content = _content(delivery, endpoint)
    if content is None:
        return
    outcome = _send(delivery, endpoint, content, now=now)
    if not outcome.is_success:
        _failed(endpoint, outcome, now=now)
    elif endpoint.failing_since:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)


def _content(delivery: WebhookDelivery, endpoint: WebhookEndpoint) -> bytes | None:
    """Return the body of a delivery; None if its owner may not see the event (any more)."""
    if delivery.position is None:
        payload = {"type": "webhook_endpoint.tested", "timestamp": delivery.created_at, "data": {}}
    else:
        events = Event.objects.visible_to(endpoint.owner).select_related("by")
        described = feed.described(
            list(events.filter(position=delivery.position)), to=endpoint.owner
        )
        if not described:
            return None
        [event] = described
        payload = {"type": event["type"], "timestamp": event["at"], "data": event}
    return json.dumps(payload, cls=DjangoJSONEncoder, separators=(",", ":")).encode()


def _send(
    delivery: WebhookDelivery, endpoint: WebhookEndpoint, content: bytes, *, now: datetime
) -> webhook_sending.Outcome:
    """Return what became of one request, which is in the log from then on."""
    headers = webhook_signing.headers(
        [webhook_signing.decrypted(each) for each in endpoint.secrets_at(now)],
        webhook_id=delivery.webhook_id,
        timestamp=int(now.timestamp()),
        body=content,
    )
    outcome = webhook_sending.post(endpoint.url, content, headers)
    WebhookAttempt.objects.create(
        delivery=delivery,
        number=delivery.attempts,
        at=now,
        milliseconds=outcome.milliseconds,
        status=outcome.status,
        answer=outcome.answer[:LONGEST_ANSWER],
        fault=outcome.fault,
    )
    return outcome


def _failed(endpoint: WebhookEndpoint, outcome: webhook_sending.Outcome, *, now: datetime) -> None:
    """Raise what tells the outbox whether to try again; switch off what has failed for days."""
    words = outcome.fault or f"The endpoint answered {outcome.status}."
    since = endpoint.failing_since or now
    if not endpoint.failing_since:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=now)
    days = settings.WEBHOOK_DAYS_OF_FAILURE
    if outcome.status == GONE:
        reason = "It answered 410: it wants no more events."
    elif now - since >= timedelta(days=days):
        reason = f"It has failed for {days} days. The last time: {words}"
    else:
        raise NotDelivered(words)
    _stop(endpoint, reason, now=now)
    raise outbox.PermanentFailure(reason)


@atomic
def _stop(endpoint: WebhookEndpoint, reason: str, *, now: datetime) -> None:
    """Switch an endpoint off without a person, and tell the admins, once."""
    endpoint = webhooks.locked(endpoint.pk)
    if endpoint.state == EndpointState.DISABLED:
        return
    webhooks.switch_off(endpoint, reason, by=None, on=day_of(now))
    notify_roles(
        [Role.ADMIN],
        Notice.WEBHOOK_SWITCHED_OFF,
        subject=f"A webhook endpoint has been switched off: {endpoint}",
        template="notices/webhook_switched_off.txt",
        context={"endpoint": endpoint, "reason": reason},
    )


def forget_attempts(*, now: datetime) -> int:
    """Delete the log of attempts older than 30 days; return how many there were."""
    old = WebhookAttempt.objects.before(now - ATTEMPT_LIVES)
    deleted, _by_model = old.delete()
    return deleted
