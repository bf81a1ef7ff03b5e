"""Which database is meant: the one we run on, or that of an address."""

from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection, connections

from project.settings.database import database
from project.settings.environment import Environment

from .postgresql import Server
from .sqlite import Embedded
from .store import Settings, Store


def own_store() -> Store:
    """Return the database this installation runs on."""
    return store_of(connection.settings_dict)


def store_at(url: str) -> Store:
    """Return the database of a DATABASE_URL. Raises ValueError if it names none that we know."""
    if not url.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise ValueError("it begins with neither sqlite:/// nor postgres://")
    environment = Environment({"DATABASE_URL": url})
    named = database(environment, Path())
    if environment.faults or not named["NAME"]:
        raise ValueError("it names no database")
    return store_of(connections.configure_settings({DEFAULT_DB_ALIAS: named})[DEFAULT_DB_ALIAS])


def store_of(settings: Settings) -> Store:
    """Return the database of Django's settings. Raises ValueError for another kind than ours."""
    stores: dict[str, type[Store]] = {
        "django.db.backends.sqlite3": Embedded,
        "django.db.backends.postgresql": Server,
    }
    if settings["ENGINE"] not in stores:
        raise ValueError("it is neither SQLite nor PostgreSQL")
    return stores[settings["ENGINE"]](settings)
