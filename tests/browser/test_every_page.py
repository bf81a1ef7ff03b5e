"""Every page of every role, on the demo's records: it opens, reads well, and fits a phone.

Each role's browser starts at the front page and follows links: one page of each address pattern.
"""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

from foundation.accounts.choices import Role
from foundation.accounts.models import User

from .conftest import DESK, PHONE, stumbles, wider_than_the_screen

# What is no page of ours to read: files, the API and its own page, and what signs one out.
NO_PAGES = ("/api/", "/static/", "/sign-out/", "/calendar/", "/account/logout/")
LOOKS = ["color-contrast", "scrollable-region-focusable", "target-size"]
ROLES = [Role.STAFF, Role.FINANCE, Role.ADMIN, Role.EMPLOYER, Role.GRADUATE]


@pytest.fixture(scope="module")
def copy() -> Iterator[sqlite3.Connection]:
    """A database in memory that keeps the demo's records from one role to the next."""
    with closing(sqlite3.connect(":memory:")) as memory:
        yield memory


@pytest.fixture
def demo(transactional_db, copy, tmp_path, monkeypatch) -> None:
    """The demo's records: made for the first role, and copied for the others."""
    connection.ensure_connection()
    if copy.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() == (0,):
        monkeypatch.chdir(tmp_path)
        call_command("demo", verbosity=0)
        connection.connection.backup(copy)
    else:
        copy.backup(connection.connection)


def pattern_of(address: str) -> str | None:
    """Return which kind of page an address is, or None when it is none of ours."""
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return None


def links_of(page: Page) -> list[str]:
    """Return the addresses on our own site that a page links to and a browser would open."""
    found: list[str] = page.eval_on_selector_all(
        "a[href]:not([download])", "links => links.map(link => link.href)"
    )
    base = urlsplit(page.url)
    own = [urlsplit(link) for link in found]
    return [
        link.path + (f"?{link.query}" if link.query else "")
        for link in own
        if link.netloc == base.netloc and not link.path.startswith(NO_PAGES)
    ]


def walk(page: Page) -> Iterator[tuple[str, Any]]:
    """Open one page of each pattern that links lead to, from the front page on."""
    waiting: deque[str] = deque(["/"])
    seen: set[str | None] = {None}
    while waiting:
        address = waiting.popleft()
        if (pattern := pattern_of(address)) in seen:
            continue
        seen.add(pattern)
        try:
            answer = page.goto(address)
        except Error as instead:
            if "Download is starting" in str(instead):
                continue
            raise
        assert answer is not None
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield address, answer
        waiting.extend(links_of(page))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_opens_reads_well_and_fits_a_phone(demo, opened_by, role):
    page = opened_by(User.objects.filter(role=role).order_by("pk").first())
    faults: list[str] = []
    opened: list[str] = []

    for address, answer in walk(page):
        opened.append(address)
        if answer.status != 200:
            faults.append(f"{address} answered {answer.status}")
            continue
        faults += stumbles(page)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(PHONE)
        if wider_than_the_screen(page):
            faults.append(f"{address} is wider than a phone")
        # What the colours and the width can change; the rest was read in the light.
        faults += [f"dark, on a phone: {fault}" for fault in stumbles(page, rules=LOOKS)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESK)

    assert faults == []
    assert len(opened) > 1
