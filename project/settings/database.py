"""The database, from DATABASE_URL: SQLite by default, PostgreSQL when named.

With DATABASE_OWNER_URL, DATABASE_URL is a role that owns nothing: see foundation/serving_role.py.
"""

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


# What changes tables, and so runs as their owner.
OWNERS_COMMANDS = {"migrate", "deploy", "createcachetable", "sqlflush", "flush"}


def serving_role(environment: Environment) -> str:
    """Return the role of DATABASE_URL if another one owns the tables, else ""."""
    if not environment.is_set(variables.DATABASE_OWNER_URL):
        return ""
    return str(environment.read(variables.DATABASE_URL).get("USER", ""))


def database(environment: Environment, embedded: Path, *, command: str = "") -> dict[str, Any]:
    """Return Django's settings of the default database; ``embedded`` is the SQLite file.

    ``command`` is the command of manage.py that runs: those that change tables are the owner's.
    """
    as_owner = command in OWNERS_COMMANDS and serving_role(environment)
    named = environment.read(variables.DATABASE_OWNER_URL if as_owner else variables.DATABASE_URL)
    settings = {**named} or {"ENGINE": "django.db.backends.sqlite3", "NAME": str(embedded)}
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = SQLITE_OPTIONS
    else:
        settings.setdefault("CONN_MAX_AGE", 60)
        settings.setdefault("CONN_HEALTH_CHECKS", True)
    return settings
