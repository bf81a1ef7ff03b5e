"""A backup is proved before it has its name; what comes out of it is what went in."""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from billing.models import Document, Invoice
from billing.reports.checks.books import CHECKS, check_books
from foundation import backups
from foundation.models import BackupKind, BackupRecord
from project.backup import archive, postgresql, proof, restoring, retention, writing
from project.backup.books import BEGUN_WITH, books_in
from project.backup.manifest import Manifest, fingerprint, is_readable_here, known
from project.backup.refusals import CannotRun, HoldsBooks, NotTheSame, Refusal, Unreadable
from project.backup.store import Store
from tests.conftest import on_postgres
from tests.factories import book_one
from tests.factories.accounts import UserFactory
from tests.factories.foundation import SavedSearchFactory
from tests.factories.imports import ImportBatchFactory

NOW = datetime(2018, 12, 31, 2, 15, tzinfo=UTC)
PASSPHRASE = b"correct horse battery staple"


@pytest.fixture(scope="module")
def backup(office: Store, django_db_blocker, tmp_path_factory) -> writing.Backup:
    """A backup of the office, made once."""
    target = tmp_path_factory.mktemp("backups") / "office.backup"
    with django_db_blocker.unblock(), office.in_use():
        return writing.write(target, now=NOW)


@pytest.fixture
def file(backup: writing.Backup, at_the_office: Store, tmp_path: Path) -> Path:
    """The file of a backup of the office, to do with as one likes."""
    return Path(shutil.copy(backup.file, tmp_path / "office.backup"))


def run(*words: object) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out, no_color=True)
    return out.getvalue()


def altered(file: Path, change: Callable[[dict], None], *, payload: bytes | None = None) -> Path:
    """Return a copy of a backup whose manifest says something else."""
    other = file.with_name("altered.backup")
    with ZipFile(file) as source, ZipFile(other, "w") as target:
        manifest = json.loads(source.read("manifest.json"))
        body = source.read(manifest["payload"]) if payload is None else payload
        change(manifest)
        target.writestr("manifest.json", json.dumps(manifest))
        target.writestr(manifest["payload"], body)
    return other


def tables_now(store: Store) -> dict:
    with store.at_a_moment() as still:
        return proof.tally_tables(still)


def test_a_backup_says_what_is_in_it_and_is_proved(backup, at_the_office):
    assert backup.proof is not None
    assert (backup.proof.broken, backup.proof.altered, backup.proof.migrated) == ([], [], [])
    # Invoices and credit notes as sent, and the spreadsheet that was uploaded.
    assert backup.proof.documents == Document.objects.count() + 1 >= 5
    manifest = backup.manifest
    assert manifest.tables["billing_invoice"].rows == Invoice.objects.count() == 3
    assert manifest.migrations == known()
    assert (manifest.version, manifest.moment) == ("0.2.0", NOW)
    assert backup.size == backup.file.stat().st_size
    assert backup.sha256 == hashlib.sha256(backup.file.read_bytes()).hexdigest()
    assert backup.file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in backup.file.parent.iterdir()] == ["office.backup"]


