"""The endpoints of webhooks: what a person does with them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.db.models import Q
from django.utils import timezone

from . import feed, history, nouns, outbox, webhook_signing
from .accounts.models import User
from .choices import Verb
from .errors import BadValue, DomainError
from .models import EndpointState, OutboxRow, OutboxState, WebhookDelivery, WebhookEndpoint
from .models.event import Event, EventQuerySet
from .models.outbox import WEBHOOK
from .transactions import atomic
from .webhook_addresses import usable_url

OLD_SECRET_LIVES: Final = timedelta(hours=24)
# Each adds a signature to every request.
MOST_OLD_SECRETS: Final = 4
MOST_REPLAYED: Final = 10_000
TEST: Final = "test"


class NotActive(DomainError):
    """Only an active endpoint gets a test or a replay, and only that one can be paused."""

    code = "webhook_endpoint_not_active"


class ActiveAlready(DomainError):
    """An active endpoint cannot be resumed."""

    code = "webhook_endpoint_active"


class NotSent(DomainError):
    """What waits to be sent is not sent again."""

    code = "webhook_delivery_waiting"


class TooManyToReplay(DomainError):
    """A replay has a limit, so that a slip in a date does not flood an endpoint."""

    code = "too_many_to_replay"


@atomic
def add(
    *, url: str, types: list[str], by: User, on: date, description: str = ""
) -> tuple[WebhookEndpoint, str]:
    """Return a new endpoint that gets all later events, and its secret, which is not seen again.

    Raises BadValue for an address or a type that is none.
    """
    secret = webhook_signing.new_secret()
    # What happened before has its place first, so that the endpoint begins with what follows.
    feed.place_all(now=timezone.now())
    endpoint = WebhookEndpoint.objects.create(
        owner=by,
        url=usable_url("url", url),
        description=description.strip(),
        types=_known_types(types),
        secret=webhook_signing.encrypted(secret),
        last_position=feed.last_position(),
    )
    history.record(Verb.CREATED, endpoint, by=by, on=on, after=endpoint.state, url=url)
    return endpoint, secret


@atomic
def edit(endpoint_id: int, *, by: User, on: date, **changes: Any) -> WebhookEndpoint:
    """Return the endpoint with another url, types or description. Raises BadValue."""
    endpoint = locked(endpoint_id)
    before = {name: getattr(endpoint, name) for name in changes}
    if "url" in changes:
        usable_url("url", changes["url"])
    if "types" in changes:
        changes["types"] = _known_types(changes["types"])
    for name, value in changes.items():
        setattr(endpoint, name, value)
    endpoint.save(update_fields=list(changes))
    changed = {name: [was, changes[name]] for name, was in before.items() if was != changes[name]}
    if changed:
        history.record(Verb.EDITED, endpoint, by=by, on=on, changes=changed)
    return endpoint


@atomic
def pause(endpoint_id: int, *, by: User, on: date) -> WebhookEndpoint:
    """Return the endpoint, paused: its events wait. Raises NotActive."""
    endpoint = _active(endpoint_id)
    return _move(endpoint, EndpointState.PAUSED, Verb.PAUSED, by=by, on=on)


@atomic
def resume(endpoint_id: int, *, by: User, on: date) -> WebhookEndpoint:
    """Return the endpoint, active again. Raises ActiveAlready.

    After a pause it gets what has waited. After it was disabled it begins with what follows;
    what it missed comes by a replay.
    """
    endpoint = locked(endpoint_id)
    if endpoint.is_active:
        raise ActiveAlready("This endpoint is active already.")
    if endpoint.state == EndpointState.DISABLED:
        feed.place_all(now=timezone.now())
        endpoint.last_position = feed.last_position()
    endpoint.failing_since = None
    waiting = WebhookDelivery.objects.to(endpoint.pk).filter(state=OutboxState.WAITING)
    waiting.filter(holder="").update(next_try_at=None)
    return _move(endpoint, EndpointState.ACTIVE, Verb.RESUMED, by=by, on=on)


@atomic
def disable(endpoint_id: int, *, by: User, on: date) -> WebhookEndpoint:
    """Return the endpoint, switched off: what waits becomes dead letters. Raises NotActive."""
    endpoint = locked(endpoint_id)
    if endpoint.state == EndpointState.DISABLED:
        raise NotActive("This endpoint is disabled already.")
    return switch_off(endpoint, f"Disabled by {by}.", by=by, on=on)


@atomic
def rotate_secret(
    endpoint_id: int, *, by: User, on: date, now: datetime
) -> tuple[WebhookEndpoint, str]:
    """Return the endpoint and its new secret. For 24 hours it also signs with the old one."""
    endpoint, secret = locked(endpoint_id), webhook_signing.new_secret()
    former = [endpoint.secret, (now + OLD_SECRET_LIVES).isoformat()]
    endpoint.old_secrets = [former, *endpoint.old_secrets][:MOST_OLD_SECRETS]
    endpoint.secret = webhook_signing.encrypted(secret)
    endpoint.save(update_fields=["secret", "old_secrets"])
    history.record(Verb.SECRET_ROTATED, endpoint, by=by, on=on)
    return endpoint, secret


@atomic
def send_test(endpoint_id: int, *, by: User, on: date) -> OutboxRow:
    """Return the delivery of a test event, which goes in the endpoint's lane. Raises NotActive."""
    endpoint = _active(endpoint_id)
    history.record(Verb.TESTED, endpoint, by=by, on=on)
    return outbox.put(WEBHOOK, endpoint, {TEST: True})


