"""More people than the database takes connections: they wait and try again, and meet no error."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, connections

from employers.models import Employer
from foundation.accounts.choices import Role
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.postgres
CONNECTIONS, PEOPLE = 5, 64


@contextmanager
def few_connections() -> Iterator[None]:
    """Let everybody connect as a role that has five connections."""
    known = connection.settings_dict
    name, user, password = known["NAME"], known["USER"], known["PASSWORD"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE ROLE few LOGIN CONNECTION LIMIT {CONNECTIONS} PASSWORD %s", [password or "few"]
        )
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO few")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO few")
    connection.close()
    known.update(USER="few", PASSWORD=password or "few")
    try:
        yield
    finally:
        connection.close()
        known.update(NAME=name, USER=user, PASSWORD=password)
        with connection.cursor() as cursor:
            cursor.execute("DROP OWNED BY few")
            cursor.execute("DROP ROLE few")


def test_64_people_on_5_connections_are_told_to_come_back_and_none_meets_an_error(program_of):
    logging.disable()
    programs = [program_of(one)() for one in UserFactory.create_batch(PEOPLE, role=Role.ADMIN)]

    def insist(place: int) -> Counter[int]:
        """Return the answers until an employer is added."""
        api, answers = programs[place], Counter()
        api.raise_request_exception = False
        body = {"name": f"Fern {place} Ltd"}
        try:
            while not answers[201]:
                key = {"Idempotency-Key": f"fern-{place}"}
                answer = api.post("/api/v1/employers/", body, format="json", headers=key)
                answers[answer.status_code] += 1
                assert answer.status_code == 201 or answer["Retry-After"] == "10"
                connections.close_all()
                time.sleep(0.05)
        finally:
            connections.close_all()
        return answers

    try:
        with few_connections(), ThreadPoolExecutor(PEOPLE) as threads:
            answers = sum(threads.map(insist, range(PEOPLE)), Counter())
    finally:
        logging.disable(logging.NOTSET)

    assert set(answers) == {201, 503}
    assert answers[201] == Employer.objects.filter(name__startswith="Fern").count() == PEOPLE