def test_it_opens_without_foothold(file):
    with ZipFile(file) as zipped:
        manifest = json.loads(zipped.read("manifest.json"))
        start = zipped.read(manifest["payload"])[:5]

    assert start == (b"PGDMP" if on_postgres() else b"SQLit")


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_what_is_restored_is_what_was_backed_up(at_the_office, empty, tmp_path, passphrase):
    file = writing.write(tmp_path / "a", now=NOW, passphrase=passphrase).file
    before = tables_now(at_the_office)

    with empty.in_use():
        restored = restoring.restore(file, now=NOW, passphrase=passphrase)

        assert restored.proof.holds
        assert restored.proof.remarks == []
        assert tables_now(empty) == before
        assert list(check_books(on=book_one.AS_OF)) == []
        # The guards came along, and the next id is one that was never given.
        with pytest.raises(Exception, match="stays|immutable"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM foundation_historyentry")
        assert SavedSearchFactory().pk == 3  # the second was deleted


def test_a_database_that_holds_books_is_not_written_over(file, at_the_office):
    before = tables_now(at_the_office)

    with pytest.raises(HoldsBooks, match=r"This database holds records \(\d+ users"):
        restoring.restore(file, now=NOW)

    assert tables_now(at_the_office) == before


def test_what_migrations_write_is_no_book(empty):
    with empty.in_use() as own:
        assert books_in(own) == []
        with own.cursor() as cursor:
            for table in sorted(BEGUN_WITH):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone()[0] > 0
        UserFactory()
        assert books_in(own) == ["1 user"]


def test_a_drill_leaves_the_books_as_they_are(file, at_the_office):
    before = tables_now(at_the_office)

    drilled = restoring.drill(file, now=NOW)

    assert drilled.proof.holds
    assert tables_now(at_the_office) == before


# What is wrong with a file


def spoil_a_byte(file: Path) -> None:
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def write_something_else(file: Path) -> None:
    file.write_text("What was wanted on Monday: milk, eggs.")


@pytest.mark.parametrize("spoil", [spoil_a_byte, cut_short, write_something_else, Path.unlink])
@pytest.mark.parametrize("act", [restoring.restore, restoring.drill])
def test_a_file_that_is_not_whole_restores_nothing(file, empty, spoil, act):
    spoil(file)
    with empty.in_use():
        before = tables_now(empty)

        with pytest.raises(Unreadable):
            act(file, now=NOW)

        assert tables_now(empty) == before


def test_a_row_that_is_not_what_the_backup_says_is_found_and_nothing_stays(file, empty):
    def one_payment_more(manifest):
        rows, sha256 = manifest["tables"]["billing_payment"]
        manifest["tables"]["billing_payment"] = [rows + 1, sha256]

    with empty.in_use() as own:
        with pytest.raises(NotTheSame, match="billing_payment"):
            restoring.restore(altered(file, one_payment_more), now=NOW)

        assert books_in(own) == []


def test_a_backup_of_a_newer_version_is_refused(file, empty):
    def made_next_year(manifest):
        manifest["version"] = "9.0.0"
        manifest["migrations"].append("billing.0099_next_year")

    with empty.in_use(), pytest.raises(Refusal, match=r"version 9\.0\.0, which is newer.*0099"):
        restoring.restore(altered(file, made_next_year), now=NOW)


def test_a_later_form_of_the_file_is_refused(file, empty):
    with empty.in_use(), pytest.raises(Unreadable, match="a later version"):
        restoring.drill(altered(file, lambda manifest: manifest.update(format=2)), now=NOW)


def test_a_backup_of_the_other_kind_of_database_is_refused(file, empty):
    other = "SQLite" if on_postgres() else "PostgreSQL"

    with empty.in_use(), pytest.raises(Refusal, match=rf"backup is of {other}.*move_to"):
        restoring.restore(altered(file, lambda manifest: manifest.update(database=other)), now=NOW)


def test_another_secret_key_is_remarked_upon_unless_the_old_one_is_a_fallback(file, settings):
    settings.SECRET_KEY, old = "another-key-altogether", settings.SECRET_KEY

    assert restoring.drill(file, now=NOW).proof.remarks == [restoring.OTHER_KEY]
    assert not is_readable_here(fingerprint(old))

    settings.SECRET_KEY_FALLBACKS = [old]
    assert is_readable_here(fingerprint(old))


def test_an_older_backup_is_brought_forward(at_the_office, empty, tmp_path):
    """As when it was made before an upgrade: its last migration is not applied yet."""
    with empty.in_use():
        call_command("migrate", "foundation", "0005", verbosity=0)
        UserFactory(full_name="Of the year before")
        file = writing.write(tmp_path / "old", now=NOW, is_tried=False).file
        empty.clear()

        restored = restoring.restore(file, now=NOW)

        assert set(restored.proof.migrated) >= {"foundation.0007_backup_records"}
        assert restored.proof.holds
        assert not BackupRecord.objects.exists()


# Writing


def test_a_backup_that_does_not_come_out_as_it_went_in_leaves_the_old_one(
    at_the_office, tmp_path, monkeypatch
):
    target = tmp_path / "office.backup"
    target.write_text("yesterday's")
    save = type(at_the_office).save

    def save_with_a_row_too_few(self: Store, into: Path):
        tallies = save(self, into)
        return {**tallies, "billing_payment": proof.Tally(1_000, "0" * 64)}

    monkeypatch.setattr(type(at_the_office), "save", save_with_a_row_too_few)

    with pytest.raises(NotTheSame, match="billing_payment"):
        writing.write(target, now=NOW)

    assert target.read_text() == "yesterday's"
    assert [one.name for one in tmp_path.iterdir()] == ["office.backup"]


def test_what_a_killed_backup_left_behind_is_removed_after_a_day(tmp_path):
    left, recent = tmp_path / ".foothold-working-old", tmp_path / ".foothold-working-new"
    left.mkdir()
    recent.mkdir()
    (left / "packed").write_bytes(b"half a backup")
    long_ago = time.time() - timedelta(days=1, minutes=1).total_seconds()
    os.utime(left, (long_ago, long_ago))

    with archive.working_folder(tmp_path) as folder:
        assert not left.exists()
        assert recent.exists()
        assert folder.stat().st_mode & 0o777 == 0o700

    assert not folder.exists()


def test_a_file_that_is_not_what_was_stored_is_found(empty, tmp_path):
    with empty.in_use():
        sheet = ImportBatchFactory(content=b"Name", sha256=hashlib.sha256(b"name").hexdigest())
        ImportBatchFactory(done=True)  # its content is gone, in good order

        tried = writing.write(tmp_path / "a", now=NOW).proof

    assert tried is not None
    assert (tried.altered, tried.documents, tried.holds) == ([f"import batch {sheet.pk}"], 1, False)


def test_every_file_we_store_beside_its_hash_is_looked_at():
    assert {(model._meta.label, content) for model, content in proof.hashed()} == {
        ("billing.Document", "content"),
        ("billing.Logo", "png"),
        ("employers.TermsDocument", "text"),
        ("foundation.ImportBatch", "content"),
        ("placements.ProjectPicture", "content"),
    }


# The commands


def test_the_command_backs_up_into_a_folder_and_deletes_by_the_rule(
    at_the_office, tmp_path, monkeypatch, time_machine
):
    time_machine.move_to(NOW, tick=False)
    folder = tmp_path / "backups"
    folder.mkdir()
    for night in range(1, 40):
        (folder / writing.name_at(NOW - timedelta(days=night))).touch()

    output = run("backup", "--keep-in", folder)

    assert (
        f"Restored to try it: every table is the same, {len(CHECKS)} of {len(CHECKS)} checks"
        in output
    )
    assert (folder / "foothold-20181231T021500Z.backup").stat().st_size > 10_000
    assert len(list(folder.iterdir())) == 11 == 40 - output.count("Deleted: ")
    record = BackupRecord.objects.newest(BackupKind.BACKUP)
    assert record is not None
    assert (record.made_at, record.is_proved, record.remarks) == (NOW, True, [])
    assert record.place.endswith("/foothold-20181231T021500Z.backup")
    assert record.done_by.startswith("manage.py backup by ")
    assert record.row_count > 100
    assert backups.late_backup(NOW + timedelta(hours=26)) is None
    assert backups.late_backup(NOW + timedelta(hours=26, seconds=1)) == (
        "The last good backup was made on 31 December 2018, 02:15."
    )


def test_the_command_restores_and_drills_with_a_passphrase(at_the_office, empty, tmp_path):
    words = tmp_path / "passphrase"
    words.write_bytes(PASSPHRASE + b"\n")
    file = tmp_path / "sealed.backup"
    run("backup", file, "--passphrase-file", words)

    with pytest.raises(CommandError, match="sealed with a passphrase. Add --passphrase-file"):
        run("restore", file, "--drill")
    output = run("restore", file, "--drill", "--passphrase-file", words)
    drill = BackupRecord.objects.newest(BackupKind.DRILL)
    with empty.in_use():
        restored = run("restore", file, "--passphrase-file", words)
        of_the_restore = BackupRecord.objects.newest(BackupKind.RESTORE)

    assert output.startswith("Tried only: ")
    assert restored.startswith("Restored: ")
    assert drill is not None
    assert of_the_restore is not None
    assert drill.sha256 == of_the_restore.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_an_untried_backup_is_recorded_and_not_counted_as_good(at_the_office, tmp_path):
    good = backups.last_good()

    output = run("backup", tmp_path / "untried.backup", "--untried")

    assert "Untried" in output
    newest = BackupRecord.objects.newest(BackupKind.BACKUP)
    assert newest is not None
    assert not newest.is_proved
    assert backups.last_good() == good


def test_books_that_do_not_hold_are_backed_up_and_said(at_the_office, tmp_path, monkeypatch):
    broken = [proof.Broken("paid means nothing is outstanding", ["invoice 7"])]
    monkeypatch.setattr(proof, "check_books", lambda on: broken)

    with pytest.raises(CommandError, match="is written, but what is in it is not in order"):
        run("backup", tmp_path / "broken.backup")

    assert (tmp_path / "broken.backup").exists()
    newest = BackupRecord.objects.newest(BackupKind.BACKUP)
    assert newest is not None
    assert newest.remarks == ["Does not hold: paid means nothing is outstanding (invoice 7)."]
    assert not newest.is_proved


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "Name a FILE, or a folder"),
        (("a", "--keep-in", "b"), "Name a FILE, or a folder"),
        (("/no/such/folder/a",), "There is no folder /no/such/folder"),
        (("a", "--passphrase-file", "/no/such/file"), "cannot be read: No such file"),
        (("a", "--passphrase-file", __file__.replace("test_backup", "__init__")), "shorter than"),
    ],
)
def test_the_command_says_what_it_lacks(words, why):
    with pytest.raises(CommandError, match=why):
        run("backup", *words)


