"""Write a backup: beside its place, proved, and only then under its name."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from . import archive
from .databases import own_store
from .manifest import Manifest, applied, fingerprint
from .proof import Proof
from .retention import PREFIX, SUFFIX
from .store import Store
from .trial import try_out


@dataclass(frozen=True)
class Backup:
    """A file that was written; ``proof`` is None if it was not tried."""

    file: Path
    manifest: Manifest
    size: int
    sha256: str
    proof: Proof | None


def name_at(now: datetime) -> str:
    """Return the name of a backup in a folder of them: the moment in UTC."""
    return f"{PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"


def write(
    target: Path, *, now: datetime, passphrase: bytes | None = None, is_tried: bool = True
) -> Backup:
    """Return the backup of this installation's database, written to a file.

    Killed at any moment it leaves what was under that name before. Raises Refusal when the file
    cannot be made, and NotTheSame when restoring it gives another database; then nothing is
    written. Whether the books hold is in the proof: a backup of books that do not is better than
    none.
    """
    store = own_store()
    with archive.working_folder(target.parent) as folder:
        manifest, packed = _packed(store, folder, now=now)
        ready = archive.finish(packed, passphrase)
        proof = try_out(ready, folder, now=now, passphrase=passphrase).proof if is_tried else None
        size, sha256 = ready.stat().st_size, archive.sha256_of(ready)
        archive.put_in_place(ready, target)
    return Backup(target, manifest, size, sha256, proof)


def _packed(store: Store, folder: Path, *, now: datetime) -> tuple[Manifest, Path]:
    payload, packed = folder / store.payload, folder / "packed"
    tallies = store.save(payload)
    with store.connected() as connection:
        migrations = applied(connection)
    manifest = Manifest(
        version=settings.VERSION,
        made_at=now.astimezone(UTC).isoformat(),
        database=store.kind,
        migrations=migrations,
        key=fingerprint(settings.SECRET_KEY),
        payload=store.payload,
        size=payload.stat().st_size,
        sha256=archive.sha256_of(payload),
        tables=tallies,
    )
    archive.pack(manifest, payload, packed)
    payload.unlink()
    return manifest, packed
