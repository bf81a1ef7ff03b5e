"""Importing bank statements: every movement once, however the statements overlap."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from billing.choices import BankLineState
from billing.models import BankLayout, BankLine, BankStatement
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import DomainError
from foundation.periods import format_date
from foundation.transactions import atomic


class Movement(NamedTuple):
    """One movement in a file; below £0 it went out. ``bank_id`` is the bank's own id."""

    file_row: int
    booked_on: date
    amount_pence: int
    balance_pence: int | None
    description: str = ""
    reference: str = ""
    payer: str = ""
    bank_id: str = ""


@dataclass
class StatementFile:
    """A file's movements, and the balances before and after them, if the file has them."""

    file_name: str
    sha256: str
    account: str = ""
    movements: list[Movement] = field(default_factory=list)
    opening_pence: int | None = None
    closing_pence: int | None = None


class Taken(NamedTuple):
    """The result of importing a file; ``statement`` is None when nothing was new."""

    statement: BankStatement | None
    new: int
    known: int


class LinesDealtWith(DomainError):
    """An import is undone as a whole, or not at all."""

    code = "lines_dealt_with"


def fingerprints(account: str, movements: Sequence[Movement]) -> list[str]:
    """Return a digest of each movement that is the same in every statement that lists it.

    Equal payments of one day differ by the balance, else by the bank's id, and in any case by
    their place among the equal ones of the day: statements begin and end with days.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    digests = []
    for one in movements:
        key: tuple[object, ...] = (account, one.booked_on.isoformat(), one.amount_pence)
        if one.balance_pence is not None:
            key += ("balance", one.balance_pence)
        elif one.bank_id:
            key += ("id", one.bank_id)
        else:
            words = " ".join((one.payer, one.reference, one.description)).casefold()
            key += ("words", " ".join(words.split()))
        seen[key] += 1
        digests.append(hashlib.sha256(repr((key, seen[key])).encode()).hexdigest())
    return digests


def new_among(file: StatementFile) -> list[tuple[Movement, str]]:
    """Return the movements of a file that are in no earlier statement, with their fingerprints."""
    marks = fingerprints(file.account, file.movements)
    known = set(
        BankLine.objects.filter(
            statement__account=file.account,
            booked_on__in={movement.booked_on for movement in file.movements},
        ).values_list("fingerprint", flat=True)
    )
    pairs = zip(file.movements, marks, strict=True)
    return [(movement, mark) for movement, mark in pairs if mark not in known]


def taken_before(sha256: str) -> BankStatement | None:
    """Return the statement imported from the same bytes, if there is one."""
    return BankStatement.objects.filter(sha256=sha256).first()


@atomic
def take(file: StatementFile, *, by: User | None, on: date) -> Taken:
    """Return the result of a file: its new movements as open lines, in one statement.

    A file imported before, and movements of an earlier statement, change nothing.
    """
    if taken_before(file.sha256):
        return Taken(None, 0, len(file.movements))
    fresh = new_among(file)
    if not fresh:
        return Taken(None, 0, len(file.movements))
    statement, is_new = _begun(file, by=by)
    if not is_new:
        return Taken(None, 0, len(file.movements))
    # Lines that another import adds at the same moment are skipped, and counted as known.
    BankLine.objects.bulk_create(
        (
            BankLine(statement=statement, fingerprint=mark, **movement._asdict())
            for movement, mark in fresh
        ),
        ignore_conflicts=True,
    )
    new = statement.lines.count()
    known = len(file.movements) - new
    history.record(Verb.IMPORTED, statement, by=by, on=on, lines=new, known=known)
    return Taken(statement, new, known)


def _begun(file: StatementFile, *, by: User | None) -> tuple[BankStatement, bool]:
    """Return the statement of a file, and whether it is a new one."""
    days = [movement.booked_on for movement in file.movements]
    columns = {
        "file_name": file.file_name[:200],
        "account": file.account,
        "imported_by": by,
        "from_on": min(days),
        "to_on": max(days),
        "opening_pence": file.opening_pence,
        "closing_pence": file.closing_pence,
    }
    return BankStatement.objects.get_or_create(sha256=file.sha256, defaults=columns)


@atomic
def take_back(statement_id: int, *, by: User, on: date) -> None:
    """Undo the import of a statement: it is deleted with its lines.

    Raises LinesDealtWith once one of its lines was matched or ignored.
    """
    statement = BankStatement.objects.select_for_update(of=("self",), no_key=True).get(
        pk=statement_id
    )
    lines = BankLine.objects.select_for_update(of=("self",)).filter(statement=statement)
    dealt_with = sum(line.state != BankLineState.OPEN for line in lines)
    if dealt_with:
        raise LinesDealtWith(
            f"{dealt_with} lines of {statement} ({format_date(statement.from_on)} to "
            f"{format_date(statement.to_on)}) have been matched or ignored, so it stays."
        )
    history.record(Verb.TAKEN_BACK, statement, by=by, on=on, lines=len(lines))
    lines.delete()
    statement.delete()


def remember_layout(
    signature: str, headings: dict[str, str], *, account: str, signs_reversed: bool
) -> None:
    """Store how a bank's files are read, now that an import has confirmed it."""
    BankLayout.objects.update_or_create(
        signature=signature,
        defaults={
            "headings": headings,
            "account": account,
            "signs_reversed": signs_reversed,
        },
    )


def remembered_layout(signature: str) -> tuple[dict[str, str], bool, str] | None:
    """Return the headings, whether signs are reversed, and the account of a known bank's files."""
    known = BankLayout.objects.filter(signature=signature).first()
    return (known.headings, known.signs_reversed, known.account) if known else None
