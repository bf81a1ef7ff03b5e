"""Conditional requests: what has not changed is not sent again, and not overwritten unseen."""

import pytest

from employers.models import Employer
from foundation.models import HistoryEntry
from tests.factories.billing import InvoiceFactory
from tests.factories.employers import EmployerFactory
from tests.factories.placements import IntroductionFactory

pytestmark = pytest.mark.django_db
EMPLOYERS = "/api/v1/employers/"


@pytest.fixture
def address() -> str:
    return f"{EMPLOYERS}{EmployerFactory(name='Ember Ltd').pk}/"


@pytest.mark.parametrize("of", ["object", "list", "report", "file"])
def test_what_has_not_changed_is_not_sent_again(admin_api, address, of):
    paths = {
        "object": address,
        "list": EMPLOYERS,
        "report": "/api/v1/reports/debtors/",
        "file": f"/api/v1/invoices/{InvoiceFactory(issued=True).pk}/pdf/",
    }
    first = admin_api.get(paths[of])

    again = admin_api.get(paths[of], headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize(
    ("given", "status"), [("W/{tag}", 304), ('"other", {tag}', 304), ("*", 304), ('"other"', 200)]
)
def test_if_none_match_is_read_as_the_standard_says(admin_api, address, given, status):
    tag = admin_api.get(address)["ETag"]

    answer = admin_api.get(address, headers={"If-None-Match": given.format(tag=tag)})

    assert answer.status_code == status


def test_a_change_gives_another_tag_to_the_object_and_to_the_list(admin_api, address):
    tags = {path: admin_api.get(path)["ETag"] for path in (address, EMPLOYERS)}

    admin_api.patch(address, {"name": "Ember Analytics Ltd"}, format="json")

    for path, tag in tags.items():
        assert admin_api.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_write_answers_the_tag_that_a_read_answers_next(admin_api, address):
    made = admin_api.post(EMPLOYERS, {"name": "Fjord Ltd"}, format="json")
    changed = admin_api.patch(address, {"name": "Ember Analytics Ltd"}, format="json")

    assert made["ETag"] == admin_api.get(f"{EMPLOYERS}{made.json()['id']}/")["ETag"]
    assert changed["ETag"] == admin_api.get(address)["ETag"]


def test_a_write_to_what_was_read_goes_through(admin_api, address):
    tag = admin_api.get(address)["ETag"]

    answer = admin_api.patch(
        address, {"name": "Ember Analytics Ltd"}, format="json", headers={"If-Match": tag}
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("given", ["changed", "nonsense", '"nonsense"', "", "W/{tag}"])
def test_a_write_to_what_has_changed_since_does_nothing(admin_api, address, given):
    tag = admin_api.get(address)["ETag"]
    if given == "changed":
        admin_api.patch(address, {"billing_name": "Ember"}, format="json")
    given = tag if given == "changed" else given.format(tag=tag)
    entries = HistoryEntry.objects.count()

    answer = admin_api.patch(
        address, {"name": "Overwritten Ltd"}, format="json", headers={"If-Match": given}
    )

    assert answer.status_code == 412
    assert answer.json()["errors"][0]["code"] == "changed_meanwhile"
    assert Employer.objects.get().name == "Ember Ltd"
    assert HistoryEntry.objects.count() == entries


def test_an_action_honours_it_as_well(staff_api):
    introduction = IntroductionFactory(sent=True)
    path = f"/api/v1/introductions/{introduction.pk}/"
    tag = staff_api.get(path)["ETag"]
    moved = staff_api.post(f"{path}interview/", {}, format="json", headers={"If-Match": tag})

    again = staff_api.post(f"{path}offer/", {}, format="json", headers={"If-Match": tag})

    assert (moved.status_code, again.status_code) == (200, 412)
    introduction.refresh_from_db()
    assert introduction.state == "interviewing"


def test_any_state_of_what_is_there_matches_a_star(admin_api, address):
    answer = admin_api.patch(
        address, {"name": "Fjord Ltd"}, format="json", headers={"If-Match": "*"}
    )

    assert answer.status_code == 200


def test_a_retry_with_its_key_is_answered_although_its_tag_is_old_by_then(admin_api, address):
    tag = admin_api.get(address)["ETag"]
    headers = {"If-Match": tag, "Idempotency-Key": "once"}
    first = admin_api.patch(address, {"name": "Fjord Ltd"}, format="json", headers=headers)

    again = admin_api.patch(address, {"name": "Fjord Ltd"}, format="json", headers=headers)

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()


def test_what_one_may_not_see_is_not_there_whatever_the_tag(employer_api, address):
    answer = employer_api.patch(
        address, {"name": "Mine Ltd"}, format="json", headers={"If-Match": '"x"'}
    )

    assert answer.status_code in (403, 404)
