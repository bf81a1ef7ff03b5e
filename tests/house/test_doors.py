"""Every door of the house: who is let in by their role, and that a stranger sees nothing.

`doors.txt` has a line for each address and method. A door without its line fails, and so does a
line without its door, or with other people than really get in.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.urls import get_resolver

from foundation.api.idempotency import is_idempotent, moves_money
from foundation.api.permissions import IsOffice
from foundation.api.views import NothingHere
from foundation.api.viewsets import ScopedViewSet
from placements.models import Cohort

from .test_models import factories

MATRIX = Path(__file__).with_name("doors.txt")
NOT_THERE = 405
# A cohort is no secret to anybody who has signed in.
SEEN_BY_ALL = {Cohort}


class Door(NamedTuple):
    path: str
    methods: list[str]
    view: Any


def doors(patterns: list[Any] | None = None, prefix: str = "/") -> Iterator[Door]:
    """Yield every address of the URL configuration, `{pk}` standing for what varies."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + readable(str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from doors(pattern.url_patterns, path)
        elif getattr(pattern.callback, "cls", None) is not NothingHere:
            yield Door(path, methods_of(pattern.callback), pattern.callback)


def readable(pattern: str) -> str:
    """Return `invoices/{pk}/issue/` for what a router or a path writes."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", r"{\1\2}", pattern)
    return re.sub(r"[\^$]|\\Z", "", named)


def methods_of(view: Any) -> list[str]:
    """Return the methods a view takes; those of a page cannot be told, so both are tried."""
    if actions := getattr(view, "actions", None):
        return sorted(method.upper() for method in actions if method != "head")
    if cls := getattr(view, "cls", None):
        return [name for name in ("GET", "POST", "PATCH") if hasattr(cls, name.lower())]
    return ["GET", "POST"]


def viewsets() -> dict[str, type[ScopedViewSet]]:
    """Return each list of rows in the API: its address and its viewset."""
    return {
        door.path: door.view.cls
        for door in doors()
        if getattr(door.view, "actions", {}).get("get") == "list"
    }


@pytest.fixture
def people(admin, staff, finance_officer, employer_contact, graduate_user) -> dict[str, Any]:
    return {
        "admin": admin,
        "staff": staff,
        "finance": finance_officer,
        "employer": employer_contact,
        "graduate": graduate_user,
        "anonymous": AnonymousUser(),
    }


def let_in(client_of: Callable[..., Any], people: dict[str, Any], path: str, method: str) -> str:
    """Return the line of the matrix for one door: who gets past it, by their role alone."""
    address = re.sub(r"{\w+}", "999999", path.replace("{in_month}", "2018-09"))
    answers = {}
    for name, person in people.items():
        client = client_of(person)
        if not path.startswith("/api/") and person.is_authenticated:
            client.force_login(person)  # a page knows people by their session
        answers[name] = client.generic(method, address, "{}", "application/json")
        if answers[name].streaming:
            b"".join(answers[name])  # read to its end, the file behind it is closed
    if {answer.status_code for answer in answers.values()} == {NOT_THERE}:
        return ""
    inside = [name for name, answer in answers.items() if not refused(answer)]
    return f"{method:<6} {path:<52} {' '.join(inside)}".rstrip()


def refused(answer: HttpResponse) -> bool:
    """Return whether the door stayed shut; a page sends those it does not know to sign in."""
    return answer.status_code in {401, 403} or "?next=" in answer.headers.get("Location", "")


def test_the_matrix_says_who_is_let_in_at_every_door(client_of, people):
    expected = set(MATRIX.read_text().splitlines())

    actual = {
        line
        for door in doors()
        for method in door.methods
        if (line := let_in(client_of, people, door.path, method))
    }

    assert sorted(actual - expected) == []
    assert sorted(expected - actual) == []


def writes() -> Iterator[tuple[str, Any]]:
    """Yield each POST and PATCH of the API: its line, and the handler behind it."""
    for door in doors():
        actions = getattr(door.view, "actions", {})
        for method in {"POST", "PATCH"} & set(door.methods) if hasattr(door.view, "cls") else ():
            name = actions.get(method.lower(), method.lower())
            yield f"{method} {door.path}", getattr(door.view.cls, name)


def test_every_write_of_the_api_has_one_effect_for_one_idempotency_key():
    stored = {line for line, handler in writes() if is_idempotent(handler)}

    assert {line for line, _ in writes()} - stored == {"POST /api/v1/fee-quotes/"}
    assert len(stored) > 60


# Parts of the API that hold money, and what in them moves none.
MONEY = ("invoices", "payments", "fees", "rebates", "kept-credits", "bank-lines", "late-charges")
MONEY += ("stripe-parked", "approvals", "credit-notes")
MOVES_NONE = {
    *("PATCH /api/v1/invoices/{pk}/", "POST /api/v1/invoices/{pk}/dispute/"),
    *("POST /api/v1/invoices/{pk}/settle-dispute/", "POST /api/v1/invoices/{pk}/promise/"),
    *("POST /api/v1/invoices/{pk}/remind/", "POST /api/v1/rebates/{pk}/nobody-found/"),
    *("POST /api/v1/bank-lines/{pk}/ignore/", "POST /api/v1/bank-lines/{pk}/reopen/"),
    *("POST /api/v1/stripe-parked/{pk}/dismiss/", "POST /api/v1/approvals/{pk}/refuse/"),
}


def test_every_write_of_money_is_refused_without_an_idempotency_key():
    of_money = {
        line: moves_money(handler)
        for line, handler in writes()
        if line.partition("/api/v1/")[2].partition("/")[0] in MONEY
    }

    assert {line for line, needs_key in of_money.items() if not needs_key} == MOVES_NONE
    assert sum(of_money.values()) == 19


def test_every_list_of_the_api_is_cut_to_what_the_person_may_see():
    uncut = [
        path
        for path, viewset in viewsets().items()
        if not hasattr(viewset.queryset, "visible_to") and viewset.permission_classes != [IsOffice]
    ]

    assert uncut == []


@pytest.mark.parametrize("path", viewsets(), ids=lambda path: path)
def test_a_stranger_finds_none_of_our_rows(stranger_api, path):
    model = viewsets()[path].queryset.model
    row = next(made for made in factories() if made._meta.model is model)()

    one, many = stranger_api.get(f"{path}{row.pk}/"), stranger_api.get(path)

    if model in SEEN_BY_ALL:
        assert (one.status_code, many.status_code) == (200, 200)
    else:
        assert one.status_code in {403, 404}
        assert many.status_code == 403 or many.json()["results"] == []
