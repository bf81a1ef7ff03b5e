"""What every test may ask for: the people, their API clients, and a database of its own.

`pytest` runs on SQLite; `python -m tests.postgres pytest` on a PostgreSQL that is thrown away.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection


def on_postgres() -> bool:
    return connection.vendor == "postgresql"


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL' if on_postgres() else 'SQLite'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if on_postgres():
        return
    skipped = pytest.mark.skip(reason="needs PostgreSQL: python -m tests.postgres pytest ...")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(skipped)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory, request) -> None:
    """Give every pytest process a database of its own.

    On SQLite it is a file, as in production: an embedded database in memory locks whole tables
    between threads and knows no WAL.
    """
    if on_postgres():
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    else:
        file: Path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture
def on_day(time_machine) -> Callable[[date], None]:
    """Move the clock of the doors to noon in London of a day: `on_day(date(2018, 9, 3))`."""
    return lambda day: time_machine.move_to(
        datetime.combine(day, time(12), tzinfo=ZoneInfo("Europe/London"))
    )
