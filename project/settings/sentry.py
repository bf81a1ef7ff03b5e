"""Faults are reported to Sentry where SENTRY_DSN names it; nothing of a person goes with them.

sentry-sdk is an optional dependency (the group "sentry"), imported only then.
"""

import importlib
import re
import tomllib
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from foundation.request_ids import current

ADDRESS: Final = re.compile(r"[^\s@<>()\"']+@[^\s@<>()\"']+")
LEFT_OUT: Final = ("user", "extra", "breadcrumbs", "server_name")
OF_A_REQUEST: Final = ("method", "url")


def start(dsn: str, *, release: str) -> None:
    """Report unhandled errors, and what is logged as an error, from now on.

    Raises ImproperlyConfigured if sentry-sdk is not installed.
    """
    try:
        sentry_sdk = importlib.import_module("sentry_sdk")
    except ModuleNotFoundError:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but sentry-sdk is not installed. Install the group sentry of "
            "pyproject.toml, or leave SENTRY_DSN out."
        ) from None
    sentry_sdk.init(
        dsn=dsn,
        release=f"foothold@{release}",
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,  # they repeat queries and addresses
        before_send=without_personal_data,
    )


def release_of(project: Path) -> str:
    """Return the version that a pyproject.toml gives."""
    return str(tomllib.loads(project.read_text())["project"]["version"])


def without_personal_data(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    """Return a report with the fault, its place in the code, the method, the path and our id."""
    for part in LEFT_OUT:
        event.pop(part, None)
    if request := event.get("request"):
        event["request"] = {name: request[name] for name in OF_A_REQUEST if name in request}
        event["request"]["url"] = event["request"].get("url", "").partition("?")[0]
    for error in event.get("exception", {}).get("values", []):
        error["value"] = first_line(error.get("value") or "")
    if entry := event.get("logentry"):
        # The format alone: its parameters may be anybody's.
        event["logentry"] = {"message": first_line(entry.get("message") or "")}
    event.setdefault("tags", {})["request_id"] = current()
    return event


def first_line(text: str) -> str:
    """Return the first line without email addresses; a database quotes rows in the others."""
    return ADDRESS.sub("[address]", text.partition("\n")[0])
