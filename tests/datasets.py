"""Rows that the tests of a module share: made once, as each test finds them.

    @dataset
    def world() -> World:
        return make_world()

`world` is a fixture from then on. The rows are made in a transaction that is never committed, and
each test is rolled back to where they were made. A test that does not ask for them never meets
them. Every test gets a copy of its own of what the function returns, so that no attribute or
cached relation goes from one test to the next.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection, transaction

# What makes the rows, by the function of its fixture.
MADE_BY: dict[Callable[..., Any], Callable[[], Any]] = {}


def dataset(make: Callable[[], Any]) -> Any:
    """Return a fixture of the function's name: what it returns, its rows in the database."""

    def own_copy(rows_of_the_module: Any, db: None) -> Any:
        return deepcopy(rows_of_the_module)

    own_copy.__doc__ = make.__doc__
    MADE_BY[own_copy] = make
    return pytest.fixture(name=make.__name__)(own_copy)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let pytest put the tests of a module that ask for the same rows one after another.

    Raises UsageError for a test that asks for two datasets, or commits.
    """
    fixtures = [metafunc._arg2fixturedefs.get(name, ()) for name in metafunc.fixturenames]
    datasets = {MADE_BY[last.func] for *_, last in filter(None, fixtures) if last.func in MADE_BY}
    if len(datasets) > 1 or (datasets and "transactional_db" in metafunc.fixturenames):
        raise pytest.UsageError(f"{metafunc.function.__name__}: one dataset a test, no commit")
    made_by = next(iter(datasets), None)
    metafunc.parametrize(
        "rows_of_the_module", [made_by], indirect=True, scope="module", ids=[pytest.HIDDEN_PARAM]
    )


@pytest.fixture(scope="module", autouse=True)
def rows_of_the_module(request: pytest.FixtureRequest) -> Iterator[Any]:
    """What the dataset of the tests at hand returned; None where they ask for none."""
    if request.param is None:
        yield None
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock(), transaction.atomic():
        made = request.param()
        connection.check_constraints()  # as a commit would
        with blocker.block():
            yield made
        transaction.set_rollback(True)