@atomic
def replay(
    endpoint_id: int,
    *,
    by: User,
    on: date,
    since: datetime | None = None,
    event: int | None = None,
) -> int:
    """Send one event again, or all since a moment; return how many. The ids stay the same.

    Raises NotActive, TooManyToReplay, and BadValue without either or for an unknown event.
    """
    endpoint = _active(endpoint_id)
    if (since is None) == (event is None):
        raise BadValue("since", "Give either the event or the time from which to replay.")
    events = wanted(endpoint, Event.objects.placed())
    events = events.filter(Q(position=event) if since is None else Q(placed_at__gte=since))
    positions = list(events.values_list("position", flat=True)[: MOST_REPLAYED + 1])
    if event is not None and not positions:
        raise BadValue("event", "There is no such event among those this endpoint wants.")
    if len(positions) > MOST_REPLAYED:
        raise TooManyToReplay(f"These are more than {MOST_REPLAYED} events. Choose a later time.")
    history.record(Verb.REPLAYED, endpoint, by=by, on=on, events=len(positions))
    return put(endpoint, positions, again=uuid4().hex)


@atomic
def send_again(delivery_id: int, *, by: User, on: date) -> int:
    """Send the event of a delivery again: one that was given up is retried. Returns 1.

    Raises NotActive, and NotSent for one that has yet to be sent.
    """
    delivery = WebhookDelivery.objects.get(pk=delivery_id)
    endpoint = _active(delivery.subject_id)
    if delivery.state == OutboxState.WAITING:
        raise NotSent("This is on its way already.")
    if delivery.state == OutboxState.GIVEN_UP:
        outbox.retry(delivery.pk, by=by, on=on)
        return 1
    if delivery.position is None:
        send_test(endpoint.pk, by=by, on=on)
        return 1
    return replay(endpoint.pk, event=delivery.position, by=by, on=on)


def _known_types(types: list[str]) -> list[str]:
    """Return the types, each once and in order. Raises BadValue for one that does not exist."""
    known = {*nouns.types(), *nouns.wildcards()}
    for one in types:
        if one not in known:
            raise BadValue("types", f"There is no type {one[:80]}. Leave the list empty for all.")
    return sorted(set(types))


def wanted(endpoint: WebhookEndpoint, events: EventQuerySet) -> EventQuerySet:
    """Return those events whose type the endpoint wants, in order; no types stand for all."""
    return events.of_types(endpoint.types or nouns.wildcards()).order_by("position")


def put(endpoint: WebhookEndpoint, positions: Iterable[int | None], *, again: str = "") -> int:
    """Put events in the lane of an endpoint, each once, or once ``again``; return how many."""
    end = f":{again}" if again else ""
    keyed = ((f"{WEBHOOK}:{endpoint.pk}:{one}{end}", {"event": one}) for one in positions)
    return outbox.put_all(WEBHOOK, endpoint, keyed)


def locked(endpoint_id: int) -> WebhookEndpoint:
    """Return the endpoint, locked until the transaction ends."""
    rows = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=endpoint_id)


def _active(endpoint_id: int) -> WebhookEndpoint:
    endpoint = locked(endpoint_id)
    if not endpoint.is_active:
        state = endpoint.get_state_display().lower()
        raise NotActive(f"This endpoint is {state}. Resume it first.")
    return endpoint


def _move(
    endpoint: WebhookEndpoint,
    state: EndpointState,
    verb: Verb,
    *,
    by: User | None,
    on: date,
    reason: str = "",
) -> WebhookEndpoint:
    before, endpoint.state, endpoint.state_reason = endpoint.state, state, reason[:300]
    endpoint.save(update_fields=["state", "state_reason", "failing_since", "last_position"])
    history.record(verb, endpoint, by=by, on=on, before=before, after=state, reason=reason)
    return endpoint


def switch_off(
    endpoint: WebhookEndpoint, reason: str, *, by: User | None, on: date
) -> WebhookEndpoint:
    """Return the endpoint, locked by the caller, switched off: what waits is given up."""
    waiting = WebhookDelivery.objects.to(endpoint.pk).filter(state=OutboxState.WAITING, holder="")
    waiting.update(state=OutboxState.GIVEN_UP, last_error=reason)
    return _move(endpoint, EndpointState.DISABLED, Verb.SWITCHED_OFF, by=by, on=on, reason=reason)
