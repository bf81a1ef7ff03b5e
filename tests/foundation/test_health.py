"""What machines ask: alive says yes whenever it can, ready only while all is there to serve."""

import importlib

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from foundation import readiness

pytestmark = pytest.mark.django_db(transaction=True)
CACHE_TABLE = "0003_cache_table"
MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture
def database_gone(monkeypatch):
    """Point the connection at a database that is not there, until the test is over."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/foothold")
    yield
    connection.close()
    monkeypatch.undo()


@pytest.fixture
def cache_in_the_database(settings):
    """Count attempts where production does: in a table of the database."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
        }
    }


@pytest.fixture
def static_files(settings, tmp_path):
    """Serve static files as production does, from a folder where none are collected yet."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}


def ready(client) -> tuple[int, str]:
    answer = client.get("/readyz")
    return answer.status_code, answer.text


def test_it_is_ready_while_the_database_answers(client):
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)


def test_it_is_alive_and_not_ready_without_its_database(client, database_gone):
    assert client.get("/healthz").status_code == 200

    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "the database does not answer\n")


def test_it_is_alive_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").text == "alive\n"


def test_it_is_not_ready_before_its_migrations(client):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("foundation", CACHE_TABLE)
    try:
        answer = ready(client)
    finally:
        recorder.record_applied("foundation", CACHE_TABLE)

    assert answer == (503, f"migrations are not applied: foundation {CACHE_TABLE}\n")


def test_it_is_ready_with_the_cache_that_the_migrations_made(client, cache_in_the_database):
    assert ready(client) == (200, "ready\n")


def test_asking_leaves_nothing_in_the_cache(client, cache_in_the_database):
    ready(client)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone() == (0,)


def test_it_is_not_ready_without_its_cache(client, cache_in_the_database, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "no_such_table"}}

    assert ready(client) == (503, "the cache cannot be written\n")


def test_it_is_not_ready_before_its_static_files_are_collected(client, static_files):
    assert ready(client) == (503, "static files are not collected\n")


def test_all_that_is_missing_is_named_at_once(client, static_files, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "no_such_table",
        }
    }

    assert ready(client) == (
        503,
        "the cache cannot be written\nstatic files are not collected\n",
    )


# The cache in the database


def test_the_cache_keeps_and_counts(cache_in_the_database):
    cache = caches["default"]

    assert cache.add("attempts", 1)
    assert not cache.add("attempts", 5)
    assert cache.incr("attempts") == 2


def test_the_table_of_the_cache_goes_and_comes_again_with_its_migration(cache_in_the_database):
    migration = importlib.import_module(f"foundation.migrations.{CACHE_TABLE}")
    with connection.schema_editor() as editor:
        migration.drop_table(None, editor)
    try:
        assert not readiness.cache_works()
    finally:
        with connection.schema_editor() as editor:
            migration.make_table(None, editor)

    assert readiness.cache_works()
