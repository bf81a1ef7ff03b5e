"""The client for Stripe's API, and its errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    import stripe

POUNDS = "gbp"
MARK = "foothold"  # the metadata key of each object that we create: the key of our link
SLACK = timedelta(minutes=10)  # how far Stripe's clock and ours may differ
MOST = 100  # of a list, on one page


class GatewayError(Exception):
    """The request failed, or we do not know whether it did."""


class NoAnswer(GatewayError):
    """No response came: the request may have been carried out."""


class TemporaryFailure(GatewayError):
    """An error that can pass: an outage, too many requests, a wrong key."""


class Rejected(GatewayError):
    """Stripe rejected the request, and would reject it again."""


class NotFound(Rejected):
    """The object does not exist at Stripe."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What identifies a request: our mark, the idempotency key, and when it was first made."""

    mark: str
    request: str
    since: datetime | None

    @property
    def metadata(self) -> dict[str, str]:
        """The metadata that marks the object as created by this request."""
        return {MARK: self.mark}

    @property
    def only_once(self) -> "stripe.RequestOptions":
        """The options that make Stripe carry it out once, however often it is sent."""
        return {"idempotency_key": self.request}


def connected() -> bool:
    """Return whether a Stripe key is set."""
    return bool(settings.STRIPE_KEY)


@lru_cache(maxsize=1)
def _client(key: str, base: str, seconds: float) -> "stripe.StripeClient":
    import stripe  # noqa: PLC0415  8 MB and 0.2 s, which a worker does without

    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else {},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=seconds),
    )


@contextmanager
def services() -> "Iterator[stripe.V1Services]":
    """Yield Stripe's services; their errors are raised as a GatewayError."""
    import stripe  # noqa: PLC0415  8 MB and 0.2 s, which a worker does without

    if not connected():
        raise TemporaryFailure("Stripe is not connected.")
    client = _client(settings.STRIPE_KEY, settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT)
    try:
        yield client.v1
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise (NotFound if error.code == "resource_missing" else Rejected)(str(error)) from error
    except stripe.StripeError as error:
        status = error.http_status or 0
        # 409: the same request is being processed right now. Under 400: a response cut short.
        passes = status >= 400 and status != 409
        raise (TemporaryFailure if passes else NoAnswer)(str(error)) from error


def mark_of(stripe_object: Any) -> str:
    """Return our mark on one of Stripe's objects, or an empty text."""
    metadata = stripe_object.metadata
    return str(metadata.to_dict().get(MARK, "")) if metadata else ""


def id_of(link: Any) -> str:
    """Return the id of a reference, which Stripe may send as an id or as the whole object."""
    return link if isinstance(link, str) else (link.id if link else "")


def seconds(moment: datetime) -> int:
    """Return a moment in seconds, as Stripe expects it."""
    return int(moment.timestamp())


def noon(day: date) -> int:
    """Return noon of a day in seconds: the same day in every time zone it is shown in."""
    return seconds(datetime.combine(day, time(12), tzinfo=UTC))
