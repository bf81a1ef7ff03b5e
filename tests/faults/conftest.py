"""After every fault the books are checked, whatever the test itself looked at."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from billing.reports.checks.books import check_books
from foundation.accounts.models import ApiKey, User
from tests.api_client import ApiClient as APIClient

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def the_books_hold(transactional_db) -> Iterator[None]:
    yield
    assert list(check_books(on=date(2030, 12, 31))) == []


@pytest.fixture
def program_of() -> Callable[[User], Callable[[], APIClient]]:
    """Return what makes API clients of one person, each with the person's key: one a thread."""

    def clients_of(user: User) -> Callable[[], APIClient]:
        _, key = ApiKey.objects.create_key(name="A program", user=user)
        return lambda: APIClient(headers={"Authorization": f"Api-Key {key}"})

    return clients_of
