"""What each kind of person finds behind the doors of the API that they may open.

Who may open which door stands in `tests/house/doors.txt` and nowhere else. Here is what it cannot
say: how many rows of a list are theirs, whose the one row is, and that a write reaches its row.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import transaction

from tests.api_client import ApiClient as APIClient
from tests.project.api.world import ROLES, World

MATRIX = Path(__file__).parents[2] / "house" / "doors.txt"
ANYBODY = ["graduate", "employer", "other", "staff", "finance", "admin"]
OFFICE = ["staff", "finance", "admin"]
THEIRS = ["graduate", "employer", *OFFICE]  # the two a hire is between, and the office
ADMIN = ["admin"]
FIRM = ["employer", *OFFICE]
OWN = ["graduate", *OFFICE]


class Rows(NamedTuple):
    """How many rows of a noun each finds in its list, and who may see the one of the world."""

    graduate: int
    employer: int
    other: int
    office: int
    readers: list[str]


NOUNS = {
    "cohorts": Rows(1, 1, 1, 1, ANYBODY),
    "graduates": Rows(1, 1, 1, 1, ANYBODY),
    "portfolio-projects": Rows(1, 1, 1, 1, ANYBODY),
    "employers": Rows(0, 1, 1, 2, FIRM),
    "contacts": Rows(0, 1, 1, 2, FIRM),
    "terms": Rows(0, 1, 0, 1, FIRM),
    "hiring-requests": Rows(0, 1, 0, 1, FIRM),
    "introductions": Rows(1, 1, 0, 1, THEIRS),
    "hires": Rows(1, 1, 0, 1, THEIRS),
    "job-reports": Rows(1, 0, 0, 1, OWN),
    "outcomes": Rows(1, 0, 0, 1, OWN),
    "invoices": Rows(0, 1, 0, 1, FIRM),
    "credit-notes": Rows(0, 1, 0, 1, FIRM),
    "payments": Rows(0, 1, 0, 1, FIRM),
    "late-charges": Rows(0, 1, 0, 1, FIRM),
    "kept-credits": Rows(0, 1, 0, 1, FIRM),
    "bank-statements": Rows(0, 0, 0, 1, OFFICE),
    "bank-lines": Rows(0, 0, 0, 1, OFFICE),
    "fees": Rows(0, 0, 0, 1, OFFICE),
    "rebates": Rows(0, 0, 0, 1, OFFICE),
    "approvals": Rows(0, 0, 0, 1, OFFICE),
    "reminders": Rows(0, 0, 0, 1, OFFICE),
    "outbox": Rows(0, 0, 0, 5, OFFICE),
    "stripe-parked": Rows(0, 0, 0, 1, OFFICE),
    "seller": Rows(0, 0, 0, 1, OFFICE),
    "reference-rates": Rows(0, 0, 0, 19, OFFICE),
    "events": Rows(7, 13, 0, 18, THEIRS),
    "webhook-endpoints": Rows(0, 0, 0, 1, ADMIN),
    "webhook-deliveries": Rows(0, 0, 0, 1, ADMIN),
}
# Behind these doors fewer people find something than those who see the row itself.
NARROWER = {"GET graduates/{pk}/cv/": THEIRS, "GET graduates/{pk}/my-data/": OWN}

# What an empty request is answered by a door that does not say 200 to a GET and 400 to a write.
NEEDS_A_MONTH = ("reports/accounting-file/", "reports/revenue/", "reports/finance-workbook/")
DONE = (
    *("bank-lines/accept-sure/", "graduates/{pk}/hide/", "graduates/{pk}/erase/"),
    "hiring-requests/{pk}/close/",
    *(f"webhook-endpoints/{{pk}}/{name}/" for name in ("disable", "pause", "rotate-secret")),
)
ON_ITS_WAY = ("webhook-endpoints/{pk}/test/", "webhook-deliveries/{pk}/send-again/")
AGAINST_A_RULE = (
    *("approvals/{pk}/approve/", "bank-lines/{pk}/accept/", "bank-lines/{pk}/reopen/"),
    *("hires/{pk}/start/", "hiring-requests/{pk}/open/", "job-reports/{pk}/note-outcome/"),
    *(f"introductions/{{pk}}/{name}/" for name in ("agree", "call-off-interview", "interview")),
    *(f"introductions/{{pk}}/{name}/" for name in ("decline-to-meet", "offer", "reopen")),
    *(f"introductions/{{pk}}/{name}/" for name in ("send", "withdraw")),
    *(f"invoices/{{pk}}/{name}/" for name in ("charge-late-payment", "issue", "remind", "void")),
    *("outbox/{pk}/retry/", "rebates/{pk}/nobody-found/", "webhook-endpoints/{pk}/resume/"),
)
ANSWERS = {
    **{f"GET {path}": 400 for path in NEEDS_A_MONTH},
    **{f"POST {path}": 200 for path in DONE},
    **{f"POST {path}": 202 for path in ON_ITS_WAY},
    **{f"POST {path}": 409 for path in AGAINST_A_RULE},
}
DEFAULTS = {"GET": 200, "PATCH": 200, "POST": 400}


def matrix() -> dict[str, set[str]]:
    """Return who may open each door of the API; another employer's contact is an employer."""
    doors = {}
    for line in MATRIX.read_text().splitlines():
        method, path, *roles = line.split()
        if path.startswith("/api/v1/"):
            also = {"other"} if "employer" in roles else set()
            doors[f"{method} {path.removeprefix('/api/v1/')}"] = {*roles} | also
    return doors


