"""A statement of so many lines against as many open invoices.

Reading is held against the same rows split, and their day and amounts parsed; matching against
reading every line's words once: what it does beyond that is looked up, not compared pair by pair.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from billing.domain.bank import payment_references as words
from billing.domain.bank.matching_ledger import Ledger, Line, Owed
from billing.domain.bank.matching_rules import propose_all
from billing.exchange.bank_statement.read import read_statement

from .frame import Figure, best_of

DAY = date(2026, 6, 1)
# Every firm owes as many, however many firms there are.
INVOICES_A_FIRM = 20
MOST_TIMES_READING = 15
MOST_TIMES_MATCHING = 30
WAYS = ("INV-{0:04d}", "inv {0}", "{0:04d}", "fees", "INV {0:04d} & {1:04d}")


def measure(lines: int) -> Iterator[Figure]:
    content = statement(lines)
    bare = best_of(3, lambda: parsed(content.decode()))
    took = best_of(5, lambda: read_statement(content, name="bench.csv"))
    yield Figure("a statement: read", "s", took, "rows parsed", bare, MOST_TIMES_READING)

    read = read_statement(content, name="bench.csv")
    assert len(read.file.movements) == lines
    assert read.faults == read.breaks == []
    asked = [
        Line(one.file_row, one.booked_on, one.amount_pence, "", "", one.description)
        for one in read.file.movements
    ]
    books = ledger(lines)
    bare = best_of(3, lambda: [words.numbers_marked(line.words) for line in asked])
    took = best_of(5, lambda: propose_all(asked, books))
    yield Figure("matched", "s", took, "words read once", bare, MOST_TIMES_MATCHING)
    found = propose_all(asked, books)
    assert sum(told.sure for told in found.values()) > lines // 3


def parsed(text: str) -> list[tuple[datetime, Decimal, Decimal]]:
    """Return what the rows say, with nothing checked."""
    rows = csv.reader(io.StringIO(text))
    next(rows)
    return [
        (datetime.strptime(day, "%d/%m/%Y"), Decimal(amount), Decimal(balance))  # noqa: DTZ007
        for day, _, amount, balance in rows
    ]


def firm(place: int) -> str:
    return f"Firm {place // INVOICES_A_FIRM:05d} Ltd"


def pence_of(place: int) -> int:
    return 1_000_00 + place * 37


def statement(lines: int) -> bytes:
    """Return a statement with a running balance, its references typed in several ways."""
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(["Date", "Description", "Amount", "Balance"])
    balance = 0
    for place in range(lines):
        pence = pence_of(place)
        balance += pence
        said = WAYS[place % len(WAYS)].format(place + 1, place + 2)
        day = DAY + timedelta(days=place * 30 // lines)
        row = [f"{day:%d/%m/%Y}", f"{firm(place).upper()} {said}"]
        table.writerow([*row, f"{pence / 100:.2f}", f"{balance / 100:.2f}"])
    return file.getvalue().encode()


def ledger(invoices: int) -> Ledger:
    """Return as many open invoices, twenty of a firm."""
    owed = [
        Owed(n + 1, f"INV-{n + 1:04d}", n + 1, n // INVOICES_A_FIRM, pence_of(n), DAY)
        for n in range(invoices)
    ]
    names = {one.employer: firm(one.id - 1) for one in owed}
    return Ledger(owed, names.items())
