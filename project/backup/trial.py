"""Restore a backup into a database that is thrown away, and see what comes out."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.utils.timezone import localtime

from . import archive
from .databases import own_store
from .manifest import Manifest, refuse_what_is_newer
from .proof import Proof, prove
from .refusals import Refusal
from .store import Store


class Trial(NamedTuple):
    """What a backup says of itself, and what came of restoring it."""

    manifest: Manifest
    proof: Proof


def try_out(file: Path, folder: Path, *, now: datetime, passphrase: bytes | None) -> Trial:
    """Return what restoring a backup gives; the folder is for what comes up meanwhile.

    Raises Refusal as a restore does.
    """
    store = own_store()
    manifest, payload = archive.unpack(file, folder / "trial", passphrase)
    refuse_what_does_not_fit(manifest, store)
    with store.scratch(folder) as scratch:
        remarks = scratch.load(payload)
        payload.unlink()
        proof = prove(scratch, manifest, on=localtime(now).date())
    proof.remarks += remarks
    return Trial(manifest, proof)


def refuse_what_does_not_fit(manifest: Manifest, store: Store) -> None:
    """Raise Refusal for a backup of another kind of database, or of newer code."""
    if manifest.database != store.kind:
        raise Refusal(
            f"The backup is of {manifest.database}, and this is {store.kind}. Restore it on "
            f"{manifest.database}, then use manage.py move_to."
        )
    refuse_what_is_newer(manifest)
