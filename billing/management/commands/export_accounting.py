"""`manage.py export_accounting PROGRAM MONTH OUT.csv`: the month for an accounting program."""

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from billing.exchange.accounting.files import LABELS, NOTES, PROGRAMS, accounting_files
from foundation.errors import BadValue, DomainError
from foundation.periods import Month


class Command(BaseCommand):
    help = (
        "Write the invoices, credit notes and receipts of a month as an accounting program imports "
        "them: OUT.csv and, if the program needs separate files, OUT-credit-notes.csv and "
        "OUT-receipts.csv. Print the files written, and what to know about them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("program", choices=PROGRAMS)
        parser.add_argument("month", help="the month: YYYY-MM")
        parser.add_argument("out", type=Path, help="where to write it, ending in .csv")

    def handle(self, *, program: str, month: str, out: Path, **options: object) -> None:
        if out.suffix.lower() != ".csv":
            raise CommandError(f"{out} does not end in .csv.")
        try:
            period = Month.parse(month)
            files = accounting_files(program, period)
            for one in files:
                path = out.with_name(f"{out.stem}{one.suffix}{out.suffix}")
                write_whole(path, one.file.as_csv())
                self.stdout.write(f"{path.resolve()}: {len(one.file.rows)} rows")
        except BadValue as fault:
            raise CommandError(fault.sentence) from None
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
        remarks = dict.fromkeys(remark for one in files for remark in one.file.remarks)
        self._list("Check these", list(remarks))
        self._list(f"For {LABELS[program]}", [note.sentence for note in NOTES[program]])

    def _list(self, title: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(f"{title}:")
        for line in lines:
            self.stdout.write(f"  {line}")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole, or leave the old one untouched. Raises OSError."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())  # on the disk before it takes the old one's name
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
