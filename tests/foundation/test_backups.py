"""What is known of backups: when the last good one was, and when that is too long ago."""

from datetime import UTC, datetime, timedelta

from foundation import backups
from foundation.backups import BackupFile, late_backup
from foundation.models import BackupKind, BackupRecord
from tests.factories.foundation import BackupRecordFactory

MADE_AT = datetime(2018, 9, 3, 2, 15, tzinfo=UTC)


def test_without_a_backup_it_is_late(db):
    assert late_backup(MADE_AT) == "There is no backup yet that was proved by restoring it."


def test_the_newest_that_was_proved_counts_by_the_moment_it_was_made(db):
    BackupRecordFactory(made_at=MADE_AT)
    BackupRecordFactory(made_at=MADE_AT + timedelta(days=1), done_at=MADE_AT + timedelta(days=1),
                        unproved=True)  # fmt: skip
    BackupRecordFactory(of_a_drill=True, done_at=MADE_AT + timedelta(days=2))

    assert late_backup(MADE_AT + timedelta(hours=26)) is None
    assert late_backup(MADE_AT + timedelta(hours=27)) == (
        "The last good backup was made on 3 September 2018, 03:15."
    )


def test_a_record_says_where_when_and_by_what(db, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "office")
    monkeypatch.setattr("getpass.getuser", lambda: "foothold")
    file = BackupFile("/var/backups/a.backup", MADE_AT, 12, "a" * 64, 34)

    record = backups.record(
        BackupKind.DRILL,
        file,
        is_proved=True,
        remarks=["Another key."],
        command="manage.py restore --drill",
        now=MADE_AT + timedelta(hours=1),
    )

    assert BackupRecord.objects.newest(BackupKind.DRILL) == record
    assert record.place == "office:/var/backups/a.backup"
    assert record.done_by == "manage.py restore --drill by foothold"
    assert str(record) == "Restore drill of 2018-09-03 02:15"


def test_a_user_without_a_name_is_recorded_as_such(db, monkeypatch):
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 10001")

    monkeypatch.setattr("getpass.getuser", nameless)
    file = BackupFile("/a", MADE_AT, 1, "a" * 64, 1)

    record = backups.record(
        BackupKind.BACKUP, file, is_proved=True, remarks=[], command="manage.py backup", now=MADE_AT
    )

    assert record.done_by == "manage.py backup by a user without a name"