def test_old_backups_stay_when_the_new_one_fails(at_the_office, tmp_path, monkeypatch):
    for night in range(1, 40):
        (tmp_path / writing.name_at(NOW - timedelta(days=night))).touch()

    def fail(*_: object, **__: object) -> None:
        raise Refusal("pg_restore failed: no space left on device")

    monkeypatch.setattr(writing, "try_out", fail)

    with pytest.raises(CommandError, match="No backup was written. pg_restore failed"):
        run("backup", tmp_path)

    assert len([one for one in tmp_path.iterdir() if retention.stamp_of(one)]) == 39


# PostgreSQL's own


@pytest.mark.postgres
def test_a_role_that_may_make_no_database_is_said_in_words(at_the_office, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE clerk LOGIN")
    clerk = type(at_the_office)({**at_the_office.settings, "USER": "clerk"})
    try:
        with pytest.raises(CannotRun, match="ALTER ROLE clerk CREATEDB"), clerk.scratch(tmp_path):
            raise AssertionError("a database was made")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE clerk")


@pytest.fixture
def auditor(empty: Store) -> Iterator[Callable[[str], list[tuple]]]:
    """A role that may read the history; yield what runs a statement on the empty database."""

    def execute(sql: str) -> list[tuple]:
        with empty.connected() as own, own.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    execute("CREATE ROLE auditor")
    execute("GRANT SELECT ON foundation_historyentry TO auditor")
    yield execute
    if execute("SELECT 1 FROM pg_roles WHERE rolname = 'auditor'"):
        execute("DROP OWNED BY auditor")
        execute("DROP ROLE auditor")


MAY_READ = "SELECT has_table_privilege('auditor', 'foundation_historyentry', 'SELECT')"


@pytest.mark.postgres
def test_rights_of_other_roles_are_granted_again(empty, auditor, tmp_path):
    with empty.in_use():
        file = writing.write(tmp_path / "a", now=NOW, is_tried=False).file

        assert restoring.restore(file, now=NOW).proof.remarks == []

    assert auditor(MAY_READ) == [(True,)]


@pytest.mark.postgres
def test_rights_of_a_role_that_is_not_there_are_left_out_and_remarked_upon(
    empty, auditor, tmp_path
):
    with empty.in_use():
        file = writing.write(tmp_path / "a", now=NOW, is_tried=False).file
        auditor("DROP OWNED BY auditor")
        auditor("DROP ROLE auditor")

        [remark] = restoring.restore(file, now=NOW).proof.remarks

    assert "database roles were not granted again" in remark
    assert 'role "auditor" does not exist' in remark


def test_missing_programs_are_said_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    postgresql.program_of.cache_clear()

    with pytest.raises(CannotRun, match="pg_dump of version 15 is needed.*neither on PATH nor"):
        postgresql.program_of("pg_dump", 15)


def test_an_older_program_is_passed_over_for_the_one_beside_the_server(tmp_path, monkeypatch):
    bin_of_the_server = tmp_path / "bin"
    bin_of_the_server.mkdir()
    for folder, name, line in (
        (tmp_path, "pg_dump", "pg_dump (PostgreSQL) 13.11"),
        (tmp_path, "pg_config", str(bin_of_the_server)),
        (bin_of_the_server, "pg_dump", "pg_dump (PostgreSQL) 17.2 (Debian 17.2-1)"),
    ):
        (folder / name).write_text(f"#!/bin/sh\necho '{line}'\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    postgresql.program_of.cache_clear()

    assert postgresql.program_of("pg_dump", 17) == bin_of_the_server / "pg_dump"
    with pytest.raises(CannotRun, match=r"pg_dump is of version 13; .*is of version 17"):
        postgresql.program_of("pg_dump", 18)
    postgresql.program_of.cache_clear()


def test_only_scratch_databases_of_yesterday_are_abandoned():
    def is_abandoned(name: str) -> bool:
        return postgresql.is_abandoned(name, now=NOW)

    assert is_abandoned("foothold_scratch_20181230021459_0123abcd")
    assert not is_abandoned("foothold_scratch_20181230021501_0123abcd")
    assert not is_abandoned("foothold_scratch_of_mine")
    assert not is_abandoned("foothold")


def test_a_manifest_is_read_as_it_was_written():
    manifest = Manifest("1", "2018-09-03T00:00:00+00:00", "SQLite", [], "k", "p", 1, "0", {})

    assert Manifest.from_json(manifest.to_json().encode()) == manifest
    with pytest.raises(Unreadable):
        Manifest.from_json(b"{}")
