"""PostgreSQL stopped under load in three ways: what was acknowledged is there, once."""

import json
import logging
import time
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import close_old_connections

from billing.models import Invoice, Payment
from billing.reports.checks.books import check_books
from foundation.accounts.choices import Role
from foundation.accounts.models import ApiKey
from tests.api_client import ApiClient as APIClient
from tests.factories.accounts import UserFactory
from tests.postgres import newest_programs

from .clerks import at, clerks, told_by_a_clerk
from .cluster import Cluster, cluster_of_our_own
from .desk import DAY, drafts, numbers

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(newest_programs() is None, reason="needs a PostgreSQL that it may stop"),
]
PROGRAMS, DRAFTS = 4, 160
CUTS = [partial(Cluster.stop, mode="fast"), partial(Cluster.stop, mode="immediate"), Cluster.kill]


def test_what_was_acknowledged_survives_power_cuts_and_nothing_happens_twice(tmp_path):
    notes = [tmp_path / f"program-{place}" for place in range(PROGRAMS)]
    with cluster_of_our_own() as cluster:
        key, waiting = told_by_a_clerk(cluster.database, open_the_office)
        jobs = [
            (cluster.database, issue_and_pay, key, waiting[place::PROGRAMS], note)
            for place, note in enumerate(notes)
        ]
        programs = [clerks.Process(target=at, args=job, daemon=True) for job in jobs]
        for program in programs:
            program.start()
        for place, cut in enumerate(CUTS, start=1):
            wait_for(place * DRAFTS // 2, notes)
            cut(cluster)
            cluster.start()
        for program in programs:
            program.join(timeout=120)
        assert [program.exitcode for program in programs] == [0] * PROGRAMS
        kept = told_by_a_clerk(cluster.database, read_the_books)

    answers = written(notes)
    assert sum(one["asked_again"] > 0 for one in answers) >= len(CUTS)
    assert kept["numbers"] == list(range(1, DRAFTS + 1))
    assert kept["invoices"] == {one["id"]: one["number"] for one in answers if "number" in one}
    assert kept["payments"] == {one["id"]: one["invoice"] for one in answers if "invoice" in one}
    assert sorted(kept["payments"].values()) == waiting
    assert kept["broken"] == []


def wait_for(count: int, notes: list[Path]) -> None:
    """Return once so many answers were written down."""
    deadline = time.monotonic() + 120
    while len(written(notes)) < count:
        assert time.monotonic() < deadline, "the programs wrote nothing down"
        time.sleep(0.02)


def written(notes: list[Path]) -> list[dict[str, Any]]:
    """Return what the programs were answered, as they wrote it down."""
    lines = [line for note in notes if note.exists() for line in note.read_text().splitlines(True)]
    return [json.loads(line) for line in lines if line.endswith("\n")]


# What the clerks do


def open_the_office() -> tuple[str, list[int]]:
    """Return the key of a program and the drafts it is to issue, in a database made for it."""
    call_command("migrate", verbosity=0)
    _, key = ApiKey.objects.create_key(name="A program", user=UserFactory(role=Role.FINANCE))
    return key, [draft.pk for draft in drafts(DRAFTS)]


def issue_and_pay(key: str, draft_ids: list[int], note: Path) -> None:
    """Issue each draft and book £100.00 on it, noting each answer before the next request."""
    logging.disable()  # thousands of lines on a database that is away
    headers = {"Authorization": f"Api-Key {key}"}
    api = APIClient(raise_request_exception=False, headers=headers)
    day = DAY.isoformat()
    # Five employers pay the same sum on the same day, each time for another invoice.
    same = {"amount_pence": 100_00, "received_on": day, "method": "bank_transfer"}
    paid = {**same, "confirmed": True}
    with note.open("w", buffering=1) as paper:
        for pk in draft_ids:
            answer = insist(api, f"/api/v1/invoices/{pk}/issue/", {"issued_on": day})
            print(json.dumps(answer), file=paper)
            answer = insist(api, "/api/v1/payments/", {"invoice": pk, **paid})
            print(json.dumps(answer), file=paper)


def insist(api: APIClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return the answer, asking again with the same key for as long as the database is away."""
    key = json.dumps([path, body])
    for asked_again in range(2000):
        close_old_connections()  # as the server does between requests
        answer = api.post(path, body, format="json", headers={"Idempotency-Key": key})
        if answer.status_code < 300:
            told = answer.json()
            kept = {name: told[name] for name in ("id", "number", "invoice") if name in told}
            return {**kept, "asked_again": asked_again}
        assert (answer.status_code, answer["Retry-After"]) == (503, "10"), answer.content
        time.sleep(0.02)
    raise TimeoutError(f"{path} answered nothing but errors.")


def read_the_books() -> dict[str, Any]:
    """Return what the database holds in the end, once the nightly sweep has been."""
    call_command("store_documents", stdout=StringIO())  # the papers that the cuts left unmade
    return {
        "numbers": numbers(),
        "invoices": dict(Invoice.objects.exclude(number="").values_list("pk", "number")),
        "payments": dict(Payment.objects.values_list("pk", "invoice")),
        "broken": list(check_books(on=DAY)),
    }
