"""The demo's pages, each against an empty page of the same layout for the same person.

Every page a role's masthead offers, and the first of each thing they lead to: how long the server
takes, and how long until chromium has shown it, which is what a person waits for.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import NamedTuple

from django.test import Client, override_settings
from django.urls import reverse
from playwright.sync_api import Page, sync_playwright

from billing.models import Fee, Invoice
from employers.models import Employer, HiringRequest
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from placements.models import Graduate, Hire, Introduction
from project.office.navigation import OFFERED
from project.sample.build import build

from . import site
from .frame import Table, best_of, shown

TODAY = date(2026, 3, 1)
TRIES = 9
# What a person waits for may be so many times what an empty page takes; the server's own part
# has more to do on a page with something on it than on one with nothing.
MOST_TIMES = 2.5
MOST_TIMES_ON_THE_SERVER = 20
ROLES = (Role.STAFF, Role.FINANCE, Role.EMPLOYER, Role.GRADUATE)


class Took(NamedTuple):
    """How long a page took on the server and until it was shown, in seconds."""

    server: float
    seen: float


def measure(table: Table) -> None:
    """Print each page of each role, on the sample, and judge it against the empty one."""
    build(TODAY, announce=lambda _year: None)
    print(
        f"\n{'Pages of the demo':<38}{'server':>9}{'times':>8}{'limit':>7}"
        f"{'shown':>12}{'times':>8}{'limit':>7}"
    )
    with override_settings(ROOT_URLCONF=site.__name__), a_browser() as browser:
        for role in ROLES:
            user = User.objects.filter(role=role).earliest("pk")
            pages = pages_of(user, browser)
            bare = next(pages)[1]
            for address, took in pages:
                add(table, f"{role}: {address}", took, bare)


def add(table: Table, what: str, took: Took, bare: Took) -> None:
    server = took.server / bare.server
    table.judge(what, "on the server, to an empty page", server, MOST_TIMES_ON_THE_SERVER)
    line = f"{what:<38}{shown(took.server, 'ms'):>9}{server:>8.1f}{MOST_TIMES_ON_THE_SERVER:>7}"
    if bare.seen:
        seen = took.seen / bare.seen
        table.judge(what, "until shown, to an empty page", seen, MOST_TIMES)
        line += f"{shown(took.seen, 'ms'):>12}{seen:>8.1f}{MOST_TIMES:>7}"
    print(line, flush=True)


@contextmanager
def a_browser() -> Iterator[Callable[[str], Page] | None]:
    """Give a page of a browser that somebody has signed in to; nothing where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("No chromium: only the server is measured.")
        yield None
        return
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with site.served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

        def of(session: str) -> Page:
            context = browser.new_context(base_url=address)
            context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
            return context.new_page()

        yield of
        browser.close()


def pages_of(user: User, browser: Callable[[str], Page] | None) -> Iterator[tuple[str, Took]]:
    """Yield the empty page, then each page of a person, with what it took."""
    client = Client()
    client.force_login(user)
    page = browser(client.cookies["sessionid"].value) if browser else None
    addresses = [reverse(name) for _words, name in OFFERED[user.role]]
    for address in ["/empty/", *addresses, *details_of(user)]:
        server = best_of(TRIES, partial(opened, client, address))
        yield address, Took(server, min(seen(page, address) for _ in range(TRIES)) if page else 0)


def seen(page: Page, address: str) -> float:
    """Return the seconds from asking for a page to having it before one's eyes.

    What it loads by itself afterwards is waited for, and would else be counted to the next page.
    """
    page.goto(address, wait_until="networkidle")
    milliseconds: float = page.evaluate(
        "performance.getEntriesByType('navigation')[0].loadEventEnd"
    )
    return milliseconds / 1_000


def opened(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address} answered {answer.status_code}"


DETAILS: dict[str, Callable[[], list[str]]] = {
    Role.STAFF: lambda: [
        reverse("placements:graduate", args=[Graduate.objects.earliest("pk").pk]),
        reverse("employers:employer", args=[Employer.objects.earliest("pk").pk]),
        reverse("placements:hiring-request", args=[HiringRequest.objects.earliest("pk").pk]),
        reverse("placements:introduction", args=[Introduction.objects.earliest("pk").pk]),
        reverse("placements:hire", args=[Hire.objects.earliest("pk").pk]),
        reverse("new-hire"),
    ],
    Role.FINANCE: lambda: [
        reverse("billing:invoice", args=[Invoice.objects.earliest("pk").pk]),
        reverse("billing:fee", args=[Fee.objects.earliest("pk").pk]),
        reverse("billing:to-issue"),
        reverse("billing:month", args=["2026-02"]),
        reverse("billing:forecast"),
        reverse("billing:our-details"),
    ],
}


def details_of(user: User) -> list[str]:
    return DETAILS[user.role]() if user.role in DETAILS else []
