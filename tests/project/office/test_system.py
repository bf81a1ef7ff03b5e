"""The System page: what is installed, and whether everything could be restored."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from project.office.system import installation
from tests.factories.foundation import BackupRecordFactory

NOW = datetime(2018, 9, 3, 12, tzinfo=UTC)


@pytest.fixture
def page(client, admin, time_machine):
    """Return the page as admin reads it, as text without markup of its own."""
    time_machine.move_to(NOW, tick=False)
    client.force_login(admin)
    return lambda: " ".join(client.get("/system/").content.decode().split())


def test_before_the_first_backup_it_says_what_to_run(page):
    text = page()

    assert "No backup yet. Run <code>manage.py backup --keep-in FOLDER</code> every night" in text
    assert "There is no backup yet that was proved by restoring it." in text
    assert "version 0.2.0" in text
    assert f"<dd>{connection.display_name} " in text


def test_it_shows_the_last_backup_and_the_last_drill(page):
    BackupRecordFactory()
    BackupRecordFactory(of_a_drill=True, done_at=datetime(2018, 9, 3, 9, tzinfo=UTC))

    text = page()

    assert "on time" in text
    assert "last restore drill was on 3 Sep 2018, with the backup of 3 Sep 2018, 03:15" in text
    assert "office:/var/backups/foothold-20180903T021500Z.backup" in text
    assert "manage.py backup by foothold" in text


def test_a_backup_that_was_not_proved_does_not_count(page):
    BackupRecordFactory(unproved=True)

    text = page()

    assert '<span class="badge late">late</span> There is no backup yet' in text
    assert "Does not hold: paid is paid (1)." in text
    assert "Nobody has tried to restore a backup by hand yet." in text


def test_migrations_that_are_not_applied_are_named(db, page):
    newest = max(name for app, name in MigrationLoader(None).disk_migrations if app == "foundation")
    MigrationRecorder(connection).record_unapplied("foundation", newest)

    assert installation().pending == [f"foundation.{newest}"]
    assert f"Run <code>manage.py migrate</code>: foundation.{newest}." in page()


@pytest.mark.parametrize("rows", [1, 3])
def test_its_queries_do_not_grow(page, rows, django_assert_num_queries):
    BackupRecordFactory.create_batch(rows)

    with django_assert_num_queries(10):
        page()
