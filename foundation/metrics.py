"""The figures of this installation in Prometheus' text format, for ``manage.py serve_metrics``.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/ (version 0.0.4).
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db.models import Count

from . import heartbeats, request_figures
from .models import Heartbeat, Job, OutboxRow, OutboxState

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
HELP: Final = {
    "foothold_requests_total": ("counter", "Answers by method, route and status."),
    "foothold_request_seconds": ("histogram", "How long answers took, by method and route."),
    "foothold_database_up": ("gauge", "Whether the database answers."),
    "foothold_outbox_rows": ("gauge", "Rows of the outbox that wait or were given up."),
    "foothold_outbox_oldest_seconds": ("gauge", "The age of the oldest waiting row."),
    "foothold_job_success_age_seconds": ("gauge", "How long ago a job last succeeded."),
    "foothold_job_late": ("gauge", "Whether an expected job is late or has stopped."),
    "foothold_books_balance": ("gauge", "Whether the last check of the books found no fault."),
}


def exposition(now: datetime) -> str:
    """Return all figures; without its database, those of requests and that it is away."""
    families = of_requests()
    try:
        families |= {"foothold_database_up": ["foothold_database_up 1"], **of_database(now)}
    except DatabaseFault:
        families |= {"foothold_database_up": ["foothold_database_up 0"]}
    return "".join(f"{line}\n" for line in text_of(families))


def text_of(families: dict[str, list[str]]) -> Iterator[str]:
    """Yield the lines of each family of figures under its help and type."""
    for name, samples in families.items():
        kind, words = HELP[name]
        yield f"# HELP {name} {words}"
        yield f"# TYPE {name} {kind}"
        yield from samples


def of_requests() -> dict[str, list[str]]:
    """Return the figures of requests, added up over all processes."""
    if not settings.METRICS_DIR:
        return {}
    requests, seconds = [], []
    counts = request_figures.total(Path(settings.METRICS_DIR))
    answered: dict[str, float] = {}
    for key, count in sorted(counts.items()):
        kind, which, method, route = key.split(" ", 3)
        labels = {"method": method, "route": route}
        place = f"{method} {route}"
        if kind == "requests":
            requests.append(sample("foothold_requests_total", count, **labels, status=which))
            answered[place] = answered.get(place, 0) + count
        elif kind == "bucket":
            seconds.append(sample("foothold_request_seconds_bucket", count, **labels, le=which))
        else:
            seconds.append(sample("foothold_request_seconds_sum", count, **labels))
    for place, count in answered.items():
        method, route = place.split(" ", 1)
        labels = {"method": method, "route": route}
        seconds.append(sample("foothold_request_seconds_bucket", count, **labels, le="+Inf"))
        seconds.append(sample("foothold_request_seconds_count", count, **labels))
    return {"foothold_requests_total": requests, "foothold_request_seconds": seconds}


def of_database(now: datetime) -> dict[str, list[str]]:
    """Return the figures of the outbox and the jobs. Raises what the database raises."""
    states = (OutboxState.WAITING, OutboxState.GIVEN_UP)
    rows = OutboxRow.objects.filter(state__in=states).values_list("state").annotate(Count("pk"))
    depth = dict(rows.order_by("state"))
    oldest = OutboxRow.objects.filter(state=OutboxState.WAITING).order_by("created_at").first()
    age = (now - oldest.created_at).total_seconds() if oldest else 0.0
    late = {each.job for each in heartbeats.late(now)}
    expected = [Job(name) for name in settings.HEARTBEATS_EXPECTED]
    beats = list(Heartbeat.objects.order_by("name"))
    ages = [
        sample(
            "foothold_job_success_age_seconds", (now - row.last_ok).total_seconds(), job=row.name
        )
        for row in beats
        if row.last_ok
    ]
    books = [
        sample("foothold_books_balance", row.last_ok == row.last_finished)
        for row in beats
        if row.name == Job.BOOKS and row.last_finished
    ]
    return {
        "foothold_outbox_rows": [
            sample("foothold_outbox_rows", depth.get(state, 0), state=state) for state in states
        ],
        "foothold_outbox_oldest_seconds": [sample("foothold_outbox_oldest_seconds", age)],
        "foothold_job_success_age_seconds": ages,
        "foothold_job_late": [
            sample("foothold_job_late", job in late, job=job) for job in sorted({*expected, *late})
        ],
        "foothold_books_balance": books,
    }


def sample(name: str, value: float, **labels: str) -> str:
    """Return one line: a figure with its labels."""
    quoted = ",".join(f'{label}="{escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{quoted}}} {float(value):g}" if quoted else f"{name} {float(value):g}"


def escaped(text: str) -> str:
    """Return a label's value as the format quotes it."""
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
