"""Every door of the API with every kind of person: a door without a row here fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from tests.project.api.world import ROLES, World

ANYBODY = ["graduate", "employer", "other", "staff", "finance", "admin"]
OFFICE = ["staff", "finance", "admin"]
PEOPLE, MONEY = ["staff", "admin"], ["finance", "admin"]
THEIRS = ["graduate", "employer", *OFFICE]  # the two a hire is between, and the office
FIRM = ["employer", *OFFICE]

# Who reads a noun's list with how many rows, and who reads its one row (the rest: 404).
Counts = dict[str, int]


def rows(graduate: int, employer: int, other: int, office: int) -> Counts:
    return {"graduate": graduate, "employer": employer, "other": other} | dict.fromkeys(
        OFFICE, office
    )


LISTS: dict[str, tuple[Counts, list[str]]] = {
    "cohorts": (rows(1, 1, 1, 1), ANYBODY),
    "graduates": (rows(1, 1, 1, 1), ANYBODY),
    "portfolio-projects": (rows(1, 1, 1, 1), ANYBODY),
    "employers": (rows(0, 1, 1, 2), FIRM),
    "contacts": (rows(0, 1, 1, 2), FIRM),
    "terms": (rows(0, 1, 0, 1), FIRM),
    "hiring-requests": (rows(0, 1, 0, 1), FIRM),
    "introductions": (rows(1, 1, 0, 1), THEIRS),
    "hires": (rows(1, 1, 0, 1), THEIRS),
    "job-reports": (rows(1, 0, 0, 1), ["graduate", *OFFICE]),
    "outcomes": (rows(1, 0, 0, 1), ["graduate", *OFFICE]),
    "invoices": (rows(0, 1, 0, 1), FIRM),
    "credit-notes": (rows(0, 1, 0, 1), FIRM),
    "payments": (rows(0, 1, 0, 1), FIRM),
    "late-charges": (rows(0, 1, 0, 1), FIRM),
    "kept-credits": (rows(0, 1, 0, 1), FIRM),
    # Not the business of anybody outside the office: 403, and no count at all.
    "bank-statements": (dict.fromkeys(OFFICE, 1), OFFICE),
    "bank-lines": (dict.fromkeys(OFFICE, 1), OFFICE),
    "fees": (dict.fromkeys(OFFICE, 1), OFFICE),
    "rebates": (dict.fromkeys(OFFICE, 1), OFFICE),
    "approvals": (dict.fromkeys(OFFICE, 1), OFFICE),
    "reminders": (dict.fromkeys(OFFICE, 1), OFFICE),
    "outbox": (dict.fromkeys(OFFICE, 4), OFFICE),
    "stripe-parked": (dict.fromkeys(OFFICE, 1), OFFICE),
    "seller": (dict.fromkeys(OFFICE, 1), OFFICE),
    "reference-rates": (dict.fromkeys(OFFICE, 19), OFFICE),
}
FOR_THE_OFFICE = {
    "outbox",
    "stripe-parked",
    "reminders",
    "fees",
    "rebates",
    "approvals",
    "seller",
    "reference-rates",
    "bank-statements",
    "bank-lines",
}

# Who may ask for a write, and what an empty body is answered: everybody else reads 403.
WRITES: dict[str, tuple[list[str], int]] = {
    "POST cohorts/": (PEOPLE, 400),
    "PATCH cohorts/{}/": (PEOPLE, 200),
    "POST graduates/": (PEOPLE, 400),
    "PATCH graduates/{}/": (PEOPLE, 200),
    "POST graduates/{}/publish/": (PEOPLE, 400),
    "POST graduates/{}/hide/": (PEOPLE, 200),
    "POST graduates/{}/erase/": (PEOPLE, 200),
    "POST portfolio-projects/": (PEOPLE, 400),
    "PATCH portfolio-projects/{}/": (PEOPLE, 200),
    "POST employers/": (PEOPLE, 400),
    "PATCH employers/{}/": (PEOPLE, 200),
    "POST contacts/": (PEOPLE, 400),
    "PATCH contacts/{}/": (PEOPLE, 200),
    "POST terms/": (PEOPLE, 400),
    "PATCH terms/{}/": (PEOPLE, 200),
    "POST hiring-requests/": ([*PEOPLE, "employer", "other"], 400),
    "PATCH hiring-requests/{}/": (PEOPLE, 200),
    "POST hiring-requests/{}/open/": (PEOPLE, 409),
    "POST hiring-requests/{}/close/": (PEOPLE, 200),
    "POST introductions/": (PEOPLE, 400),
    "PATCH introductions/{}/": (PEOPLE, 200),
    "POST introductions/{}/send/": (PEOPLE, 409),
    "POST introductions/{}/interview/": (PEOPLE, 409),
    "POST introductions/{}/arrange-interview/": (PEOPLE, 400),
    "POST introductions/{}/call-off-interview/": (PEOPLE, 409),
    "POST introductions/{}/offer/": (PEOPLE, 409),
    "POST introductions/{}/decline/": (PEOPLE, 400),
    "POST introductions/{}/withdraw/": (PEOPLE, 409),
    "POST introductions/{}/reopen/": (PEOPLE, 409),
    "POST introductions/{}/agree/": (["graduate"], 409),
    "POST introductions/{}/decline-to-meet/": (["graduate"], 409),
    "POST job-reports/": (["graduate"], 400),
    "POST job-reports/{}/log-hire/": (PEOPLE, 400),
    "POST job-reports/{}/note-outcome/": (PEOPLE, 409),
    "POST job-reports/{}/dismiss/": (PEOPLE, 400),
    "POST outcomes/": (PEOPLE, 400),
    "POST hires/": (PEOPLE, 400),
    "POST hires/{}/start/": (PEOPLE, 409),
    "POST hires/{}/end/": (PEOPLE, 400),
    "POST hires/{}/fall-through/": (PEOPLE, 400),
    "POST hires/{}/change-last-day/": (PEOPLE, 400),
    "POST hires/{}/re-engage/": (PEOPLE, 400),
    "POST fee-quotes/": (ANYBODY, 400),
    "POST fees/{}/override/": (MONEY, 400),
    "POST fees/{}/waive/": (MONEY, 400),
    "PATCH invoices/{}/": (MONEY, 200),
    "POST invoices/{}/issue/": (MONEY, 409),
    "POST invoices/{}/void/": (MONEY, 409),
    "POST invoices/{}/credit/": (MONEY, 400),
    "POST invoices/{}/write-off/": (MONEY, 400),
    "POST invoices/{}/dispute/": (MONEY, 400),
    "POST invoices/{}/settle-dispute/": (MONEY, 400),
    "POST invoices/{}/promise/": (MONEY, 400),
    "POST invoices/{}/remind/": (MONEY, 409),
    "PATCH employers/{}/reminder-ladder/": (MONEY, 200),
    "POST payments/": (MONEY, 400),
    "POST bank-statements/": (MONEY, 400),
    "POST bank-lines/accept-sure/": (MONEY, 200),
    "POST bank-lines/{}/match/": (MONEY, 400),
    "POST bank-lines/{}/accept/": (MONEY, 409),
    "POST bank-lines/{}/ignore/": (MONEY, 400),
    "POST bank-lines/{}/reopen/": (MONEY, 409),
    "POST kept-credits/{}/apply/": (MONEY, 400),
    "POST kept-credits/{}/pay-back/": (MONEY, 400),
    "POST payments/{}/refund/": (MONEY, 400),
    "POST rebates/{}/confirm/": (MONEY, 400),
    "POST rebates/{}/nobody-found/": (MONEY, 409),
    "POST seller/": (MONEY, 400),
    "POST reference-rates/": (MONEY, 400),
    "POST invoices/{}/charge-late-payment/": (MONEY, 409),
    "POST late-charges/{}/pay/": (MONEY, 400),
    "POST late-charges/{}/waive/": (MONEY, 400),
    "POST outbox/{}/retry/": (MONEY, 409),
    "POST outbox/{}/drop/": (MONEY, 400),
    "POST stripe-parked/{}/book/": (MONEY, 400),
    "POST stripe-parked/{}/dismiss/": (MONEY, 400),
    "POST approvals/{}/approve/": (MONEY, 409),
    "POST approvals/{}/refuse/": (MONEY, 400),
}

READS: dict[str, list[str]] = {
    "GET hiring-requests/{}/matches/": FIRM,
    "GET invoices/{}/pdf/": FIRM,
    "GET invoices/{}/late-payment/": FIRM,
    "GET credit-notes/{}/pdf/": FIRM,
    "GET late-charges/{}/pdf/": FIRM,
    "GET payments/{}/receipt/": FIRM,
    "GET employers/{}/statement/": FIRM,
    "GET invoices/{}/e-invoice/": FIRM,
    "GET credit-notes/{}/e-invoice/": FIRM,
    "GET invoices/{}/reminder-preview/": OFFICE,
    "GET employers/{}/reminder-ladder/": OFFICE,
    "GET reports/forecast/": OFFICE,
    "GET reports/accounting-file/": OFFICE,
    "GET stripe/": OFFICE,
    "GET reports/revenue/": OFFICE,
    "GET reports/finance-workbook/": OFFICE,
    "GET reports/debtors/": OFFICE,
    "GET reports/tasks/": OFFICE,
    "GET reports/outcomes/": OFFICE,
    "GET reports/inclusion/": OFFICE,
    "GET graduates/{}/cv/": THEIRS,
    "GET portfolio-projects/{}/picture/": ANYBODY,
    "GET graduates/{}/my-data/": ["graduate", *OFFICE],
}
NEEDS_A_MONTH = {
    "GET reports/accounting-file/",
    "GET reports/revenue/",
    "GET reports/finance-workbook/",
}
OPEN_TO_ALL = {"GET ", "GET schema/", "GET docs/"}


def doors() -> Iterator[str]:
    """Yield every method and address under /api/v1/ that a viewset or a view answers."""
    for address, view in walked(get_resolver(), ""):
        behind = getattr(view, "cls", None) or getattr(view, "view_class", None)
        if not address.startswith("api/v1/") or behind.__name__ == "NothingHere":
            continue
        actions = getattr(view, "actions", None)
        choices = getattr(view, "view_initkwargs", None) or getattr(view, "initkwargs", {})
        offered = set(actions or choices.get("http_method_names", behind.http_method_names))
        for method in sorted(offered & {"get", "post", "put", "patch", "delete"}):
            if actions or hasattr(behind, method):
                yield f"{method.upper()} {address.removeprefix('api/v1/')}"


def walked(resolver: URLResolver, before: str) -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield plain(address), pattern.callback
        else:
            yield from walked(pattern, address)


def plain(address: str) -> str:
    """Return an address with its regular expression taken off, its id as {}."""
    for rough, smooth in (
        ("(?P<pk>[^/.]+)", "{}"),
        ("<str:pk>", "{}"),
        ("^", ""),
        ("$", ""),
        ("\\Z", ""),
    ):
        address = address.replace(rough, smooth)
    return address


def test_every_door_has_a_row():
    lists = {f"GET {noun}/" for noun in LISTS} | {f"GET {noun}/{{}}/" for noun in LISTS}

    assert set(doors()) == lists | set(WRITES) | set(READS) | OPEN_TO_ALL


def client(world: World, role: str) -> APIClient:
    api = APIClient()
    if role != "anonymous":
        api.force_authenticate(world.people[role])
    return api


def answers(world: World, door: str) -> dict[str, int]:
    """Return what each role is answered; what one did is undone before the next asks."""
    method, address = door.split(" ")
    noun = address.partition("/")[0]
    path = "/api/v1/" + address.format(world.ids.get(noun))
    found = {}
    for role in ROLES:
        with transaction.atomic():
            api = client(world, role)
            body = {} if method == "GET" else {"data": {}, "format": "json"}
            found[role] = getattr(api, method.lower())(path, **body).status_code
            transaction.set_rollback(True)
    return found


def expected(allowed: list[str], answer: int, otherwise: int) -> dict[str, int]:
    return {"anonymous": 401} | {role: answer if role in allowed else otherwise for role in ANYBODY}


@pytest.mark.parametrize("noun", LISTS)
def test_a_list_holds_what_is_yours_to_see(world, noun):
    counts, readers = LISTS[noun]

    assert client(world, "anonymous").get(f"/api/v1/{noun}/").status_code == 401
    for role in ANYBODY:
        answer = client(world, role).get(f"/api/v1/{noun}/")
        if role in counts:
            assert (role, len(answer.json()["results"])) == (role, counts[role])
        else:
            assert (role, answer.status_code) == (role, 403)
    hidden = 403 if noun in FOR_THE_OFFICE else 404
    assert answers(world, f"GET {noun}/{{}}/") == expected(readers, 200, hidden)


@pytest.mark.parametrize("door", WRITES)
def test_a_write_is_for_those_whose_work_it_is(world, door):
    allowed, answer = WRITES[door]

    assert answers(world, door) == expected(allowed, answer, 403)


@pytest.mark.parametrize("door", READS)
def test_a_report_is_for_the_office_and_what_belongs_to_a_row_for_those_who_see_the_row(
    world, door
):
    answer = 400 if door in NEEDS_A_MONTH else 200
    hidden = 404 if "{}" in door and READS[door] != OFFICE else 403

    assert answers(world, door) == expected(READS[door], answer, hidden)


@pytest.mark.parametrize("door", sorted(OPEN_TO_ALL - {"GET "}))
def test_what_describes_the_api_is_open_to_all(world, door):
    assert set(answers(world, door).values()) == {200}
