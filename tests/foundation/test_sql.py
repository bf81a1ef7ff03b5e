"""What a connection to the database is told."""

import pytest
from django.db import connection


@pytest.mark.postgres
def test_postgresql_compiles_no_statement(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.postgres
def test_a_connection_asks_for_nothing_that_a_pooler_refuses(db):
    assert "options" not in connection.get_connection_params()
