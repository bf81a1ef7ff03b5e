"""A page of 50 of everything, against the same SQL and orjson alone.

The yardstick sends the very statements that the request sent, makes dictionaries of the rows and
writes them as JSON: what is above it is ours (rights, filters, fields, links).
"""

import base64
import json
from collections.abc import Iterator
from functools import partial

import orjson
from django.db import connection
from rest_framework.test import APIClient

from employers.models import HiringRequest
from foundation.accounts.models import User
from placements.models import Graduate

from .frame import Asked, Figure, asking, best_of
from .stories import Office

TRIES = 5
MOST_TIMES = 12
# Who asks, 50 rows and one to see whether there are more, and three things of each: their skills.
MOST_ROWS = 2 + 51 * 4
STAFF = {
    "first page": {},
    "five filters": {
        "skills": "react",
        "location": "london",
        "campus": "Leeds",
        "job_search": "looking",
        "visibility": "published",
    },
    "of a cohort": {"cohort": "fac12"},
    "free from a day, newest first": {
        "available_from_from": "2024-01-01",
        "ordering": "-available_from",
    },
    "by name": {"ordering": "full_name"},
    "newest": {"ordering": "-created_at"},
    "search: a common name": {"search": "haddad"},
    "search: a few people": {"search": "GRAD-0123-3"},
    "search: nobody": {"search": "zebra"},
    "search: two words, by name": {"search": "grace react", "ordering": "full_name"},
}
CONTACT = {
    "first page": {},
    "three filters": {"skills": "react", "location": "london", "job_search": "looking"},
    "free by a day": {"available_from_until": "2020-01-01", "ordering": "available_from"},
    "search: a skill": {"search": "typescript"},
    "search: nothing": {"search": "zebra"},
}
DEEP = {"by id": ["id"], "by name": ["full_name", "id"]}
OTHERS = ["introductions", "hires", "fees", "invoices", "credit-notes", "payments", "rebates"]


def graduates(office: Office) -> Iterator[Figure]:
    for name, parameters in {**STAFF, **from_the_middle()}.items():
        yield a_page(f"staff, {name}", office.staff, "graduates", parameters)
    for name, parameters in CONTACT.items():
        yield a_page(f"employer, {name}", office.contact, "graduates", parameters)


def others(office: Office) -> Iterator[Figure]:
    for noun in OTHERS:
        yield a_page(noun, office.staff, noun, {})
    role = HiringRequest.objects.create(employer=office.firms[0], title="Developer", state="open")
    role.skills.set(office.skills[:3])
    yield a_page("who fits a role", office.contact, f"hiring-requests/{role.pk}/matches", {})
    yield the_schema(office)


def from_the_middle() -> dict[str, dict[str, str]]:
    """Return the pages one comes to by following `next` through half of all graduates."""
    pages = {}
    for name, order in DEEP.items():
        rows = Graduate.objects.order_by(*order).values_list(*order)
        place = [order[:1], 0, list(rows[Graduate.objects.count() // 2])]
        cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode()
        pages[f"half-way down, {name}"] = {"ordering": order[0], "cursor": cursor}
    return pages


def a_page(what: str, person: User, noun: str, parameters: dict[str, str]) -> Figure:
    client = APIClient()
    client.force_login(person)
    ask = partial(client.get, f"/api/v1/{noun}/", parameters)
    with asking() as asked:
        assert ask().status_code == 200
    return Figure(
        what,
        "ms",
        best_of(TRIES, ask),
        "same SQL + orjson",
        best_of(TRIES, partial(sent_again, asked)),
        MOST_TIMES,
        asked.rows,
        MOST_ROWS,
    )


def the_schema(office: Office) -> Figure:
    """Measure the description of the API, which costs no more than what it describes."""
    client = APIClient()
    client.force_login(office.staff)
    ask = partial(client.get, "/api/v1/schema/")
    assert ask().status_code == 200  # whoever is first waits until it is built
    page = best_of(TRIES, partial(client.get, "/api/v1/graduates/"))
    return Figure("the schema", "ms", best_of(TRIES, ask), "50 graduates", page, 1)


def sent_again(asked: Asked) -> bytes:
    found = []
    with connection.cursor() as cursor:
        for sql, parameters in asked.statements:
            cursor.execute(sql, parameters)
            names = [column.name for column in cursor.description]
            found.append([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
    return orjson.dumps(found, default=str)
