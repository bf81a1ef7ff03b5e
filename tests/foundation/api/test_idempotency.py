"""One effect for one request, however often it is asked."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from rest_framework.test import APIClient as PlainClient

from employers.models import Employer
from foundation.accounts.models import ApiKey
from foundation.models import HistoryEntry, IdempotencyKey
from tests.api_client import ApiClient as APIClient
from tests.factories.accounts import UserFactory
from tests.factories.billing import InvoiceFactory
from tests.factories.employers import EmployerFactory

EMPLOYERS = "/api/v1/employers/"


def ask(api, body: dict, key: str, path: str = EMPLOYERS):
    return api.post(path, body, format="json", headers={"Idempotency-Key": key})


def test_the_same_key_and_body_answer_the_same_result_once(staff_api):
    first = ask(staff_api, {"name": "Ember", "kind": "company"}, "one")
    again = ask(staff_api, {"kind": "company", "name": "Ember"}, "one")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Employer.objects.count() == 1
    assert HistoryEntry.objects.filter(verb="created").count() == 1


def test_the_answer_stays_what_it_was_whatever_happens_since(staff_api):
    first = ask(staff_api, {"name": "Ember"}, "one")
    staff_api.patch(f"{EMPLOYERS}{first.json()['id']}/", {"name": "Renamed"}, format="json")

    assert ask(staff_api, {"name": "Ember"}, "one").json()["name"] == "Ember"


def test_the_same_key_with_another_body_is_422(staff_api):
    ask(staff_api, {"name": "Ember"}, "one")
    answer = ask(staff_api, {"name": "Another"}, "one")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "idempotency_key_reused"
    assert not Employer.objects.filter(name="Another").exists()


def test_the_same_key_at_another_address_is_422(staff_api, employer):
    ask(staff_api, {}, "one", f"/api/v1/employers/{employer.pk}/nothing/")
    ask(staff_api, {"name": "Ember"}, "one")

    assert ask(staff_api, {"name": "Ember"}, "one", "/api/v1/cohorts/").status_code == 422


def test_a_refused_request_is_not_kept(staff_api):
    assert ask(staff_api, {"name": ""}, "one").status_code == 400
    assert not IdempotencyKey.objects.exists()
    assert ask(staff_api, {"name": "Ember"}, "one").status_code == 201


def test_a_conflict_is_not_kept(staff_api):
    taken = EmployerFactory(name="Ember")
    assert ask(staff_api, {"name": "EMBER"}, "one").status_code == 409
    Employer.objects.filter(pk=taken.pk).update(name="Renamed")

    assert ask(staff_api, {"name": "EMBER"}, "one").status_code == 201


def test_a_key_belongs_to_its_user(staff_api, admin_api):
    ask(staff_api, {"name": "Ember"}, "one")
    answer = ask(admin_api, {"name": "Another"}, "one")

    assert answer.status_code == 201
    assert answer.json()["name"] == "Another"


def test_who_may_not_is_refused_before_any_answer_is_repeated(staff_api, client_of, staff):
    ask(staff_api, {"name": "Ember"}, "one")
    staff.role = "finance"
    staff.save()

    assert ask(client_of(staff), {"name": "Ember"}, "one").status_code == 403


@pytest.mark.parametrize("key", ["", "x" * 256, "é", "a\tb", "\x00"])
def test_a_key_is_printable_ascii(staff_api, key):
    answer = ask(staff_api, {"name": "Ember"}, key)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "Idempotency-Key"
    assert not Employer.objects.exists()


def test_a_key_of_255_characters_is_taken(staff_api):
    assert ask(staff_api, {"name": "Ember"}, "~" * 255).status_code == 201


def test_without_a_key_asking_twice_is_two_requests(staff_api):
    for _ in range(2):
        answer = staff_api.post("/api/v1/terms/", {"employer": EmployerFactory().pk}, format="json")
        assert answer.status_code == 400
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_have_one_effect_and_one_answer():
    _, key = ApiKey.objects.create_key(name="A program", user=UserFactory())

    def one(_: int) -> tuple[int, bytes]:
        api = APIClient(headers={"Authorization": f"Api-Key {key}"})
        answer = ask(api, {"name": "Ember"}, "the same")
        connection.close()
        return answer.status_code, answer.content

    with ThreadPoolExecutor(20) as threads:
        answers = set(threads.map(one, range(20)))

    assert len(answers) == 1
    assert answers.pop()[0] == 201
    assert Employer.objects.count() == 1


def test_money_without_a_key_is_answered_428_and_with_one_booked(finance_officer):
    invoice = InvoiceFactory(issued=True)
    bare = PlainClient()
    bare.force_authenticate(finance_officer)
    body = {
        "invoice": invoice.pk,
        "amount_pence": 100,
        "received_on": str(invoice.issued_on),
        "method": "cheque",
    }

    answer = bare.post("/api/v1/payments/", body, format="json")
    assert answer.status_code == 428
    [error] = answer.json()["errors"]
    assert error["code"] == "idempotency_key_missing"
    assert "send an Idempotency-Key" in error["detail"]
    assert not invoice.payments.exists()

    for _ in range(2):
        answer = bare.post(
            "/api/v1/payments/", body, format="json", headers={"Idempotency-Key": "mine"}
        )
        assert answer.status_code == 201
    assert invoice.payments.count() == 1


def test_who_may_not_book_money_is_told_so_before_the_key(staff):
    bare = PlainClient()
    bare.force_authenticate(staff)

    assert bare.post("/api/v1/payments/", {}, format="json").status_code == 403
