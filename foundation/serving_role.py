"""The database role that serves: it reads and writes rows, and owns nothing.

Whoever owns a table can switch its guards off. So on PostgreSQL two roles are used: the owner of
DATABASE_OWNER_URL migrates, and the role of DATABASE_URL serves. SQLite has no roles.
"""

from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from .models import HistoryEntry, Seal

# What even the serving role only adds to; of the history it may empty the detail,
# and give an entry its place in the feed.
ADDED_TO: Final = (Seal._meta.db_table, HistoryEntry._meta.db_table)
# What only a migration writes.
MIGRATIONS: Final = "django_migrations"
# Of each table: whether the connected role can act as its owner, empty it, or hang triggers on it.
TABLES: Final = """
    SELECT c.relname, pg_has_role(current_user, c.relowner, 'MEMBER'),
        has_table_privilege(c.oid, 'TRUNCATE'), has_table_privilege(c.oid, 'TRIGGER'),
        has_table_privilege(c.oid, 'UPDATE'), has_table_privilege(c.oid, 'DELETE')
    FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
    ORDER BY c.relname
"""
ROLE: Final = """
    SELECT r.rolname, r.rolsuper, r.rolcreaterole, r.rolreplication,
        has_schema_privilege(current_schema(), 'CREATE'),
        (SELECT setting FROM pg_settings WHERE name = 'session_replication_role')
    FROM pg_roles r WHERE r.rolname = current_user
"""


def grant(role: str) -> None:
    """Let a role read and write rows, and nothing else; run as the owner, after every migration.

    Raises ImproperlyConfigured if there is no such role, or if it is the owner itself.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database(), current_schema()")
        owner, database, schema = cursor.fetchone()
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
        (exists,) = cursor.fetchone()
        if role == owner:
            raise ImproperlyConfigured(
                "DATABASE_URL and DATABASE_OWNER_URL name the same role. Name two."
            )
        if not exists:
            raise ImproperlyConfigured(
                f"The database has no role {role}, which DATABASE_URL names. Make it once, as the "
                f"server's administrator: CREATE ROLE {quoted(role)} LOGIN PASSWORD '...'; "
                "Then migrate again."
            )
        if not {MIGRATIONS, *ADDED_TO} <= set(connection.introspection.table_names(cursor)):
            return  # migrated back to before there were seals: nothing serves from that
        for statement in grants(role, database=database, schema=schema):
            cursor.execute(statement)


def grants(role: str, *, database: str, schema: str) -> list[str]:
    """Return the statements that give a role what serving takes, and take the rest away."""
    to, of = quoted(role), quoted(schema)
    added_to = [quoted(table) for table in ADDED_TO]
    return [
        f"GRANT CONNECT, TEMPORARY ON DATABASE {quoted(database)} TO {to}",
        f"REVOKE CREATE ON SCHEMA {of} FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA {of} FROM {to}",
        f"GRANT USAGE ON SCHEMA {of} TO {to}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {of} FROM {to}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {of} TO {to}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {of} TO {to}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {to}" for table in added_to),
        f"GRANT UPDATE (detail, position, placed_at) ON {added_to[1]} TO {to}",
        f"REVOKE INSERT, UPDATE, DELETE ON {MIGRATIONS} FROM {to}",
    ]


def quoted(name: str) -> str:
    """Return a name as SQL reads it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def grant_after_migrating(**_signal: Any) -> None:
    """Grant again once all tables are there; called by Django after `migrate`."""
    if settings.SERVING_ROLE:
        grant(settings.SERVING_ROLE)


def faults() -> list[str]:
    """Return a sentence for all that lets the connected role pass by the guards.

    Empty on SQLite, whose file belongs to whoever serves.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(ROLE)
        name, is_super, makes_roles, replicates, may_create, mode = cursor.fetchone()
        cursor.execute(TABLES)
        tables = cursor.fetchall()
    wrong = [
        (is_super, "is a superuser: no guard holds it"),
        (makes_roles, "can make roles, and so become the owner"),
        (replicates, "can replicate, and so read and copy everything"),
        (may_create, "can create tables and functions"),
        (mode != "origin", "works with the guards switched off"),
        (
            any(owns for _, owns, *_ in tables),
            "owns tables, and can switch off their guards",
        ),
        (any(row[2] for row in tables), "can empty tables past their guards"),
        (any(row[3] for row in tables), "can put triggers on tables"),
        (
            any(row[0] in ADDED_TO and (row[4] or row[5]) for row in tables),
            "can change or delete seals or the history",
        ),
    ]
    way_out = "Serve with a role of its own: see DATABASE_OWNER_URL."
    return [f"The database role {name} {what}. {way_out}" for is_so, what in wrong if is_so]
