"""The schema is built once for a release: whoever asks again is sent bytes, or nothing."""

import json
from collections.abc import Iterator
from time import perf_counter

import pytest
import yaml
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from foundation.api import built_schema
from tests.factories.placements import GraduateFactory

pytestmark = pytest.mark.django_db
SCHEMA = "/api/v1/schema/"


@pytest.fixture
def builds(monkeypatch) -> Iterator[list[str]]:
    """Yield what was built while the test ran, beginning with nothing built."""
    made = []

    def counted(*args, **kwargs):
        made.append("schema")
        return {"openapi": "3.0.3", "paths": {}}

    monkeypatch.setattr(SchemaGenerator, "get_schema", counted)
    monkeypatch.setattr(built_schema, "_built", {})
    cache.clear()
    yield made
    cache.clear()


def test_it_is_built_once_for_a_process_and_read_from_the_cache_by_the_next(
    client, builds, monkeypatch
):
    for _ in range(3):
        assert client.get(SCHEMA).status_code == 200
    monkeypatch.setattr(built_schema, "_built", {})  # another process of the same release
    first = client.get(SCHEMA).content

    assert builds == ["schema"]
    assert yaml.safe_load(first) == {"openapi": "3.0.3", "paths": {}}


def test_new_code_builds_it_anew(client, builds, monkeypatch):
    client.get(SCHEMA)
    monkeypatch.setattr(built_schema, "_built", {})
    monkeypatch.setattr(built_schema, "code_version", lambda: "next-release")

    client.get(SCHEMA)

    assert builds == ["schema", "schema"]


def test_yaml_and_json_say_the_same(client):
    as_yaml = client.get(SCHEMA)
    as_json = client.get(SCHEMA, headers={"Accept": "application/json"})

    assert as_yaml["Content-Type"].startswith("application/vnd.oai.openapi")
    assert as_json["Content-Type"].startswith("application/json")
    assert yaml.safe_load(as_yaml.content) == json.loads(as_json.content)
    assert as_yaml["ETag"] != as_json["ETag"]
    assert client.get(f"{SCHEMA}?format=json").content == as_json.content


def test_who_has_it_is_sent_nothing(client):
    first = client.get(SCHEMA)

    again = client.get(SCHEMA, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, no-cache"


def test_asking_for_it_costs_no_more_than_a_list_of_fifty(client, admin_api):
    GraduateFactory.create_batch(50)
    client.get(SCHEMA)  # whoever is first waits

    with CaptureQueriesContext(connection) as queries:
        client.get(SCHEMA)
    schema = quickest(lambda: client.get(SCHEMA))
    page = quickest(lambda: admin_api.get("/api/v1/graduates/"))

    assert len(queries) == 0
    assert schema <= page


def quickest(call) -> float:
    """Return the seconds of the quickest of five calls: a busy machine only ever adds."""
    seconds = []
    for _ in range(5):
        began = perf_counter()
        call()
        seconds.append(perf_counter() - began)
    return min(seconds)
