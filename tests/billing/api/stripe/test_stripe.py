"""Stripe's endpoints: connected or not, what is parked, and what finance does about it."""

from datetime import date

import pytest

from billing.models import Payment
from billing.reports.stripe_standing import parked_and_given_up, pay_urls
from tests.factories.billing import InvoiceFactory
from tests.factories.foundation import OutboxRowFactory
from tests.factories.stripe import StripeLinkFactory, StripeUnallocatedFactory

ROOT = "/api/v1/"


def test_without_a_key_it_says_so(staff_api, settings):
    settings.STRIPE_KEY = ""
    OutboxRowFactory()
    OutboxRowFactory(given_up=True)
    OutboxRowFactory(last_error="ConnectionError: down", attempts=1)
    StripeUnallocatedFactory()
    StripeUnallocatedFactory(dismissed=True)

    assert staff_api.get(f"{ROOT}stripe/").json() == {
        "connected": False,
        "says": "Stripe is not connected.",
        "parked": 1,
        "given_up": 1,
        "failing": 1,
        "waiting": 2,
    }


def test_with_a_key_it_is_connected(staff_api, stripe_peer):
    assert staff_api.get(f"{ROOT}stripe/").json()["says"] == "Stripe is connected."


def test_parked_money_is_booked_on_the_invoice_it_is_for(finance_api, on_day):
    on_day(date(2018, 10, 2))
    parked = StripeUnallocatedFactory()
    path = f"{ROOT}stripe-parked/{parked.pk}/book/"

    part = finance_api.post(
        path, {"invoice": parked.receipt.invoice_id, "amount_pence": 60_00}, format="json"
    )
    rest = finance_api.post(path, {"invoice": parked.receipt.invoice_id}, format="json")
    again = finance_api.post(path, {"invoice": parked.receipt.invoice_id}, format="json")

    assert [answer.json()["state"] for answer in (part, rest)] == ["waiting", "settled"]
    assert (again.status_code, again.json()["code"]) == (409, "already_placed")
    assert [*Payment.objects.order_by("pk").values_list("amount_pence", "method")] == [
        (60_00, "card"),
        (5_700_00, "card"),
    ]


def test_a_puzzle_is_dismissed_with_what_was_done(finance_api):
    parked = StripeUnallocatedFactory()

    answer = finance_api.post(
        f"{ROOT}stripe-parked/{parked.pk}/dismiss/", {"reason": "Paid back"}, format="json"
    )

    assert (answer.json()["state"], answer.json()["reason"]) == ("dismissed", "Paid back")


def test_what_the_worker_gave_up_is_tried_again_or_dropped(finance_api):
    first, second = OutboxRowFactory(given_up=True), OutboxRowFactory(given_up=True)

    retried = finance_api.post(f"{ROOT}outbox/{first.pk}/retry/")
    dropped = finance_api.post(
        f"{ROOT}outbox/{second.pk}/drop/", {"reason": "Done by hand"}, format="json"
    )

    assert (retried.json()["state"], retried.json()["attempts"]) == ("waiting", 0)
    assert dropped.json()["state"] == "dropped"
    assert finance_api.post(f"{ROOT}outbox/{first.pk}/retry/").status_code == 409


def test_what_a_letter_says_is_nobodys_business(finance_api):
    row = OutboxRowFactory(payload={"text": "Dear Jane"})

    assert "Dear Jane" not in finance_api.get(f"{ROOT}outbox/{row.pk}/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_report_of_what_waits_costs_the_same(db, django_assert_num_queries, rows):
    for _ in range(rows):
        StripeUnallocatedFactory()
        invoice = InvoiceFactory(issued=True)
        OutboxRowFactory(given_up=True, kind="stripe.invoice", subject_id=invoice.pk)

    with django_assert_num_queries(3):
        waiting = parked_and_given_up()

    assert sorted({row.actions for row in waiting}) == [("book", "dismiss"), ("retry", "drop")]
    assert {row.subject for row in waiting if row.source == "outbox"} == {
        f"INV-{2 * n:04d}" for n in range(1, rows + 1)
    }


def test_where_to_pay_is_known_of_what_is_open_there(db):
    owing, paid = InvoiceFactory(issued=True), InvoiceFactory(paid=True)
    for invoice in (owing, paid):
        StripeLinkFactory(subject_id=invoice.pk, url="https://invoice.example/i", status="open")

    assert pay_urls([owing, paid]) == {owing.pk: "https://invoice.example/i"}
