"""Figures for Prometheus: requests of all processes, the outbox, the jobs, the books."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import pytest
from django.db import OperationalError
from django.test import Client

from foundation import metrics, request_figures
from foundation.models import Heartbeat, Job
from foundation.request_figures import Figures
from tests.factories.foundation import HeartbeatFactory, OutboxRowFactory
from tests.house.sources import ROOT

NOON = datetime(2018, 9, 3, 12, tzinfo=UTC)
SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+')


@pytest.fixture
def counted(settings, tmp_path):
    settings.METRICS_DIR = str(tmp_path)
    return tmp_path


def figures(now: datetime = NOON) -> dict[str, str]:
    lines = metrics.exposition(now).splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    return dict(line.rsplit(" ", 1) for line in samples)


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_status_and_by_no_address(counted, client):
    for path in ("/healthz", "/healthz", "/invoices/7/", "/nowhere/ann@example.org/"):
        client.get(path)
    client.handler._middleware_chain = None  # as a worker that ends

    Client().get("/healthz")
    text = metrics.exposition(NOON)

    assert 'route="/healthz",status="200"' in text
    assert "ann@example.org" not in text
    assert "/invoices/7/" not in text


def test_the_counts_of_a_process_that_ended_are_kept(counted):
    def answer(times: int) -> None:
        mine = Figures(counted)
        for _ in range(times):
            mine.add("GET", "/hires/", 200, 0.2)
        mine.write()
        os._exit(0)

    for times in (3, 4):
        worker = get_context("fork").Process(target=answer, args=(times,))
        worker.start()
        worker.join()
    alive = Figures(counted)
    alive.add("GET", "/hires/", 200, 7.0)

    for _ in range(2):
        counts = request_figures.total(counted)
        assert counts["requests 200 GET /hires/"] == 8
        assert counts["bucket 0.1 GET /hires/"] == 0
        assert counts["bucket 0.25 GET /hires/"] == 7
        assert counts["sum - GET /hires/"] == pytest.approx(7 * 0.2 + 7.0)
    names = {file.suffix for file in counted.iterdir()} | {"gone.json"}
    assert len(list(counted.glob("*.lock"))) == 1
    assert ".part" not in names


@pytest.mark.django_db
def test_a_histogram_is_whole(counted):
    mine = Figures(counted)
    mine.add("GET", "/hires/", 200, 0.2)
    mine.stored_at = -10.0
    mine.add("GET", "/hires/", 500, 30.0)

    known = figures()

    labels = 'method="GET",route="/hires/"'
    assert known[f'foothold_requests_total{{{labels},status="500"}}'] == "1"
    assert known[f'foothold_request_seconds_bucket{{{labels},le="10.0"}}'] == "1"
    assert known[f'foothold_request_seconds_bucket{{{labels},le="+Inf"}}'] == "2"
    assert known[f"foothold_request_seconds_count{{{labels}}}"] == "2"
    assert known[f"foothold_request_seconds_sum{{{labels}}}"] == "30.2"


@pytest.mark.django_db
def test_the_outbox_has_its_depth_and_age(time_machine):
    OutboxRowFactory(given_up=True)
    OutboxRowFactory(done=True)
    for hours in (1, 2):
        time_machine.move_to(NOON - timedelta(hours=hours), tick=False)
        OutboxRowFactory()

    known = figures()

    assert known['foothold_outbox_rows{state="waiting"}'] == "2"
    assert known['foothold_outbox_rows{state="given_up"}'] == "1"
    assert known["foothold_outbox_oldest_seconds"] == "7200"
    assert known["foothold_database_up"] == "1"


@pytest.mark.django_db
def test_jobs_have_the_age_of_their_success_and_the_books_their_result(settings):
    settings.HEARTBEATS_EXPECTED = ["run_due", "backup"]
    HeartbeatFactory(name=Job.DUE)
    HeartbeatFactory(name=Job.BOOKS)

    known = figures()
    assert known['foothold_job_success_age_seconds{job="run_due"}'] == "25200"
    assert known['foothold_job_late{job="run_due"}'] == "0"
    assert known['foothold_job_late{job="backup"}'] == "1"
    assert known["foothold_books_balance"] == "1"
    Heartbeat.objects.filter(name=Job.BOOKS).update(last_finished=NOON)
    assert figures()["foothold_books_balance"] == "0"


def test_without_its_database_the_rest_is_there(counted, monkeypatch):
    def away(_now):
        raise OperationalError("the database system is starting up")

    monkeypatch.setattr(metrics, "of_database", away)
    Figures(counted).add("GET", "/hires/", 200, 0.2)

    known = figures()
    assert known["foothold_database_up"] == "0"
    assert known['foothold_requests_total{method="GET",route="/hires/",status="200"}'] == "1"


def test_what_is_no_label_is_escaped():
    line = metrics.sample("x", 1, route='a"b\\c\nd')

    assert line == 'x{route="a\\"b\\\\c\\nd"} 1'


def test_the_public_server_has_no_such_page(client, db):
    assert client.get("/metrics").status_code == 404


def test_the_command_serves_them_on_a_port_of_this_machine(tmp_path):
    command = [sys.executable, "manage.py", "serve_metrics", "--port", "0"]
    variables = {"DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3"}
    variables |= {"DJANGO_SETTINGS_MODULE": "project.settings.test"}
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **variables}, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout
            address = server.stdout.readline().split()[-1]
            assert address.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(address) as answer:  # noqa: S310  ours
                assert answer.headers["Content-Type"] == metrics.CONTENT_TYPE
                assert "foothold_database_up 0" in answer.read().decode()  # an empty database
        finally:
            server.send_signal(signal.SIGTERM)
    assert server.returncode == 0
