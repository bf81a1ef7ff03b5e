"""A Stripe on loopback: as much of it as invoices, payments, credit notes and refunds take.

`with Peer() as peer:` serves at `peer.url`, over real HTTP, to the unmodified client. What it
takes and answers is held against Stripe's own package (stripe_contract). It keeps what it made,
remembers idempotency keys and the answers under them, signs its events, and fails when told to.
"""

import copy
import json
import re
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl

import stripe

from .stripe_contract import WrongRequest, answered, checked
from .stripe_objects import ROUTES, No, StripeObject, StripeObjects

# What may become of the next request. "500" is an error before anything was done, "500 done" one
# after it was; Stripe repeats both to the same key for a day. "lost" is done and never answered.
FAULTS = {"500", "500 done", "503", "429", "lost"}


class Peer(StripeObjects):
    """``faults`` befall the next requests, one each; "" lets one through."""

    key, secret = "sk_test_of_the_peer", "whsec_of_the_peer"

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, tuple[str, int, StripeObject]] = {}
        self.faults: deque[str] = deque()
        self.requests: list[tuple[str, str]] = []
        self.mistakes: list[Exception] = []  # of the peer itself, or of what it answered
        self.lock = threading.RLock()

    def __enter__(self) -> Self:
        peer = self

        class Door(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or each answer waits 40 ms for word of its headers

            def do(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                form = self.rfile.read(length).decode()
                with peer.lock:
                    try:
                        response = peer.respond(self.command, self.path, form, self.headers)
                    except Exception as mistake:
                        peer.mistakes.append(mistake)
                        raise
                if response is None:
                    self.close_connection = True
                    return
                status, body = response[0], json.dumps(response[1]).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Request-Id", f"req_{len(peer.requests)}")
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = do  # noqa: N815  http.server's names

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        if self.mistakes:
            raise ExceptionGroup("the peer made mistakes", self.mistakes)

    # What it answers

    def respond(
        self, method: str, path: str, form: str, headers: Any
    ) -> tuple[int, StripeObject] | None:
        """Return the status and body of an answer; None when it is lost on the way."""
        address, _, query = path.partition("?")
        self.requests.append((method, address))
        fault = self.faults.popleft() if self.faults else ""
        if fault in ("429", "503"):  # turned away at the door: nothing is kept of it
            return int(fault), error("try again later", "rate_limit_error")
        if headers.get("Authorization") != f"Bearer {self.key}":
            return 401, error("Invalid API key provided")
        if headers.get("Stripe-Version") != stripe.api_version:
            return 400, error(f"This peer speaks {stripe.api_version}")
        key = headers.get("Idempotency-Key") if method == "POST" else None
        if key in self.answers:
            request, status, body = self.answers[key]
            if request != address + form:
                return 400, error("Keys are for the same parameters only.", "idempotency_error")
            return None if fault == "lost" else (status, body)
        done = (500, error("broken", "api_error")) if fault == "500" else None
        status, body = done or self.done(method, address, form or query)
        if fault == "500 done":
            status, body = 500, error("broken", "api_error")
        # What was refused before it was begun is forgotten.
        if key and not body.get("error", {}).get("code", "").startswith("parameter"):
            self.answers[key] = (address + form, status, body)
        return None if fault == "lost" else (status, body)

    def done(self, method: str, address: str, form: str) -> tuple[int, StripeObject]:
        """Do what is asked at an address, and return the status and what came of it."""
        for takes, pattern, params, do in ROUTES:
            if takes == method and (match := pattern.fullmatch(address)):
                try:
                    value = do(self, checked(params, nested(form)), **match.groupdict())
                except WrongRequest as wrong:
                    return 400, error(str(wrong), code=wrong.code)
                except No as no:
                    return no.status, no.body
                return 200, copy.deepcopy(held_against_the_contract(value))
        return 404, error(f"Unrecognized request URL ({method}: {address})")

    # What payers do there

    def pay(
        self, invoice: str, method: str = "card", pence: int | None = None, currency: str = "gbp"
    ) -> StripeObject:
        """Return the payment of an invoice, or of a part, on the page Stripe shows the payer."""
        with self.lock:
            amount = self.get("invoice", invoice)["amount_remaining"] if pence is None else pence
            intent = self.intent(amount, method, currency)
            how = {"type": "payment_intent", "payment_intent": intent["id"]}
            return self.count_towards(invoice, amount, how, currency)

    def begin_debit(self, invoice: str) -> StripeObject:
        """Return a Bacs debit that is processing: days go by before it is money."""
        with self.lock:
            amount = self.get("invoice", invoice)["amount_remaining"]
            intent = self.intent(amount, "bacs_debit", "gbp", status="processing")
            made = self.new("invoice_payment", invoice=invoice, status="open", currency="gbp")
            made |= {"amount_paid": None, "amount_requested": amount, "status_transitions": {}}
            made["payment"] = {"type": "payment_intent", "payment_intent": intent["id"]}
            self.emit("payment_intent.processing", intent)
            return made

    def clear_debit(self, payment: StripeObject) -> None:
        """Let a Bacs debit become money."""
        with self.lock:
            del self.objects["invoice_payment"][payment["id"]]
            intent = payment["payment"]["payment_intent"]
            self.get("payment_intent", intent)["status"] = "succeeded"
            self.count_towards(payment["invoice"], payment["amount_requested"], payment["payment"])

    def intent(
        self, pence: int, method: str, currency: str, status: str = "succeeded"
    ) -> StripeObject:
        charge = self.new("charge", amount=pence, payment_method_details={"type": method})
        return self.new(
            "payment_intent",
            amount=pence,
            currency=currency,
            status=status,
            latest_charge=charge["id"],
        )

    # What it tells us

    def all(self, kind: str) -> list[StripeObject]:
        """Return everything of a kind, the oldest first."""
        with self.lock:
            return list(self.objects[kind].values())

    def news(self, *types: str) -> list[StripeObject]:
        """Return the events of these types, or all, the oldest first."""
        return [event for event in self.all("event") if not types or event["type"] in types]

    def signed(self, event: StripeObject, *, at: int | None = None) -> tuple[bytes, str]:
        """Return an event as Stripe posts it: the body, and the header that signs it."""
        body = json.dumps({"api_version": stripe.api_version, **event})
        sign = stripe.WebhookSignature.generate_signature_header
        return body.encode(), sign(body, self.secret, at)


def error(says: str, kind: str = "invalid_request_error", *, code: str = "") -> StripeObject:
    inner = {"type": kind, "message": says, "code": code}
    return {"error": {name: value for name, value in inner.items() if value}}


def held_against_the_contract(value: StripeObject) -> StripeObject:
    for one in value["data"] if value["object"] in ("list", "search_result") else [value]:
        answered(one)
    return value


def nested(form: str) -> StripeObject:
    """Return `a[b][0]=c` as {"a": {"b": ["c"]}}."""
    out: StripeObject = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        *way, last = re.findall(r"[^\[\]]+", name)
        place = out
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    return with_lists(out)


def with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: with_lists(value) for key, value in value.items()}
    numbered = inner and all(key.isdecimal() for key in inner)
    return [inner[key] for key in sorted(inner, key=int)] if numbered else inner
