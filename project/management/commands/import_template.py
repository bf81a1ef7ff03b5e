"""The spreadsheet to fill in: manage.py import_template KIND OUT.xlsx."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from foundation.imports.engine.template_file import template
from foundation.imports.registry import kinds


class Command(BaseCommand):
    help = "Write an empty spreadsheet for a kind of record, with a sheet of notes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=kinds(), metavar="KIND", help=", ".join(kinds()))
        parser.add_argument("out", type=Path, metavar="OUT.xlsx")

    def handle(self, *, kind: str, out: Path, **options: object) -> None:
        try:
            template(kinds()[kind]).save(out)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{out}: fill it in, then run manage.py import_records {kind} {out}")
