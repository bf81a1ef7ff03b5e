"""What every test may ask for: the people, their API clients, and a database of its own.

`pytest` runs on SQLite; `python -m tests.postgres pytest` on a PostgreSQL that is thrown away.
"""

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import TransactionTestCase

from employers.models import Employer
from foundation.accounts.choices import Role
from foundation.accounts.models import AnyUser, ApiKey, User
from placements.models import Graduate
from tests import first_rows
from tests.api_client import ApiClient as APIClient
from tests.databases import template_for
from tests.factories.accounts import UserFactory
from tests.factories.employers import ContactFactory, EmployerFactory
from tests.factories.placements import GraduateFactory

if TYPE_CHECKING:
    from tests.peers.stripe import Peer

pytest_plugins = [
    "tests.both_databases",
    "tests.datasets",
    "tests.recorded",
    "tests.documented_refusals",
]
WANTED_BY_FEW = re.compile(r"^(?:from|import) (hypothesis|schemathesis)\b", re.MULTILINE)


def on_postgres() -> bool:
    return connection.vendor == "postgresql"


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL' if on_postgres() else 'SQLite'}"


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """Load what few modules want before one of them is imported: others start without it."""
    imported = set(WANTED_BY_FEW.findall(module_path.read_text()))
    if imported & {"hypothesis", "schemathesis"}:
        be_unhurried()
    if "schemathesis" in imported:
        parent.config.pluginmanager.import_plugin("schemathesis.pytest.plugin")


def be_unhurried() -> None:
    """A slow machine is no reason to fail a law of arithmetic."""
    settings = importlib.import_module("hypothesis").settings
    settings.register_profile("unhurried", settings.default, deadline=None)
    settings.load_profile("unhurried")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Spare a run without a law the import of hypothesis for its summary; workers' laws need it."""
    plugins = session.config.pluginmanager
    if "hypothesis" not in sys.modules and not plugins.hasplugin("dsession"):
        plugins.unregister(name="hypothesispytest")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    laws = sys.modules.get("hypothesis")
    if laws and laws.settings.default.deadline is not None:
        raise pytest.UsageError("hypothesis came by a module that does not import it itself")
    if on_postgres():
        return
    skipped = pytest.mark.skip(reason="needs PostgreSQL: python -m tests.postgres pytest ...")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(skipped)


def pytest_sessionstart(session: pytest.Session) -> None:
    """With --create-db, let the template be made anew: once, before pytest's workers start."""
    if session.config.option.create_db and not hasattr(session.config, "workerinput"):
        template_for(connection).forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_test_environment,
    django_db_blocker,
    django_db_use_migrations: bool,
) -> None:
    """Give every pytest process a database of its own, copied from the migrated template.

    On SQLite it is a file, as in production: an embedded database in memory locks whole tables
    between threads and knows no WAL.
    """
    if on_postgres():
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    else:
        file: Path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)
    if django_db_use_migrations:
        with django_db_blocker.unblock():
            template_for(connection).prepare()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """After a test that commits, put the database back as the migrations left it."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        with django_db_blocker.unblock():
            put_back = stack.enter_context(first_rows.remembered())
        # Blocked again from here on: a test that asks for no database has none to leave rows in.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: put_back())
        yield


@pytest.fixture
def on_day(time_machine) -> Callable[[date], None]:
    """Move the clock of the doors to noon in London of a day: `on_day(date(2018, 9, 3))`."""
    return lambda day: time_machine.move_to(
        datetime.combine(day, time(12), tzinfo=ZoneInfo("Europe/London"))
    )


# The people


@pytest.fixture
def admin(db) -> User:
    return UserFactory(role=Role.ADMIN, full_name="Ada Admin")


@pytest.fixture
def staff(db) -> User:
    """The commercial manager, who places people."""
    return UserFactory(role=Role.STAFF, full_name="Stella Staff")


@pytest.fixture
def finance_officer(db) -> User:
    return UserFactory(role=Role.FINANCE, full_name="Finn Finance")


@pytest.fixture
def employer(db) -> Employer:
    """The firm `employer_contact` works for."""
    return EmployerFactory(name="Ember Analytics Ltd")


@pytest.fixture
def employer_contact(employer: Employer) -> User:
    return ContactFactory(employer=employer, signs_in=True).user


@pytest.fixture
def other_employer_contact(db) -> User:
    """Somebody from another firm, who must see nothing of the first."""
    return ContactFactory(signs_in=True).user


@pytest.fixture
def graduate(db) -> Graduate:
    """The person `graduate_user` is."""
    return GraduateFactory(published=True, signs_in=True)


@pytest.fixture
def graduate_user(graduate: Graduate) -> User:
    return graduate.user


@pytest.fixture
def stranger(db) -> User:
    """Somebody who may sign in, and is nobody's contact: there is nothing for them to see."""
    return UserFactory(role=Role.EMPLOYER, full_name="Sam Stranger")


# Their clients of the API


@pytest.fixture
def client_of(db) -> Callable[[AnyUser], APIClient]:
    """Return a client for anybody: `client_of(staff).get(...)`."""

    def signed_in(user: AnyUser) -> APIClient:
        client = APIClient()
        if not isinstance(user, AnonymousUser):
            client.force_authenticate(user)
        return client

    return signed_in


@pytest.fixture
def keyed_client_of(db) -> Callable[[User], APIClient]:
    """Return a client that signs in as programs do, by an API key of its user."""

    def signed_in(user: User) -> APIClient:
        _, key = ApiKey.objects.create_key(name="test", user=user)
        return APIClient(headers={"Authorization": f"Api-Key {key}"})

    return signed_in


@pytest.fixture
def anonymous_api(client_of) -> APIClient:
    return client_of(AnonymousUser())


@pytest.fixture
def admin_api(client_of, admin) -> APIClient:
    return client_of(admin)


@pytest.fixture
def staff_api(client_of, staff) -> APIClient:
    return client_of(staff)


@pytest.fixture
def finance_api(client_of, finance_officer) -> APIClient:
    return client_of(finance_officer)


@pytest.fixture
def employer_api(client_of, employer_contact) -> APIClient:
    return client_of(employer_contact)


@pytest.fixture
def other_employer_api(client_of, other_employer_contact) -> APIClient:
    return client_of(other_employer_contact)


@pytest.fixture
def graduate_api(client_of, graduate_user) -> APIClient:
    return client_of(graduate_user)


@pytest.fixture
def stranger_api(client_of, stranger) -> APIClient:
    return client_of(stranger)


# Those we deal with


@pytest.fixture
def stripe_peer(settings) -> Iterator["Peer"]:
    """A Stripe on loopback, to which we are connected."""
    stripe = importlib.import_module("tests.peers.stripe")  # with all its types, for few tests
    with stripe.Peer() as peer:
        settings.STRIPE_KEY, settings.STRIPE_WEBHOOK_SECRET = peer.key, peer.secret
        settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT = peer.url, 5.0
        yield peer
