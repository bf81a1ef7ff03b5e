"""Admins see each endpoint with what it was sent, and send it again."""

from datetime import UTC, datetime

import pytest
from django.utils.timezone import localdate

from foundation import feed, history
from foundation.choices import Verb
from foundation.models import WebhookDelivery, WebhookEndpoint
from foundation.webhook_signing import decrypted
from tests.factories.employers import EmployerFactory
from tests.factories.foundation import (
    WebhookAttemptFactory,
    WebhookDeliveryFactory,
    WebhookEndpointFactory,
)

pytestmark = pytest.mark.django_db
URL = "https://hooks.example.org/foothold"


@pytest.fixture
def page(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def endpoint(admin):
    return WebhookEndpointFactory(owner=admin, description="Payroll")


def test_a_new_endpoint_shows_its_secret_once(page):
    answer = page.post("/webhooks/", {"url": URL, "types": "hire.started, invoice.*"})

    endpoint = WebhookEndpoint.objects.get()
    assert decrypted(endpoint.secret) in answer.content.decode()
    assert endpoint.types == ["hire.started", "invoice.*"]
    assert "whsec_" not in page.get("/webhooks/").content.decode()
    assert "whsec_" not in page.get(f"/webhooks/{endpoint.pk}/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("url", "https://10.0.0.1/", "belongs to a private network"),
        ("types", "hire.eaten", "There is no type hire.eaten"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(page, field, value, sentence):
    answer = page.post("/webhooks/", {"url": URL, "types": "", field: value})

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_the_page_shows_deliveries_with_their_attempts(page, endpoint):
    delivery = WebhookDeliveryFactory(subject_id=endpoint.pk, given_up=True, payload={"event": 7})
    WebhookAttemptFactory(delivery=delivery, status=502, answer="<b>Bad gateway</b>")
    WebhookDeliveryFactory(subject_id=endpoint.pk, delivered=True, payload={"event": 8})

    both = page.get(f"/webhooks/{endpoint.pk}/").content.decode()
    dead = page.get(f"/webhooks/{endpoint.pk}/?state=given_up").content.decode()

    assert "evt_7" in both and "evt_8" in both  # noqa: PT018
    assert "answered 502" in both
    assert "&lt;b&gt;Bad gateway" in both
    assert "evt_7" in dead and "evt_8" not in dead  # noqa: PT018


def test_one_delivery_is_sent_again_from_its_button(page, endpoint):
    history.record(Verb.PUT_ON_STOP, EmployerFactory(), by=None, on=localdate())
    feed.place_all(now=datetime(2026, 6, 15, 11, tzinfo=UTC))
    last = feed.last_position()
    given_up = WebhookDeliveryFactory(subject_id=endpoint.pk, given_up=True)
    delivered = WebhookDeliveryFactory(
        subject_id=endpoint.pk, delivered=True, payload={"event": last}
    )
    test = WebhookDeliveryFactory(subject_id=endpoint.pk, delivered=True, payload={"test": True})

    for row in (given_up, delivered, test):
        answer = page.post(f"/webhooks/deliveries/{row.pk}/send-again/", follow=True)
        assert "It is on its way again." in answer.content.decode()

    waiting = WebhookDelivery.objects.to(endpoint.pk).filter(state="waiting").order_by("pk")
    assert [row.position for row in waiting] == [given_up.position, last, None]
    answer = page.post(f"/webhooks/deliveries/{given_up.pk}/send-again/", follow=True)
    assert "This is on its way already." in answer.content.decode()


def test_an_endpoint_is_paused_resumed_replayed_and_disabled(page, endpoint):
    path = f"/webhooks/{endpoint.pk}/"

    def state_after(name, **fields):
        assert page.post(f"{path}{name}/", fields).status_code == 302
        endpoint.refresh_from_db()
        return endpoint.state

    assert state_after("pause") == "paused"
    assert state_after("resume") == "active"
    assert state_after("test") == "active"
    assert state_after("replay", since="2026-06-01T10:00") == "active"
    assert state_after("edit", url=URL, types="hire.*", description="") == "active"
    assert (endpoint.url, endpoint.types) == (URL, ["hire.*"])
    assert state_after("disable") == "disabled"
    assert page.post(f"{path}disable/").status_code == 400


def test_a_new_secret_is_shown_once_and_the_old_one_signs_on(page, endpoint):
    old = decrypted(endpoint.secret)

    answer = page.post(f"/webhooks/{endpoint.pk}/new-secret/")

    endpoint.refresh_from_db()
    assert decrypted(endpoint.secret) in answer.content.decode()
    assert [decrypted(one) for one, _ in endpoint.old_secrets] == [old]
    assert page.get(f"/webhooks/{endpoint.pk}/new-secret/").status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_needs_the_same_queries_for_one_delivery_and_for_three(
    page, endpoint, count, django_assert_num_queries
):
    for number in range(count):
        row = WebhookDeliveryFactory(subject_id=endpoint.pk, payload={"event": number + 1})
        WebhookAttemptFactory.create_batch(2, delivery=row)

    with django_assert_num_queries(6):  # session, user, endpoint, counts, deliveries, attempts
        page.get(f"/webhooks/{endpoint.pk}/")


def test_only_admins_open_the_pages(client, staff, finance_officer, employer_contact, endpoint):
    for person in (staff, finance_officer, employer_contact):
        client.force_login(person)
        assert client.get("/webhooks/").status_code == 403
        assert client.post(f"/webhooks/{endpoint.pk}/new-secret/").status_code == 403
