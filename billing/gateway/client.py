"""The way to Stripe, and what can go wrong on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings

POUNDS = "gbp"
MARK = "foothold"  # the metadata of each object that we make: the key of our twin
SLACK = timedelta(minutes=10)  # what Stripe's clock and ours may differ by
MOST = 100  # of a list, on one page


class StripeTrouble(Exception):
    """What we asked was not done, or we do not know."""


class NoAnswer(StripeTrouble):
    """The answer never came: it may have been done."""


class NotNow(StripeTrouble):
    """The answer was an error that passes: an outage, too many requests, a wrong key."""


class Refused(StripeTrouble):
    """The answer was no, and asking again gets the same."""


class Gone(Refused):
    """What we asked about is not there."""


@dataclass(frozen=True, slots=True)
class Ask:
    """How a request is told apart: our mark, the idempotency key, and when it was first made."""

    mark: str
    request: str
    since: datetime | None

    @property
    def metadata(self) -> dict[str, str]:
        """What marks the object as made by this request."""
        return {MARK: self.mark}

    @property
    def only_once(self) -> stripe.RequestOptions:
        """What makes Stripe do it once, however often it is asked."""
        return {"idempotency_key": self.request}


def connected() -> bool:
    """Return whether there is a key to Stripe."""
    return bool(settings.STRIPE_KEY)


@lru_cache(maxsize=1)
def _client(key: str, base: str, seconds: float) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else {},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=seconds),
    )


@contextmanager
def services() -> Iterator[stripe.V1Services]:
    """Yield Stripe's services; what they raise comes out as one of our troubles."""
    if not connected():
        raise NotNow("Stripe is not connected.")
    client = _client(settings.STRIPE_KEY, settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT)
    try:
        yield client.v1
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise (Gone if error.code == "resource_missing" else Refused)(str(error)) from error
    except stripe.StripeError as error:
        status = error.http_status or 0
        # 409: the same request is being worked on this moment. Under 400: an answer cut short.
        passes = status >= 400 and status != 409
        raise (NotNow if passes else NoAnswer)(str(error)) from error


def mark_of(thing: Any) -> str:
    """Return our mark on one of Stripe's objects, or nothing."""
    return str(thing.metadata.to_dict().get(MARK, "")) if thing.metadata else ""


def id_of(link: Any) -> str:
    """Return the id behind a link, which Stripe may answer as an id or as the whole object."""
    return link if isinstance(link, str) else (link.id if link else "")


def seconds(moment: datetime) -> int:
    """Return a moment as Stripe counts it."""
    return int(moment.timestamp())


def noon(day: date) -> int:
    """Return noon of a day as Stripe counts it: the same day wherever it is shown."""
    return seconds(datetime.combine(day, time(12), tzinfo=UTC))
