"""What serving needs: the database, its migrations, the cache and the static files."""

from functools import cache
from typing import Final
from uuid import uuid4

from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.cache import cache as the_cache
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

A_MOMENT: Final = 30  # seconds
Migration = tuple[str, str]  # its app and its name


def missing() -> list[str]:
    """Return what is missing to serve anybody, in sentences; nothing if all is there."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = not_applied(applied())
    except Error:
        return ["the database does not answer"]
    faults = []
    if waiting:
        others = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        faults.append(f"migrations are not applied: {' '.join(waiting[0])}{others}")
    if not cache_works():
        faults.append("the cache cannot be written")
    if not_collected():
        faults.append("static files are not collected")
    return faults


def applied() -> set[Migration]:
    """Return the migrations that the database has seen."""
    return set(MigrationRecorder(connection).applied_migrations())


def not_applied(applied: set[Migration]) -> list[Migration]:
    """Return which migrations of this version are not among those."""
    return sorted(_on_disk() - applied)


@cache
def _on_disk() -> frozenset[Migration]:
    """Return the migrations of this version, which stay the same while the process lives."""
    return frozenset(MigrationLoader(None).disk_migrations)


def cache_works() -> bool:
    """Return whether a value can be put into the cache and deleted from it."""
    key = f"ready-{uuid4().hex}"
    try:
        # `set` would be silent where nothing can be written; `add` says whether it did.
        return the_cache.add(key, 1, A_MOMENT) and the_cache.delete(key)
    except Error:
        return False


def not_collected() -> list[str]:
    """Return which of our own static files pages would not find, where they are collected."""
    storage: object = staticfiles_storage
    if not isinstance(storage, ManifestFilesMixin):
        return []
    ours = [name for name, _storage in FileSystemFinder().list([])]
    return [name for name in ours if storage.hash_key(name) not in storage.hashed_files]
