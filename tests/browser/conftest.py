"""Journeys in a real browser, Debian's chromium, against a live server on the embedded database.

`pytest tests/browser`. Every page a test opens is watched: an error or a CSP report on its
console, a script that fails and an answer of 500 fail the test at its end.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    sync_playwright,
)

from foundation.accounts.models import User
from tests.conftest import on_postgres

CHROMIUM = shutil.which("chromium")
HERE = Path(__file__).parent
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
# A page says that it is being left. One that began a download stays, so that it stops saying it.
LEAVING = """
addEventListener("beforeunload", () => {
  window.leaving = true;
  setTimeout(() => { window.leaving = false; }, 5000);
});
"""
SETTLED = "() => document.readyState === 'complete' && !window.leaving"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with one clear line, where there is no chromium (in CI there is) or no SQLite."""
    why = ""
    if on_postgres():
        why = "journeys run on the embedded database"
    elif CHROMIUM is None and os.environ.get("CI") != "true":
        why = "needs chromium: apt-get install chromium"
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if why:
            item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session", autouse=True)
def orm_beside_the_browser() -> Iterator[None]:
    """Let a test read the records while the browser's own loop runs in its thread."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one chromium of all journeys; each person opens a context of its own in it."""
    assert CHROMIUM, "CI installs chromium (.ci/packages)"
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", *quiet]
        )
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """What went wrong on the pages of a test; `expected` are parts of lines that may be there."""

    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self.answer)

    def console(self, line: ConsoleMessage) -> None:
        # An answer of 4xx is logged by the browser itself: the test asserts what the page says.
        own = line.text.startswith("Failed to load resource")
        if line.type in {"error", "warning"} and not own:
            self.faults.append(f"{line.page.url if line.page else ''}: {line.text}")

    def answer(self, answer: Response) -> None:
        if answer.status >= 500:
            self.faults.append(f"{answer.url} answered {answer.status}")

    def unexpected(self) -> list[str]:
        return [fault for fault in self.faults if not any(part in fault for part in self.expected)]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What went wrong on the pages so far; the test fails at its end for what was unexpected."""
    watching = Watch()
    yield watching
    assert watching.unexpected() == []


@pytest.fixture
def opened_by(
    browser: Browser, live_server, watch: Watch
) -> Iterator[Callable[[User | None], Page]]:
    """Return a page of somebody's own browser: `opened_by(staff)`; nobody's is `opened_by(None)`.

    Addresses are relative: `page.goto("/hires/new/")`.
    """
    contexts: list[BrowserContext] = []

    def open_as(user: User | None, **options: object) -> Page:
        wanted: dict[str, object] = {
            "base_url": live_server.url,
            "locale": "en-GB",
            "timezone_id": "Europe/London",
            "viewport": DESK,
            "reduced_motion": "reduce",  # half-way through a change of colour nothing reads well
            **options,
        }
        context = browser.new_context(**wanted)  # type: ignore[arg-type]
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        context.set_default_timeout(10_000)
        context.add_init_script(LEAVING)
        page = context.new_page()
        watch.over(page)
        return page

    yield open_as
    for context in contexts:
        context.close()


def settle(page: Page) -> None:
    """Wait until a page is whole, and until the one that a click or a key leads to has come.

    Whatever is asked of a page straight after a click is asked here first: a click returns while
    its page is still the old one, and a question asked then is lost when the new one comes.
    """
    page.wait_for_function(SETTLED)


def stumbles(
    page: Page, *, rules: list[str] | None = None, as_it_stands: bool = False
) -> list[str]:
    """Return what axe finds on a page: the rule, and where; all rules unless some are named.

    The page is whole first, unless it is looked at while its answer is still being made.
    """
    if not as_it_stands:
        settle(page)
    options = {"runOnly": {"type": "rule", "values": rules}} if rules else None
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{page.url} {violation['id']}: {node['target'][0]}"
        for violation in found
        for node in violation["nodes"]
    ]


def wider_than_the_screen(page: Page) -> bool:
    """Return whether the page scrolls sideways, once it is whole."""
    settle(page)
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )
