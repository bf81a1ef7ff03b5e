"""The database, from DATABASE_URL: SQLite by default, PostgreSQL when named."""

from pathlib import Path
from typing import Any

from . import variables
from .environment import Environment

SQLITE_OPTIONS = {
    # A writer takes the lock at BEGIN: two readers that both turn writers would deadlock.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # recursive_triggers: without it INSERT OR REPLACE walks past the triggers that keep issued
    # documents as they are. FULL: an acknowledged payment survives a power cut.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
    ),
}


def database(environment: Environment, embedded: Path) -> dict[str, Any]:
    """Return Django's settings of the default database; ``embedded`` is the SQLite file."""
    named = environment.read(variables.DATABASE_URL)
    settings = {**named} or {"ENGINE": "django.db.backends.sqlite3", "NAME": str(embedded)}
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = SQLITE_OPTIONS
    else:
        settings.setdefault("CONN_MAX_AGE", 60)
        settings.setdefault("CONN_HEALTH_CHECKS", True)
    return settings
