"""The one file of a backup: a zip of `manifest.json` and the database, sealed where asked."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from .encryption import is_sealed, seal, unseal
from .manifest import Manifest
from .refusals import Refusal, Unreadable

MANIFEST: Final = "manifest.json"
WORKING: Final = ".foothold-working-"
ABANDONED_AFTER: Final = 24 * 60 * 60  # seconds: nothing of ours works for so long


@contextmanager
def working_folder(parent: Path) -> Iterator[Path]:
    """Yield a folder only we can read, removed afterwards with all that is in it.

    It lies beside the file it is for, so that a rename is all that is missing in the end. What a
    killed process left there a day ago is removed as well. Raises Refusal where none can be made.
    """
    try:
        for left in parent.glob(f"{WORKING}*"):
            with suppress(FileNotFoundError):  # another backup has just finished
                if left.stat().st_mtime < time.time() - ABANDONED_AFTER:
                    shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix=WORKING, dir=parent))
    except OSError as error:
        raise Refusal(f"{parent} cannot be written to: {error.strerror}.") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def pack(manifest: Manifest, payload: Path, into: Path) -> None:
    """Write the zip. `unzip` opens it, and then `pg_restore` or `sqlite3` its database."""
    with ZipFile(into, "x", ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest.to_json())
        archive.write(payload, manifest.payload)


def finish(packed: Path, passphrase: bytes | None) -> Path:
    """Return the file as it is to be stored: sealed if there is a passphrase, and on the disk."""
    ready = packed
    if passphrase is not None:
        ready = packed.with_name("sealed")
        seal(packed, ready, passphrase)
        packed.unlink()
    ready.chmod(0o600)
    with ready.open("rb") as stream:
        os.fsync(stream.fileno())
    return ready


def put_in_place(ready: Path, target: Path) -> None:
    """Give the file its name: before, whatever had that name is whole; afterwards, this is."""
    ready.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def unpack(file: Path, folder: Path, passphrase: bytes | None) -> tuple[Manifest, Path]:
    """Return what a backup says of itself, and its database as a file in the folder.

    Raises Unreadable when it is not ours, damaged, or sealed and the passphrase does not fit.
    """
    if not file.is_file():
        raise Unreadable(f"There is no file {file}.")
    folder.mkdir()
    plain = file
    if is_sealed(file):
        if passphrase is None:
            raise Unreadable(f"{file} is sealed with a passphrase. Add --passphrase-file.")
        plain = folder / "plain"
        unseal(file, plain, passphrase)
    try:
        with ZipFile(plain) as archive:
            manifest = Manifest.from_json(archive.read(MANIFEST))
            payload = folder / "database"
            with archive.open(manifest.payload) as source, payload.open("xb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    except (BadZipFile, KeyError, EOFError, NotImplementedError) as error:
        raise Unreadable(f"{file} is damaged, or not a backup of Foothold: {error}.") from error
    if plain != file:
        plain.unlink()
    if sha256_of(payload) != manifest.sha256:
        raise Unreadable(f"{file} is damaged: the database in it is not the one it was made of.")
    return manifest, payload


def sha256_of(file: Path) -> str:
    """Return the hash of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
