"""What machines ask: alive says yes whenever it can, ready only while the database answers."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database_gone(monkeypatch):
    """Point the connection at a database that is not there, until the test is over."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/foothold")
    yield
    connection.close()
    monkeypatch.undo()


def test_it_is_ready_while_the_database_answers(client):
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)


def test_it_is_alive_and_not_ready_without_its_database(client, database_gone):
    assert client.get("/healthz").status_code == 200

    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "the database does not answer\n")
