"""`make pictures`: the four pages of the README, as chromium shows them on the demo's records."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

SETTINGS = "project.settings.development"
PICTURES = Path(__file__).parents[2] / "project" / "pictures"
SIZE = {"width": 1200, "height": 800}


class Threaded(ThreadingMixIn, WSGIServer):
    """A browser asks for a page's pictures at once, as it does of the real server."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing of what was asked."""


def main() -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("The pictures need chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/demo.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        os.chdir(folder)
        import django  # noqa: PLC0415  its settings are named above

        django.setup()
        take(chromium)
    return 0


def take(chromium: str) -> None:
    from django.core.management import call_command  # noqa: PLC0415  see main
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("demo", verbosity=0)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--lang=en-GB"]
        )
        for name, role, show in SHOWN:
            context = browser.new_context(base_url=address, viewport=SIZE, locale="en-GB")
            page = context.new_page()
            page.goto(link_of(role, address))
            page.get_by_role("button", name="Sign in").click()
            show(page)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=PICTURES / f"{name}.png")
            print(f"{name}.png")
            context.close()
        browser.close()


def link_of(role: str, address: str) -> str:
    """Return what signs in the demo's first person of a role."""
    from foundation.accounts.models import User  # noqa: PLC0415  see main
    from foundation.accounts.sign_in import link_for  # noqa: PLC0415

    return link_for(User.objects.filter(role=role).earliest("pk"), address)


@contextmanager
def served() -> Iterator[str]:
    """Serve the pages from this process for as long as the block lasts."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: PLC0415  see main
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    application = StaticFilesHandler(get_wsgi_application())
    server = make_server("127.0.0.1", 0, application, Threaded, Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def log_a_hire(page: "Page") -> None:  # type: ignore[name-defined]  # noqa: F821
    from placements.models import Introduction  # noqa: PLC0415  see main

    offered = Introduction.objects.filter(state="offered").earliest("pk")
    page.goto(f"/hires/new/?introduction={offered.pk}")
    page.get_by_label("First-year salary").fill("£42,000")
    page.get_by_label("First day").fill((datetime.now(UTC) + timedelta(days=21)).date().isoformat())
    page.wait_for_timeout(900)


SHOWN: list[tuple[str, str, Callable[..., object]]] = [
    ("log-a-hire", "staff", log_a_hire),
    ("pipeline", "staff", lambda page: page.goto("/pipeline/")),
    ("portfolios", "employer", lambda page: page.goto("/portfolios/")),
    ("finance-desk", "finance", lambda page: page.goto("/")),
]


if __name__ == "__main__":
    sys.exit(main())
