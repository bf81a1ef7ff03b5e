"""Restore a backup, or only try whether it could be: a drill."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils.timezone import localtime

from . import archive
from .books import refuse_books
from .databases import own_store
from .manifest import Manifest, is_readable_here
from .proof import Proof, prove
from .trial import refuse_what_does_not_fit, try_out

OTHER_KEY = (
    "The backup was made under another DJANGO_SECRET_KEY. What that key encrypted cannot be read "
    "here: nobody can use their authenticator app. Set that key again, or add it to "
    "DJANGO_SECRET_KEY_FALLBACKS."
)


@dataclass(frozen=True)
class Restored:
    """A backup that was restored, or tried."""

    manifest: Manifest
    size: int
    sha256: str
    proof: Proof


def restore(file: Path, *, now: datetime, passphrase: bytes | None = None) -> Restored:
    """Return what was put into this installation's database.

    Raises Refusal for a database that holds books, a file that is damaged, of another kind of
    database or newer than the code, and for one that does not come out as it went in. Then the
    database is empty or as it was, never half full.
    """
    store = own_store()
    refuse_books(connection)
    connection.close()  # it would wait for itself
    with archive.working_folder(Path(tempfile.gettempdir())) as folder:
        manifest, payload = archive.unpack(file, folder / "restored", passphrase)
        refuse_what_does_not_fit(manifest, store)
        try:
            remarks = store.load(payload)
            proof = prove(store, manifest, on=localtime(now).date())
        except BaseException:
            store.clear()
            raise
    proof.remarks += remarks
    return _restored(file, manifest, proof)


def drill(file: Path, *, now: datetime, passphrase: bytes | None = None) -> Restored:
    """Return what restoring would have given; this installation's database stays as it is."""
    with archive.working_folder(Path(tempfile.gettempdir())) as folder:
        manifest, proof = try_out(file, folder, now=now, passphrase=passphrase)
    return _restored(file, manifest, proof)


def _restored(file: Path, manifest: Manifest, proof: Proof) -> Restored:
    if not is_readable_here(manifest.key):
        proof.remarks.append(OTHER_KEY)
    return Restored(manifest, file.stat().st_size, archive.sha256_of(file), proof)
