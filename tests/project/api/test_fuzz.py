"""The API against its own schema: it answers as written, refuses the rest, and never by a 5xx."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from foundation.accounts.models import ApiKey
from project.wsgi import application
from tests.project.api.world import World

# On PostgreSQL, which is the stricter: on lengths, on whole numbers, on characters.
pytestmark = pytest.mark.slow

schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
schema.config.phases.coverage.enabled = False
# Made-up tags of If-Match match nothing, which is said before the body is looked at.
rejection = schema.config.checks.negative_data_rejection
rejection.expected_statuses = [*rejection.expected_statuses, "412"]
# So many cases of each operation, each as all four roles: FUZZ_CASES=30 tries above 20,000.
CASES = int(os.environ.get("FUZZ_CASES", "3"))

PROMISES = (
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
)


@pytest.fixture(autouse=True)
def one_connection():
    """Keep the connection of the test's transaction, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def keys(world: World) -> list[str]:
    """Return the keys of programs of each role."""
    people = (world.people[role] for role in ("staff", "finance", "employer", "graduate"))
    return [ApiKey.objects.create_key(name="A program", user=person)[1] for person in people]


@schema.parametrize()
@settings(
    max_examples=CASES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_schema_says(case, world, keys):
    noun = case.path.removeprefix("/api/v1/").partition("/")[0]
    if "id" in case.path_parameters:
        case.path_parameters["id"] = world.ids[noun]
    for key in keys:
        case.call_and_validate(headers={"Authorization": f"Api-Key {key}"}, checks=PROMISES)
