"""The endpoint for Stripe's events: verified, stored once, and processed later."""

import json
import time
from collections import Counter
from itertools import permutations

import pytest
from django.test import Client, RequestFactory
from stripe import WebhookSignature

from billing.models import Invoice, Payment, StripeEvent, StripeUnallocated
from billing.web.stripe.webhook import stripe_webhook
from foundation.models import OutboxRow
from tests.factories.billing import InvoiceFactory
from tests.peers.stripe_dealings import broken_books, copy_of, link_of, tell, tell_all, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(stripe_peer) -> Invoice:
    invoice = InvoiceFactory(issued=True)
    work()
    return invoice


@pytest.fixture
def event(stripe_peer, sent) -> dict:
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"])
    return stripe_peer.news("invoice.paid")[0]


def post(body: bytes, signature: str | None, **headers: str) -> int:
    signed = {} if signature is None else {"Stripe-Signature": signature}
    answer = Client().post(
        "/stripe/webhook/",
        body,
        content_type="application/json",
        headers={**signed, **headers},
    )
    return answer.status_code


def signed(peer, text: str, at: int | None = None) -> str:
    return WebhookSignature.generate_signature_header(text, peer.secret, at)


def test_an_event_is_stored_and_processed_by_the_worker(stripe_peer, sent, event):
    before = len(stripe_peer.requests)

    assert tell(stripe_peer, event) == 200
    assert len(stripe_peer.requests) == before  # the request did not wait for Stripe
    assert Payment.objects.count() == 0

    work()
    stored = StripeEvent.objects.get()
    assert (stored.type, stored.done_at is not None) == ("invoice.paid", True)
    assert Payment.objects.get().amount_pence == 5_760_00
    assert broken_books() == {}


def test_the_same_event_counts_once(stripe_peer, event):
    assert [tell(stripe_peer, event) for _ in range(5)] == [200] * 5

    work()
    assert (StripeEvent.objects.count(), Payment.objects.count()) == (1, 1)


# Measured with stripe 16.1: what its own check says of each. What it lets through is refused too.
def body_one_byte_longer(peer, event):
    body, signature = peer.signed(event)
    return body + b" ", signature


def signed_301_seconds_ago(peer, event):
    return peer.signed(event, at=int(time.time()) - 301)


def signed_ten_years_ahead(peer, event):
    return peer.signed(event, at=int(time.time()) + 10 * 365 * 86400)


def only_the_old_scheme(peer, event):
    body, signature = peer.signed(event)
    return body, signature.replace("v1=", "v0=")


def unsigned(peer, event):
    return peer.signed(event)[0], None


def an_empty_signature(peer, event):
    return peer.signed(event)[0], ""


def signed_with_another_secret(peer, event):
    body, _ = peer.signed(event)
    return body, WebhookSignature.generate_signature_header(body.decode(), "whsec_another")


def not_utf_8(peer, event):
    return b'{"id": "\xff\xfe"}', None


def not_utf_8_and_signed_somehow(peer, event):
    return b"\xff\xfe", "t=1,v1=abc"


def a_signature_of_strange_letters(peer, event):
    return peer.signed(event)[0], "t=1700000000,v1=é"


def nothing_but_commas(peer, event):
    return peer.signed(event)[0], "t=,,v1=,="


def not_a_number(peer, event):
    text = json.dumps({**event, "data": {"object": {**event["data"]["object"], "total": 1.5}}})
    text = text.replace("1.5", "NaN")
    return text.encode(), signed(peer, text)


def a_list(peer, event):
    return b"[1, 2]", signed(peer, "[1, 2]")


def a_word(peer, event):
    return b'"evt_1"', signed(peer, '"evt_1"')


def no_json(peer, event):
    return b"{", signed(peer, "{")


def nested_out_of_all_measure(peer, event):
    text = "[" * 100_000
    return text.encode(), signed(peer, text)


def of_another_account(peer, event):
    return peer.signed({**event, "account": "acct_another"})


def of_the_other_mode(peer, event):
    return peer.signed({**event, "livemode": True})


def without_an_object(peer, event):
    return peer.signed({**event, "data": {}})


def of_a_name_with_a_nul(peer, event):
    return peer.signed({**event, "id": "evt_\x00"})


def of_a_name_too_long(peer, event):
    return peer.signed({**event, "id": "evt_" + "1" * 200})


def made_at_no_time(peer, event):
    return peer.signed({**event, "created": 10**30})


def a_megabyte_and_more(peer, event):
    return peer.signed({**event, "padding": "x" * 1_000_000})


def many_megabytes(peer, event):
    return peer.signed({**event, "padding": "x" * 3_000_000})


