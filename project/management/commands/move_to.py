"""`manage.py move_to DATABASE_URL`: everything to another database, SQLite or PostgreSQL."""

from argparse import ArgumentParser

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils.timezone import localdate

from project.backup import moving
from project.backup.databases import store_at
from project.backup.refusals import Refusal
from project.backup.store import Store


class Command(BaseCommand):
    help = (
        "Copy everything to the database of another DATABASE_URL, and compare every table there. "
        "It must hold no records. This installation's own database is only read. Stop the server, "
        "the worker and the timers before, and start them with the new DATABASE_URL afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", metavar="DATABASE_URL")

    def handle(self, *, url: str, **options: object) -> None:
        target = named_by(url)
        try:
            move = moving.move(target, on=localdate())
        except Refusal as refusal:
            raise CommandError(f"Nothing was moved. {refusal}") from None
        except Error as error:
            raise CommandError(f"Nothing was moved. {target} refused: {error}") from error
        self.stdout.write(
            f"{move.rows} rows in {len(move.tables)} tables are now in {target}, each table the "
            f"same as here, and all {move.triggers} triggers stand."
        )
        for says, ids in move.broken:
            self.stdout.write(self.style.ERROR(f"Does not hold: {says} ({len(ids)})."))
        self.stdout.write("Set DATABASE_URL to it, then start the server and the worker again.")
        if move.broken:
            raise CommandError("Everything was moved as it is, but the books do not hold.")


def named_by(url: str) -> Store:
    """Return the database of an address. Raises CommandError if it names none."""
    try:
        return store_at(url)
    except (ValueError, ImproperlyConfigured) as error:
        raise CommandError(
            f"This is no address of a database: {error}. Write "
            "sqlite:////path/to/foothold.sqlite3 or postgres://user:password@host:5432/name."
        ) from None
