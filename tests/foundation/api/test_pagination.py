"""Pages that lose no row and repeat none, whatever the order."""

import base64
import json

import pytest

from employers.models import Employer
from tests.factories.employers import EmployerFactory, TermsFactory

EMPLOYERS, TERMS = "/api/v1/employers/", "/api/v1/terms/"


def walked(api, address: str, link: str = "next") -> list[dict]:
    """Return the rows of all pages, following one link to its end."""
    rows: list[dict] = []
    while address:
        page = api.get(address).json()
        assert set(page) == {"next", "previous", "results"}
        rows = rows + page["results"] if link == "next" else page["results"] + rows
        address = page[link]
    return rows


def last_page(api, address: str) -> dict:
    page = api.get(address).json()
    while page["next"]:
        page = api.get(page["next"]).json()
    return page


@pytest.fixture
def twelve(db):
    """Twelve employers that tie on every field but the id."""
    EmployerFactory.create_batch(12, kind="company", on_stop=False)
    moment = Employer.objects.latest("id").created_at
    Employer.objects.update(created_at=moment)


@pytest.mark.parametrize("order", ["created_at", "-created_at", "name", "-name", "id", "-id"])
def test_walking_forwards_meets_every_row_once(staff_api, twelve, order):
    everything = [row["id"] for row in walked(staff_api, f"{EMPLOYERS}?ordering={order}")]
    paged = walked(staff_api, f"{EMPLOYERS}?ordering={order}&page_size=5")

    assert [row["id"] for row in paged] == everything
    assert len(set(everything)) == 12


def test_walking_back_meets_the_same_rows(staff_api, twelve):
    end = last_page(staff_api, f"{EMPLOYERS}?ordering=-created_at&page_size=5")
    back = walked(staff_api, end["previous"], link="previous")
    forth = walked(staff_api, f"{EMPLOYERS}?ordering=-created_at")

    assert [row["id"] for row in back + end["results"]] == [row["id"] for row in forth]


@pytest.mark.parametrize("order", ["effective_to", "-effective_to"])
def test_rows_without_a_value_come_last_and_none_is_lost(staff_api, order):
    for year in (2016, 2017, None, None, 2018, None):
        TermsFactory(effective_to=year and f"{year}-12-31")
    ends = [
        row["effective_to"] for row in walked(staff_api, f"{TERMS}?ordering={order}&page_size=2")
    ]

    years = ["2016-12-31", "2017-12-31", "2018-12-31"]
    assert ends == [*(years if order[0] != "-" else years[::-1]), None, None, None]
    end = last_page(staff_api, f"{TERMS}?ordering={order}&page_size=2")
    back = walked(staff_api, end["previous"], link="previous") + end["results"]
    assert [row["effective_to"] for row in back] == ends


def test_a_row_made_meanwhile_shifts_nobody_s_page(staff_api):
    EmployerFactory.create_batch(4)
    first = staff_api.get(f"{EMPLOYERS}?ordering=-id&page_size=2").json()
    EmployerFactory()
    second = staff_api.get(first["next"]).json()

    ids = [row["id"] for row in first["results"] + second["results"]]
    assert len(set(ids)) == 4
    assert second["next"] is None


def test_a_page_has_fifty_rows_unless_asked_and_never_above_two_hundred(staff_api):
    EmployerFactory.create_batch(205)

    assert len(staff_api.get(EMPLOYERS).json()["results"]) == 50
    assert len(staff_api.get(f"{EMPLOYERS}?page_size=1000").json()["results"]) == 200


@pytest.mark.parametrize("size", ["0", "-1", "x", "1.5", "１０", "9" * 30, "%00"])
def test_a_page_size_is_a_whole_number(staff_api, size):
    answer = staff_api.get(f"{EMPLOYERS}?page_size={size}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "page_size"


@pytest.mark.parametrize(
    "order", ["password", "contacts__user__password", "name__x", "--id", "?", "", "id,"]
)
def test_an_unknown_order_is_named_with_the_known_ones(staff_api, order):
    answer = staff_api.get(EMPLOYERS, {"ordering": order})

    assert answer.status_code == 400
    assert (
        answer.json()["errors"][0]["detail"]
        == "Order by one of: id, name, reference, created_at, updated_at."
    )


def forged(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "%00", "é", "[" * 5000, forged(), forged(["name"], 0, ["a"])),
        forged(["name"], 0, "ab"),
        forged(["name"], 0, ["\x00", 1]),
        forged(["name"], 0, [None, 1]),
        forged(["name"], 0, [["a"], 1]),
        forged(["name"], 0, ["a", "b"]),
        forged(["name"], 0, ["a", 1.5]),
        forged(["-name"], 0, ["a", 1]),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)
def test_a_cursor_of_no_page_is_404(staff_api, cursor):
    assert staff_api.get(EMPLOYERS, {"cursor": cursor}).status_code == 404


def test_a_cursor_beyond_every_id_is_an_empty_page(staff_api):
    page = staff_api.get(EMPLOYERS, {"cursor": forged(["name"], 0, ["zzz", 2**200])})

    assert page.status_code in (200, 400)


def test_numbered_pages_are_not_there(staff_api):
    assert staff_api.get(f"{EMPLOYERS}?page=99999999999999999999").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_is_one_query_however_many_rows(staff_api, rows, django_assert_num_queries):
    EmployerFactory.create_batch(rows)

    with django_assert_num_queries(1):
        assert len(staff_api.get(EMPLOYERS).json()["results"]) == rows
