"""People's spreadsheets, all rows or none: manage.py import_records KIND FILE."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import localdate
from tqdm import tqdm

from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.imports import runs
from foundation.imports.engine import errors_file, mapping
from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.engine.files import read_file
from foundation.imports.engine.plan import Import, ImportResult, Step, run
from foundation.imports.registry import kinds
from foundation.transactions import finishing
from project.management import statement_import

MOST_LINES = 200


class Command(BaseCommand):
    help = (
        "Import a CSV or XLSX file. Every row is checked, and either all are saved or none. "
        "Running it again changes nothing."
    )
    _bar: "tqdm[NoReturn] | None" = None

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [*kinds(), statement_import.KIND]
        parser.add_argument("kind", choices=names, metavar="KIND", help=", ".join(names))
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--map", type=Path, help="a TOML file that maps their headings to our columns"
        )
        parser.add_argument(
            "--sheet", default="", help="the sheet of a workbook; the first with rows if not given"
        )
        parser.add_argument("--dry-run", action="store_true", help="check everything, save nothing")
        parser.add_argument("--errors", type=Path, help="write the rows with faults to this CSV")
        parser.add_argument(
            "--skip-faulty", action="store_true", help="save the sound rows, leave the others"
        )
        parser.add_argument(
            "--reverse-signs",
            action="store_true",
            help="for a bank statement whose money out is shown as positive",
        )
        parser.add_argument(
            "--by", default="", metavar="EMAIL", help="the person the import is recorded under"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")

    def handle(self, *, kind: str, file: Path, **options: object) -> None:
        if kind == statement_import.KIND:
            self._take_statement(file, options)
            return
        plan = self._read(kind, file, options)
        self._say_what_is_read(plan, file)
        if plan.columns.guessed and not (options["yes"] or options["dry_run"]):
            self._confirm()
        result = self._run(plan, file, options)
        self._report(result)
        errors = options["errors"]
        if isinstance(errors, Path) and result.faults:
            count = errors_file.write(errors, plan.table, result.faults)
            self.stdout.write(f"{errors}: {count} rows to correct and import again.")
        self._conclude(result, dry_run=bool(options["dry_run"]))

    def _take_statement(self, file: Path, options: dict[str, object]) -> None:
        """Take a bank's file, whose rows stand in a chain and not each for itself."""
        chosen, errors = options["map"], options["errors"]
        statement_import.StatementImport(
            self.stdout,
            self._confirm,
            map=chosen if isinstance(chosen, Path) else None,
            errors=errors if isinstance(errors, Path) else None,
            dry_run=bool(options["dry_run"]),
            anyway=bool(options["skip_faulty"]),
            reverse=bool(options["reverse_signs"]),
            yes=bool(options["yes"]),
        ).run(file, by=self._doer(str(options["by"])), on=localdate())

    def _run(self, plan: Import, file: Path, options: dict[str, object]) -> ImportResult:
        """Return what came of it; what was written is in the list of imports, to be undone."""
        by, on = self._doer(str(options["by"])), localdate()
        dry_run, skip_faulty = bool(options["dry_run"]), bool(options["skip_faulty"])
        with transaction.atomic(), finishing():
            result = run(
                plan, by=by, on=on, dry_run=dry_run, skip_faulty=skip_faulty, on_step=self._tell
            )
            if result.is_saved and result.touched:
                runs.record(plan, result, file.read_bytes(), file_name=file.name, by=by, on=on)
        return result

    def _read(self, kind: str, file: Path, options: dict[str, object]) -> Import:
        columns = kinds()[kind].form.columns()
        try:
            path = options["map"]
            chosen = mapping.load(path, columns) if isinstance(path, Path) else mapping.Mapping()
            known = mapping.headings(chosen, columns)
            table = read_file(file, known=known, sheet=str(options["sheet"]))
            return Import.of(kinds()[kind], table, chosen)
        except UnreadableFile as refusal:
            raise CommandError(str(refusal)) from None

    def _say_what_is_read(self, plan: Import, file: Path) -> None:
        self.stdout.write(f"{file.name}: {len(plan.table.rows)} rows.")
        for remark in plan.table.remarks:
            self.stdout.write(f"  {remark}")
        for ours, heading in plan.columns.headings.items():
            mark = "  (guessed)" if ours in plan.columns.guessed else ""
            self.stdout.write(f"  {heading} -> {ours}{mark}")
        if plan.columns.unread:
            self.stdout.write(f"  Not read: {', '.join(plan.columns.unread)}.")

    def _confirm(self) -> None:
        if not sys.stdin.isatty():
            return
        if input("Some columns were guessed from their names. Continue? [y/N] ").lower() not in {
            "y",
            "yes",
        }:
            raise CommandError("Nothing was saved. Use --map to say which column is which.")

    def _doer(self, email: str) -> User:
        """Return who the import is recorded under: the person named, else the first admin."""
        people = User.objects.filter(is_active=True)
        if email:
            person = people.filter(email__iexact=email).first()
            if not person:
                raise CommandError(f"No one signs in as {email}.")
            return person
        # A fresh installation has no users yet; the history then names no person.
        return people.filter(role=Role.ADMIN).order_by("pk").first()  # type: ignore[return-value]

    def _tell(self, step: Step) -> None:
        """Draw how far it is, on a terminal."""
        if self._bar is None or step.done == 1:
            words = {"desc": step.stage, "unit": " rows", "total": step.total}
            self._bar = tqdm(**words, disable=not sys.stderr.isatty())
        self._bar.update()

    def _report(self, result: ImportResult) -> None:
        for title, lines in (("Please check", result.flags), ("Faults", result.faults)):
            if lines:
                self.stdout.write(f"{title}:")
            for line in lines[:MOST_LINES]:
                self.stdout.write(f"  {line}")
            if len(lines) > MOST_LINES:
                self.stdout.write(f"  and {len(lines) - MOST_LINES} more.")

    def _conclude(self, result: ImportResult, *, dry_run: bool) -> None:
        faulty = len({fault.row for fault in result.faults})
        aside = f", {faulty} with faults" if faulty else ""
        if result.is_saved:
            done = f"{result.created} created, {result.changed} changed"
            self.stdout.write(f"{done}, {result.unchanged} unchanged{aside}.")
            return
        counts = f"{result.created} to create, {result.changed} to change"
        counts += f", {result.unchanged} unchanged{aside}. Nothing was saved"
        if dry_run:
            self.stdout.write(f"{counts}: this was a dry run.")
            return
        raise CommandError(
            f"{counts}. Correct the rows, or save the sound ones with --skip-faulty."
        )
