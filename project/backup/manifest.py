"""What a backup says of itself, beside the database it holds."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.crypto import salted_hmac

from .refusals import Refusal, Unreadable
from .tallies import Tally

PRODUCT: Final = "Foothold"
FORMAT: Final = 1
Migrations = list[str]


@dataclass(frozen=True)
class Manifest:
    """The contents of `manifest.json`; ``payload`` is the name of the file beside it."""

    version: str
    made_at: str
    database: str
    migrations: Migrations
    key: str
    payload: str
    size: int
    sha256: str
    tables: dict[str, Tally]
    product: str = PRODUCT
    format: int = field(default=FORMAT)

    def to_json(self) -> str:
        """Return the text of the file."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Return what a file says. Raises Unreadable if it is none of ours, or of a later form."""
        try:
            parts: dict[str, Any] = json.loads(text)
            if parts["product"] != PRODUCT or parts["format"] > FORMAT:
                raise Unreadable(
                    "This backup was written by a later version of Foothold. Install that first."
                )
            tables = {name: Tally(*tally) for name, tally in parts.pop("tables").items()}
            return cls(**parts, tables=tables)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(f"The file is not a backup of Foothold: {error}.") from error

    @property
    def moment(self) -> datetime:
        """Return when the backup was made."""
        return datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        """Return how many rows all tables have."""
        return sum(tally.rows for tally in self.tables.values())


def applied(connection: BaseDatabaseWrapper) -> Migrations:
    """Return the migrations of a database, as "billing.0002_guards"."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def known() -> Migrations:
    """Return the migrations of the code, those that a squashed one replaces too."""
    loader = MigrationLoader(connection=None)
    replaced = {key for one in loader.disk_migrations.values() for key in one.replaces}
    return sorted(".".join(key) for key in {*loader.disk_migrations, *replaced})


def refuse_what_is_newer(manifest: Manifest) -> None:
    """Raise Refusal when the backup has migrations that this code does not know."""
    if unknown := sorted(set(manifest.migrations) - set(known())):
        raise Refusal(
            f"The backup is of version {manifest.version}, which is newer than the version here, "
            f"{settings.VERSION}: this one does not know {', '.join(unknown[:3])}"
            f"{' and others' if len(unknown) > 3 else ''}. Install version {manifest.version}, "
            "then restore."
        )


def fingerprint(secret: str | bytes) -> str:
    """Return 16 letters that tell one DJANGO_SECRET_KEY from another and give neither away."""
    seal = salted_hmac("project.backup", "fingerprint", secret=secret, algorithm="sha256")
    return seal.hexdigest()[:16]


def is_readable_here(key: str) -> bool:
    """Return whether what was encrypted under a key of this fingerprint can be read here."""
    return key in map(fingerprint, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
