"""SENTRY_DSN reports faults, and nothing of a person; without it nothing is imported."""

import gzip
import importlib.util
import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from foundation.request_ids import under
from project.settings import sentry
from tests.house.sources import ROOT

DSN = "http://public@127.0.0.1:1/1"
# A server with a broken page, asked once by a person with a cookie and a question.
BROKEN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings.test"
import django
from project.settings import sentry
sentry.start(sys.argv[1], release="9.9")
django.setup()
from django.test import Client, override_settings
from django.urls import path
from project import urls

def broken(request):
    address = "ann@example.org"
    raise ValueError(f"no account {address}\\nDETAIL: Key (email)=({address})")

class Doors:
    handler500 = staticmethod(urls.handler500)
    urlpatterns = [*urls.urlpatterns, path("broken/", broken)]

NAMED = ["foundation.web.requests.RequestIdMiddleware"]
with override_settings(ROOT_URLCONF=Doors, MIDDLEWARE=NAMED):
    Client(raise_request_exception=False).post(
        "/broken/?q=ann@example.org", {"secret": "hunter2"},
        headers={"X-Request-Id": "request-of-this-test", "Cookie": "sessionid=abcdef"},
    )
import sentry_sdk
sentry_sdk.flush(timeout=10)
"""


def test_the_sdk_is_started_with_personal_data_off(monkeypatch):
    options: dict[str, Any] = {}
    fake = ModuleType("sentry_sdk")
    fake.init = options.update  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentry_sdk", fake)

    sentry.start(DSN, release="1.2.3")

    assert (options["dsn"], options["release"]) == (DSN, "foothold@1.2.3")
    assert options["before_send"] is sentry.without_personal_data
    off = ("send_default_pii", "include_local_variables", "max_breadcrumbs")
    assert [bool(options[name]) for name in off] == [False, False, False]
    assert options["max_request_body_size"] == "never"


def test_the_release_is_the_version_of_the_project():
    project = ROOT / "pyproject.toml"

    assert f'version = "{sentry.release_of(project)}"' in project.read_text()


def test_a_dsn_without_the_sdk_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)

    with pytest.raises(ImproperlyConfigured, match="Install the group sentry"):
        sentry.start(DSN, release="1.2.3")


def test_a_report_keeps_the_fault_and_loses_the_person():
    event: dict[str, Any] = {
        "user": {"id": 7, "email": "ann@example.org"},
        "request": {
            "method": "POST",
            "url": "https://foothold.example/graduates/?q=Ann",
            "query_string": "q=Ann",
            "cookies": {"sessionid": "abc"},
            "headers": {"Authorization": "Api-Key abc"},
            "data": {"full_name": "Ann"},
        },
        "exception": {
            "values": [
                {
                    "type": "IntegrityError",
                    "value": "duplicate key of <ann@example.org>\nDETAIL: (email)=(ann@x.org)",
                    "stacktrace": {"frames": []},
                }
            ]
        },
        "logentry": {"message": "An email to %s was not sent", "params": ["ann@example.org"]},
        "extra": {"name": "Ann"},
    }

    with under("request-of-this-test"):
        report = sentry.without_personal_data(event, {})

    assert report == {
        "request": {"method": "POST", "url": "https://foothold.example/graduates/"},
        "exception": {
            "values": [
                {
                    "type": "IntegrityError",
                    "value": "duplicate key of <[address]>",
                    "stacktrace": {"frames": []},
                }
            ]
        },
        "logentry": {"message": "An email to %s was not sent"},
        "tags": {"request_id": "request-of-this-test"},
    }


@pytest.mark.skipif(
    importlib.util.find_spec("sentry_sdk") is None, reason="needs sentry-sdk, the group sentry"
)
def test_a_collector_receives_a_fault_and_nothing_of_a_person():
    bodies: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            zipped = self.headers.get("Content-Encoding") == "gzip"
            bodies.append(gzip.decompress(body) if zipped else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        dsn = f"http://public@127.0.0.1:{server.server_port}/1"
        command = [sys.executable, "-c", BROKEN, dsn]
        child = subprocess.run(command, capture_output=True, text=True, check=False)
        server.shutdown()

    assert child.returncode == 0, child.stderr
    text = b"\n".join(bodies).decode()
    reports = [json.loads(line) for line in text.splitlines() if '"exception"' in line]
    assert [report["exception"]["values"][-1]["value"] for report in reports] == [
        "no account [address]"
    ]
    assert reports[0]["tags"]["request_id"] == "request-of-this-test"
    assert [
        word for word in ("ann@example.org", "hunter2", "abcdef", "DETAIL") if word in text
    ] == []