DOORS = matrix()
ONE_ROW = {door for door in DOORS if re.fullmatch(r"GET [\w-]+/{pk}/", door)}
LISTS = {f"GET {noun}/" for noun in NOUNS}
# The schema holds no rows and takes two seconds to write: it is opened for each role by the test
# of the doors, and read in test_schema.
ROWLESS = {"GET ", "GET schema/"}
OTHERS = [door for door in DOORS if door not in {*ONE_ROW, *LISTS, *ROWLESS}]


def client(world: World, role: str) -> APIClient:
    api = APIClient()
    if role != "anonymous":
        api.force_authenticate(world.people[role])
    return api


def answers(world: World, door: str) -> dict[str, int]:
    """Return what each role is answered; what one did is undone before the next asks."""
    method, address = door.split(" ")
    path = "/api/v1/" + address.format(pk=world.ids.get(address.partition("/")[0]))
    codes = {}
    for role in ROLES:
        with transaction.atomic():
            body = {} if method == "GET" else {"data": {}, "format": "json"}
            codes[role] = getattr(client(world, role), method.lower())(path, **body).status_code
            transaction.set_rollback(True)
    return codes


def expected(door: str) -> dict[str, int]:
    """Return what each role should be answered: 403 at the door, 404 for a row not theirs."""
    method, address = door.split(" ")
    noun = address.partition("/")[0]
    readers = NARROWER.get(door) or (NOUNS[noun].readers if "{pk}" in address else ROLES)
    codes = {}
    for role in ROLES:
        if role not in DOORS[door]:
            codes[role] = 401 if role == "anonymous" else 403
        else:
            codes[role] = ANSWERS.get(door, DEFAULTS[method]) if role in readers else 404
    return codes


def test_every_list_has_its_counts_and_every_exception_its_door():
    assert {door.removesuffix("{pk}/") for door in ONE_ROW} == {f"GET {noun}/" for noun in NOUNS}
    assert {*ANSWERS, *NARROWER} <= {*DOORS}


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_holds_what_is_yours_to_see(world, noun):
    rows = NOUNS[noun]

    for role in ROLES:
        answer = client(world, role).get(f"/api/v1/{noun}/")
        if role in DOORS[f"GET {noun}/"]:
            count = rows.office if role in OFFICE else getattr(rows, role)
            assert (role, len(answer.json()["results"])) == (role, count)
        else:
            assert (role, answer.status_code) == (role, 401 if role == "anonymous" else 403)
    assert answers(world, f"GET {noun}/{{pk}}/") == expected(f"GET {noun}/{{pk}}/")


@pytest.mark.parametrize("door", OTHERS)
def test_a_door_answers_those_whose_row_it_is_and_nobody_else(world, door):
    assert answers(world, door) == expected(door)
