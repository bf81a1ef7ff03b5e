"""A disk without room: clear errors, no half file, and what is there can still be read."""

import gc
import logging
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from rest_framework.test import APIClient

from billing.reports.checks.books import check_books
from foundation.accounts.choices import Role
from foundation.accounts.models import ApiKey, User
from foundation.imports.models import ImportBatch
from tests.factories.accounts import UserFactory
from tests.factories.billing import InvoiceFactory
from tests.postgres import newest_programs

from .clerks import database_of_this_test, told_by_a_clerk
from .cluster import cluster_of_our_own
from .desk import issued

ROOM = 1_000  # bytes, after which the disk of a clerk is full
BIG = b"Name,Campus\n" + b"FAC,London\n" * 300_000  # more than is held in memory
COMMANDS = {
    "export_accounting": ("xero", "2018-09", "books.csv"),
    "finance_workbook": ("2018-09", "books.xlsx"),
}


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let this process write no file beyond a size, as a full disk would."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


# What the clerks do, whose disk is full


def export(command: str, folder: str) -> str:
    """Return how a command fails that writes its file into a folder."""
    *arguments, name = COMMANDS[command]
    with room_for(ROOM):
        try:
            call_command(command, *arguments, f"{folder}/{name}", stdout=StringIO())
        except CommandError as refusal:
            return str(refusal)
    return "it was written"


def upload(user_id: int, folder: str) -> tuple[int, str, list[str]]:
    """Return the answer to a big upload, and what is left of it on the disk."""
    logging.disable()
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=user_id))
    file = SimpleUploadedFile("cohorts.csv", BIG)
    with override_settings(FILE_UPLOAD_TEMP_DIR=folder), room_for(1_000_000):
        answer = client.post("/imports/new/cohorts/", {"file": file})
    status, page = answer.status_code, answer.text
    del answer, client  # as a server drops them, and with them the traceback that holds the file
    gc.collect()
    return status, page, os.listdir(folder)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_export_onto_a_full_disk_leaves_the_older_file_and_no_part_of_a_new_one(
    command, tmp_path
):
    invoices = issued(5)
    name = COMMANDS[command][-1]
    (tmp_path / name).write_text("last night's")

    sentence = told_by_a_clerk(database_of_this_test(), export, command, str(tmp_path))

    assert sentence == f"{tmp_path / name} cannot be written: File too large."
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {name: "last night's"}
    *arguments, _name = COMMANDS[command]
    call_command(command, *arguments, str(tmp_path / name), stdout=StringIO())
    assert invoices[0].number.encode() in (tmp_path / name).read_bytes() or name.endswith("xlsx")


def test_an_upload_onto_a_full_disk_is_503_and_leaves_nothing(tmp_path):
    staff = UserFactory(role=Role.STAFF)

    status, page, left = told_by_a_clerk(database_of_this_test(), upload, staff.pk, str(tmp_path))

    assert (status, left) == (503, [])
    assert "Back in a moment" in page
    assert not ImportBatch.objects.exists()


@pytest.mark.smoke
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which is Linux's")
def test_a_log_onto_a_full_disk_stops_nobody(capsys):
    full = logging.FileHandler("/dev/full")
    logger = logging.getLogger("foothold.security")
    logger.addHandler(full)
    try:
        client = Client()
        client.force_login(UserFactory())
        assert client.get("/account/").status_code == 200
    finally:
        logger.removeHandler(full)
        with pytest.raises(OSError, match="No space left"):
            full.close()

    assert "No space left on device" in capsys.readouterr().err  # said where people look


# PostgreSQL's own disk


@contextmanager
def small_disk() -> Iterator[Path]:
    """Mount a disk of 64 megabytes, and yield the folder on it where a cluster may keep tables."""
    disk = Path(tempfile.mkdtemp(prefix="foothold-small-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "none", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        disk.rmdir()
        pytest.skip("may not mount a disk here")
    try:
        (disk / "tables").mkdir()
        if os.geteuid() == 0:
            disk.chmod(0o755)
            shutil.chown(disk / "tables", "postgres")
        yield disk / "tables"
    finally:
        subprocess.run(["umount", str(disk)], check=True)
        disk.rmdir()


def open_on_the_small_disk(folder: str) -> None:
    """Make the database of the office on a disk of its own."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        cursor.execute("CREATE DATABASE office TABLESPACE small")


def fill_and_ask(folder: str) -> dict[str, list[int]]:
    """Return what reading and writing answered with room, without, and with room again."""
    logging.disable()
    call_command("migrate", verbosity=0)
    InvoiceFactory(issued=True)
    _, key = ApiKey.objects.create_key(name="A program", user=UserFactory(role=Role.ADMIN))
    api = APIClient(raise_request_exception=False, headers={"Authorization": f"Api-Key {key}"})
    filler = Path(folder).parent / "filler"
    answers = {"with room": ask(api, "Ash", 1)}
    with filler.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(b"x" * 4096)
            except OSError:
                break
    answers["full"] = ask(api, "Birch", 400)
    filler.unlink()
    answers["again"] = ask(api, "Cedar", 1)
    answers["broken"] = [len(list(check_books(on=date(2030, 12, 31))))]
    return answers


def ask(api: APIClient, name: str, most: int) -> list[int]:
    """Return the status of a list, and of adding employers until one is refused."""
    read = api.get("/api/v1/invoices/").status_code
    for number in range(most):
        body = {"name": f"{name} {number} Ltd", "billing_address": "x" * 400}
        written = api.post("/api/v1/employers/", body, format="json")
        if written.status_code != 201:
            assert written.headers.get("Retry-After") == "10", written.content
            break
    return [read, written.status_code]


@pytest.mark.postgres
@pytest.mark.skipif(newest_programs() is None, reason="needs a PostgreSQL of its own")
def test_on_a_full_disk_of_the_database_pages_are_read_and_writing_is_503():
    with small_disk() as folder, cluster_of_our_own() as cluster:
        told_by_a_clerk(cluster.database, open_on_the_small_disk, str(folder))
        office = {**cluster.database, "NAME": "office"}
        answers = told_by_a_clerk(office, fill_and_ask, str(folder))

    assert answers == {
        "with room": [200, 201],
        "full": [200, 503],
        "again": [200, 201],
        "broken": [0],
    }
