"""A bank statement to try: what the sample's customers pay, worded as banks and people do.

The demo does not import it: you do that on the bank's page.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from billing.models import Invoice
from foundation.periods import Month

HEADINGS = ["Date", "Type", "Description", "Paid out", "Paid in", "Balance"]
OPENING_PENCE = 41_870_25
MOST_CUSTOMERS = 14
BANKS_CUT_AT = 18


class Paid(NamedTuple):
    """One movement: below £0 it is a payment out."""

    on: date
    kind: str
    details: str
    pence: int


def write_statement(month: Month, path: Path) -> int:
    """Write a month's statement from the open invoices, and return how many movements it has."""
    moves = sorted([*_of_customers(month), *_of_others(month)])
    balance = OPENING_PENCE
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Sample Bank", "Current account 00-00-00 00000000"])
        writer.writerow([f"Statement of {month.first:%B %Y}"])
        writer.writerow(HEADINGS)
        writer.writerow([_day(month.first), "", "Opening balance", "", "", _pounds(balance)])
        for paid in moves:
            balance += paid.pence
            went = _pounds(-paid.pence) if paid.pence < 0 else ""
            came = _pounds(paid.pence) if paid.pence > 0 else ""
            row = [_day(paid.on), paid.kind, paid.details, went, came, _pounds(balance)]
            writer.writerow(row)
        total_in = sum(paid.pence for paid in moves if paid.pence > 0)
        total_out = -sum(paid.pence for paid in moves if paid.pence < 0)
        writer.writerow(["", "", "Total", _pounds(total_out), _pounds(total_in), ""])
    return len(moves)


def _of_customers(month: Month) -> Iterator[Paid]:
    """Yield what customers pay of what they owe, each with a difficulty of its own."""
    rows = Invoice.objects.outstanding().filter(issued_on__lte=month.last)
    by_firm: dict[int, list[Invoice]] = {}
    for invoice in rows.select_related("employer").order_by("due_on", "pk"):
        by_firm.setdefault(invoice.employer_id, []).append(invoice)
    for place, invoices in enumerate(list(by_firm.values())[:MOST_CUSTOMERS]):
        yield _paid(place, invoices, month)


def _paid(place: int, invoices: list[Invoice], month: Month) -> Paid:
    first = invoices[0]
    assert first.issued_on is not None
    name = first.employer.name.upper()
    owed, digits = first.outstanding_pence, (first.number or "").rpartition("-")[2]
    on = min(max(month.first + timedelta(days=2 * place + 1), first.issued_on), month.last)
    if len(invoices) > 1:
        some = invoices[:2]
        numbers = " + ".join(one.number for one in some)
        return Paid(on, "BGC", f"{name[:BANKS_CUT_AT]} {numbers}", _sum(some))
    movements = [
        Paid(on, "FPI", f"{name[:BANKS_CUT_AT]} REF {first.number}", owed),
        Paid(on, "BGC", f"{name[:BANKS_CUT_AT]} inv {int(digits or 0)}", owed),
        Paid(on, "FPI", f"{name[:BANKS_CUT_AT]}", owed),
        Paid(on, "BGC", f"{name[:BANKS_CUT_AT]} {first.number} PART 1", owed // 2),
        Paid(on, "FPI", f"{name[:BANKS_CUT_AT]} Invoice no {digits}", owed + 120_00),
        Paid(on, "FPI", f"PETTICOAT LEDGERS {first.number.replace('0', 'O')}", owed),
        Paid(on, "BGC", "HARBOUR PAYROLL SERVICES", owed),
    ]
    return movements[place % len(movements)]


def _of_others(month: Month) -> Iterator[Paid]:
    """Yield what has nothing to do with invoices."""
    first = month.first
    yield Paid(first + timedelta(days=1), "DD", "WHARF PROPERTIES RENT", -2_850_00)
    yield Paid(first + timedelta(days=9), "FPI", "STRIPE PAYMENTS UK STRIPE", 1_875_32)
    yield Paid(first + timedelta(days=11), "BGC", "SALTMARSH TRUST GRANT 2ND QTR", 10_000_00)
    yield Paid(first + timedelta(days=20), "FPO", "PAYROLL", -9_480_00)
    yield Paid(first + timedelta(days=20), "FPO", "PAYROLL", -9_480_00)
    yield Paid(month.last, "CHG", "SERVICE CHARGES", -35_00)


def _sum(invoices: list[Invoice]) -> int:
    return sum(invoice.outstanding_pence for invoice in invoices)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _pounds(pence: int) -> str:
    return f"{pence // 100:,}.{pence % 100:02d}"
