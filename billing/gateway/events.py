"""What Stripe tells us: believed only with its signature, of now, and about our own account."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

import stripe
from django.conf import settings

AHEAD = 300  # seconds that Stripe's clock may be before ours, as it may be behind


class Unbelievable(Exception):
    """It was not Stripe who said this, or not now, or not to us."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event: which of Stripe's objects it is about, and the invoice that object names."""

    id: str
    type: str
    object_type: str
    object_id: str
    invoice: str
    intent: str
    through_stripe: bool | None
    made_at: datetime


def believed(body: bytes, signature: str, *, now: datetime) -> Told:
    """Return the event in the body of a request. Raises Unbelievable, and nothing else.

    Stripe's own check lets through a time that lies ahead and numbers that are none, and falls
    over on bytes that are no text.
    """
    try:
        stripe.Webhook.construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET)
        signed_at = max(int(part[2:]) for part in signature.split(",") if part[:2] == "t=")
        if signed_at > now.timestamp() + AHEAD:
            raise Unbelievable("It was signed in the future.")
        return _read(json.loads(body, parse_constant=_no_number))
    except Unbelievable:
        raise
    except Exception as fault:
        raise Unbelievable(f"{type(fault).__name__}: {fault}") from fault


def _no_number(word: str) -> NoReturn:
    raise Unbelievable(f"{word} is no number.")


def _read(event: Any) -> Told:
    if event["livemode"] != settings.STRIPE_KEY.startswith(("sk_live_", "rk_live_")):
        raise Unbelievable("It is of the other mode: live or test.")
    if event.get("account"):
        raise Unbelievable("It is of another account.")
    thing = event["data"]["object"]
    payment = thing["payment"] if thing["object"] == "invoice_payment" else None
    named = {name: thing.get(name) for name in ("invoice", "payment_intent")}
    told = Told(
        id=event["id"],
        type=event["type"],
        object_type=thing["object"],
        object_id=thing.get("id") or "",
        invoice=named["invoice"] if isinstance(named["invoice"], str) else "",
        intent=named["payment_intent"] if isinstance(named["payment_intent"], str) else "",
        through_stripe=not payment.get("payment_record") if payment else None,
        made_at=datetime.fromtimestamp(event["created"], UTC),
    )
    words = (told.id, told.type, told.object_type, told.object_id)
    if not all(isinstance(word, str) and word.isprintable() for word in words):
        raise Unbelievable("Its names are no names.")
    if not told.id.startswith("evt_") or max(map(len, words)) > 120 or len(told.type) > 80:
        raise Unbelievable("Its names are no names.")
    return told