REFUSED = [
    body_one_byte_longer,
    signed_301_seconds_ago,
    signed_ten_years_ahead,
    only_the_old_scheme,
    unsigned,
    an_empty_signature,
    signed_with_another_secret,
    not_utf_8,
    not_utf_8_and_signed_somehow,
    a_signature_of_strange_letters,
    nothing_but_commas,
    not_a_number,
    a_list,
    a_word,
    no_json,
    nested_out_of_all_measure,
    of_another_account,
    of_the_other_mode,
    without_an_object,
    of_a_name_with_a_nul,
    of_a_name_too_long,
    made_at_no_time,
    a_megabyte_and_more,
    many_megabytes,
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.__name__)
def test_an_unverified_event_is_400_and_not_stored(stripe_peer, event, case):
    assert post(*case(stripe_peer, event)) == 400

    assert not StripeEvent.objects.exists()
    assert not OutboxRow.objects.filter(kind="stripe.look").exists()


def test_299_seconds_old_is_news(stripe_peer, event):
    assert post(*stripe_peer.signed(event, at=int(time.time()) - 299)) == 200


def test_two_signatures_of_which_one_is_right_are_believed(stripe_peer, event):
    body, signature = stripe_peer.signed(event)

    assert post(body, f"{signature},v1={'0' * 64}") == 200


def test_without_a_key_nobody_is_believed(stripe_peer, event, settings):
    settings.STRIPE_KEY = ""

    assert tell(stripe_peer, event) == 400


def test_without_a_secret_nobody_is_believed(stripe_peer, event, settings):
    body, _ = stripe_peer.signed(event)
    settings.STRIPE_WEBHOOK_SECRET = ""

    assert post(body, WebhookSignature.generate_signature_header(body.decode(), "")) == 400


def test_an_unknown_event_is_stored_and_nothing_more(stripe_peer, event):
    other = {**event, "type": "payout.paid", "data": {"object": {"id": "po_1", "object": "payout"}}}

    assert tell(stripe_peer, other) == 200

    assert StripeEvent.objects.get().done_at is not None
    assert not OutboxRow.objects.filter(kind="stripe.look").exists()


def test_a_disputed_payment_goes_to_a_person(stripe_peer, sent, event):
    tell(stripe_peer, event)
    work()
    intent = stripe_peer.all("payment_intent")[0]["id"]
    dispute = {"id": "du_1", "object": "dispute", "payment_intent": intent}
    disputed = {
        **event,
        "id": "evt_du",
        "type": "charge.dispute.created",
        "data": {"object": dispute},
    }

    tell(stripe_peer, disputed)
    work()

    parked = StripeUnallocated.objects.get()
    assert (
        parked.says == "The payer disputes £5,760.00 paid for INV-0001. Answer at Stripe in time."
    )


STORY = ("invoice.created", "invoice.finalized", "invoice.paid", "refund.created")


@pytest.mark.parametrize("order", [*permutations(STORY)], ids=" ".join)
def test_in_whatever_order_the_news_comes_the_end_is_the_same(stripe_peer, sent, order):
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"])
    intent = stripe_peer.all("payment_intent")[0]["id"]
    stripe_peer.make_refund({"payment_intent": intent, "amount": 60_00})

    for name in order:
        tell_all(stripe_peer, name)
        work()

    sent.refresh_from_db()
    assert (sent.state, sent.paid_pence) == ("paid", 5_760_00)
    assert (Payment.objects.count(), link_of(sent).collected_pence) == (1, 5_760_00)
    assert [(p.kind, p.amount_pence) for p in StripeUnallocated.objects.all()] == [
        ("refund", 60_00)
    ]
    assert broken_books() == {}


def test_all_events_of_a_whole_story_backwards_and_twice(stripe_peer, sent):
    stripe_peer.pay(copy_of(stripe_peer, sent)["id"])
    for event in [*reversed(stripe_peer.news()), *stripe_peer.news()]:
        assert tell(stripe_peer, event) == 200

    work()

    assert StripeEvent.objects.filter(done_at=None).count() == 0
    assert Payment.objects.count() == 1
    assert broken_books() == {}


def test_10000_forged_events_are_refused_and_the_next_true_one_is_taken(stripe_peer, event):
    forged = f"t={int(time.time())},v1={'0' * 64}"
    body = json.dumps(event)
    request = RequestFactory().post(
        "/stripe/webhook/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": forged},
    )

    statuses = Counter(stripe_webhook(request).status_code for _ in range(10_000))

    assert statuses == {400: 10_000}
    assert not StripeEvent.objects.exists()
    assert tell(stripe_peer, event) == 200
