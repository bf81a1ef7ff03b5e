"""Stripe's webhook events: valid only with its signature, made now, and about our own account."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from django.conf import settings

AHEAD = 300  # seconds that Stripe's clock may be before ours, as it may be behind


class InvalidEvent(Exception):
    """The event is not from Stripe, not from now, or not for us."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: which of Stripe's objects it is about, and the invoice that object names."""

    id: str
    type: str
    object_type: str
    object_id: str
    invoice: str
    intent: str
    through_stripe: bool | None
    made_at: datetime


def verify(body: bytes, signature: str, *, now: datetime) -> Event:
    """Return the event in the body of a request. Raises InvalidEvent, and nothing else.

    Stripe's own check accepts a time in the future and NaN, and crashes on bytes that are not
    text.
    """
    import stripe  # noqa: PLC0415  8 MB and 0.2 s, which a worker does without

    try:
        stripe.Webhook.construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET)
        signed_at = max(int(part[2:]) for part in signature.split(",") if part[:2] == "t=")
        if signed_at > now.timestamp() + AHEAD:
            raise InvalidEvent("It was signed in the future.")
        return _read(json.loads(body, parse_constant=_no_number))
    except InvalidEvent:
        raise
    except Exception as fault:
        raise InvalidEvent(f"{type(fault).__name__}: {fault}") from fault


def _no_number(word: str) -> NoReturn:
    raise InvalidEvent(f"{word} is not a number.")


def _read(event: Any) -> Event:
    if event["livemode"] != settings.STRIPE_KEY.startswith(("sk_live_", "rk_live_")):
        raise InvalidEvent("It belongs to the other mode: live or test.")
    if event.get("account"):
        raise InvalidEvent("It belongs to another account.")
    subject = event["data"]["object"]
    payment = subject["payment"] if subject["object"] == "invoice_payment" else None
    named = {name: subject.get(name) for name in ("invoice", "payment_intent")}
    result = Event(
        id=event["id"],
        type=event["type"],
        object_type=subject["object"],
        object_id=subject.get("id") or "",
        invoice=named["invoice"] if isinstance(named["invoice"], str) else "",
        intent=named["payment_intent"] if isinstance(named["payment_intent"], str) else "",
        through_stripe=not payment.get("payment_record") if payment else None,
        made_at=datetime.fromtimestamp(event["created"], UTC),
    )
    names = (result.id, result.type, result.object_type, result.object_id)
    if not all(isinstance(name, str) and name.isprintable() for name in names):
        raise InvalidEvent("Its ids or types are not printable text.")
    if not result.id.startswith("evt_") or max(map(len, names)) > 120 or len(result.type) > 80:
        raise InvalidEvent("Its ids or types are not Stripe's.")
    return result
