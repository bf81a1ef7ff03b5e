"""`manage.py import_records bank_statement FILE`: a file of the bank, every movement once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper
from django.db import transaction

from billing.domain.bank import bank_statements
from billing.exchange.bank_statement.columns import COLUMNS
from billing.exchange.bank_statement.read import read_statement
from billing.exchange.bank_statement.understand import StatementRead
from foundation.accounts.models import User
from foundation.imports.engine import errors_file, mapping
from foundation.imports.engine.faults import UnreadableFile
from foundation.imports.engine.files import MAX_BYTES
from foundation.money import pounds
from foundation.periods import format_date
from foundation.transactions import finishing

KIND = "bank_statement"
MOST_LINES = 200


@dataclass
class StatementImport:
    """One run of the command; ``confirm`` asks a person whether guessed columns are right.

    ``anyway`` takes the rows although the running balance breaks; ``reverse`` turns the signs.
    """

    out: OutputWrapper
    confirm: Callable[[], None]
    map: Path | None = None
    dry_run: bool = False
    errors: Path | None = None
    anyway: bool = False
    reverse: bool = False
    yes: bool = False

    def run(self, file: Path, *, by: User | None, on: date) -> None:
        """Read the file, say what was understood, and take it. Raises CommandError."""
        read = self._read(file)
        self._say(read, file)
        if read.layout and read.layout.guessed and not (self.yes or self.dry_run):
            self.confirm()
        faults = [*read.faults, *([] if self.anyway else read.breaks)]
        for fault in faults[:MOST_LINES]:
            self.out.write(f"  {fault}")
        if faults and self.errors and read.table:
            count = errors_file.write(self.errors, read.table, faults)
            self.out.write(f"{self.errors}: {count} rows to check.")
        if faults:
            rows = len({fault.row for fault in faults})
            aside = "" if read.faults else ", or take them as they are with --skip-faulty"
            raise CommandError(f"{rows} rows with faults. Nothing was saved. Correct them{aside}.")
        with transaction.atomic(), finishing():
            taken = bank_statements.take(read.file, by=by, on=on)
            if read.layout and not self.dry_run:
                bank_statements.remember_layout(
                    read.layout.signature,
                    read.layout.headings,
                    account=read.file.account,
                    signs_reversed=read.signs_reversed,
                )
            transaction.set_rollback(self.dry_run)
        self._conclude(taken)

    def _read(self, file: Path) -> StatementRead:
        try:
            if file.stat().st_size > MAX_BYTES:
                raise UnreadableFile(f"{file.name} is larger than {MAX_BYTES // 1_000_000} MB.")
            chosen = mapping.load(self.map, COLUMNS) if self.map else None
            return read_statement(
                file.read_bytes(),
                name=file.name,
                mapping=chosen,
                remembered=bank_statements.remembered_layout,
                reverse=self.reverse or None,
            )
        except OSError as error:
            raise CommandError(f"{file.name} cannot be opened: {error.strerror}.") from None
        except UnreadableFile as refusal:
            raise CommandError(str(refusal)) from None

    def _say(self, read: StatementRead, file: Path) -> None:
        file_read = read.file
        self.out.write(f"{file.name}: {len(file_read.movements)} movements.")
        if read.layout:
            for ours, heading in read.layout.headings.items():
                mark = "  (guessed)" if ours in read.layout.guessed else ""
                self.out.write(f"  {heading} -> {ours}{mark}")
            if read.layout.unread:
                self.out.write(f"  Not read: {', '.join(read.layout.unread)}.")
        for flag in read.flags[:MOST_LINES]:
            self.out.write(f"  {flag}")
        came = sum(max(one.amount_pence, 0) for one in file_read.movements)
        went = sum(min(one.amount_pence, 0) for one in file_read.movements)
        days = [one.booked_on for one in file_read.movements]
        if days:
            self.out.write(
                f"  {format_date(min(days))} to {format_date(max(days))}: "
                f"{pounds(came)} in, {pounds(-went)} out."
            )
        if read.balance_checked and not read.breaks:
            self.out.write("  The running balance is right in every row.")

    def _conclude(self, taken: bank_statements.Taken) -> None:
        counts = f"{taken.new} new, {taken.known} already known"
        if self.dry_run:
            self.out.write(f"{counts}. Nothing was saved: this was a dry run.")
        elif taken.statement is None:
            self.out.write(f"{counts}. Nothing changes.")
        else:
            self.out.write(f"{counts}. They can be matched now.")
