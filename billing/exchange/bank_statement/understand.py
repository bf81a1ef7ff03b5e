"""The rows of a bank's table as movements: day, amount, balance, text, and the faults."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from billing.domain.bank.bank_statements import Movement, StatementFile
from foundation.imports.engine.faults import Fault, Flag, UnreadableFile
from foundation.imports.engine.tables import Row, Table
from foundation.money import pounds
from foundation.values import WrongCell, quoted

from .balances import Checked, Step, check
from .columns import COLUMNS, Layout
from .days import day_of
from .rows import is_opening, movements_of
from .signs import Amount, Amounts, settle


@dataclass
class StatementRead:
    """A file as it was read. It may be imported if it has no faults.

    ``breaks`` are faults of the running balance only, which a person may overrule.
    """

    file: StatementFile
    layout: Layout | None = None
    table: Table | None = None
    signs_reversed: bool = False
    faults: list[Fault] = field(default_factory=list)
    breaks: list[Fault] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    balance_checked: bool = False


def understand(read: StatementRead) -> None:
    """Read the rows, decide which way the money went, and check the balance."""
    table, layout = read.table, read.layout
    assert table is not None
    assert layout is not None
    rows, frames, flags = movements_of(table, layout)
    read.flags += [Flag(0, "", remark) for remark in table.remarks] + flags
    amounts = Amounts(table, layout)
    moving = _moved(read, amounts, rows)
    balances = {amount.row.number: amounts.read(amount.row, "balance") for amount, _ in moving}
    opening = next(
        (amounts.read(row, "balance") for row in frames if is_opening(row, layout)), None
    )

    def checked(pence: list[int]) -> Checked:
        return _follow(list(zip(moving, pence, strict=True)), balances, opening)

    pence, remarks, contradicting = settle(
        [amount for amount, _ in moving],
        reverse=read.signs_reversed,
        follows=lambda tried: len(checked(tried).breaks),
    )
    read.flags += [Flag(0, "", remark) for remark in remarks]
    _fault_contradictions(amounts, contradicting)
    _refuse_currencies(amounts, rows)
    read.faults = sorted(amounts.faults, key=lambda fault: fault.row)
    result = checked(pence)
    read.balance_checked = any(balance is not None for balance in balances.values())
    read.breaks = [_break(amounts, moving[place][0].row, *sums) for place, *sums in result.breaks]
    read.file.opening_pence, read.file.closing_pence = result[1:]
    moved = zip(moving, pence, strict=True)
    _keep_movements(
        read,
        [
            _movement(amounts, one.row, day, signed, balances[one.row.number])
            for (one, day), signed in moved
        ],
    )


def _moved(read: StatementRead, amounts: Amounts, rows: list[Row]) -> list[tuple[Amount, date]]:
    """Return the amounts and days of the rows that moved money, adding the faults of others."""
    return [
        (amount, day)
        for row in rows
        if (amount := _amount_of(amounts, row)) and (day := _day_of(amounts, row))
        if amount.pence or _flag_nothing(read, row)
    ]


def _keep_movements(read: StatementRead, movements: Iterable[Movement]) -> None:
    """Store each movement once. Raises UnreadableFile without any movement or fault."""
    read.file.movements = each_once(list(movements), read.flags)
    if not read.file.movements and not read.faults:
        raise UnreadableFile("The file has no payments in or out.")


def _amount_of(amounts: Amounts, row: Row) -> Amount | None:
    """Return a row's amount; a missing one is a fault."""
    before = len(amounts.faults)
    amount = amounts.of(row)
    if amount is None and len(amounts.faults) == before:
        ours = next(
            name for name in ("amount", "paid_in", "paid_out") if name in amounts.layout.headings
        )
        amounts.fault(
            row, ours, WrongCell("The amount is missing.", "Enter it, or delete the row.")
        )
    return amount


def _day_of(amounts: Amounts, row: Row) -> date | None:
    value = amounts.cell(row, "booked_on")
    try:
        if value is None:
            raise WrongCell("The day is missing.", "Enter it, or delete the row.")
        return day_of(value)
    except WrongCell as wrong:
        amounts.fault(row, "booked_on", wrong)
        return None


def _flag_nothing(read: StatementRead, row: Row) -> bool:
    read.flags.append(Flag(row.number, "", "A transaction of £0.00 was left out."))
    return False


def _follow(
    rows: list[tuple[tuple[Amount, date], int]],
    balances: dict[int, int | None],
    opening: int | None,
) -> Checked:
    """Return the check of the running balance; rows without one count with the next that has."""
    forward = not rows or rows[0][0][1] <= rows[-1][0][1]
    steps: list[Step] = []
    waiting = 0
    for place in range(len(rows)) if forward else range(len(rows) - 1, -1, -1):
        (amount, day), pence = rows[place]
        balance = balances[amount.row.number]
        waiting += pence
        if balance is not None:
            steps.append(Step(place, day, waiting, balance))
            waiting = 0
    return check(steps, opening_pence=opening)


def _break(amounts: Amounts, row: Row, expected: int, actual: int) -> Fault:
    heading = amounts.layout.headings["balance"]
    return Fault(
        row.number,
        heading,
        str(row.values[heading]),
        f"After this row the balance should be {pounds(expected)}, and the file says "
        f"{pounds(actual)}: {pounds(abs(expected - actual))} is missing or too much.",
        "Export the statement again. If a row is still missing, ask the bank.",
        amounts.table.address(row.number, heading),
    )


def _fault_contradictions(amounts: Amounts, contradicting: list[Amount]) -> None:
    for amount in contradicting:
        sentence = "The sign and the word beside it contradict each other."
        amounts.fault(amount.row, "direction", WrongCell(sentence, "Correct one of the two."))


def _refuse_currencies(amounts: Amounts, rows: list[Row]) -> None:
    for row in rows:
        currency = amounts.cell(row, "currency")
        if currency is not None and str(currency).strip().upper() not in ("GBP", "£"):
            wrong = WrongCell(
                f"{quoted(currency)} is another currency.", "Only pounds can be imported."
            )
            amounts.fault(row, "currency", wrong)


def _movement(
    amounts: Amounts, row: Row, day: date, pence: int, balance_pence: int | None
) -> Movement:
    def text(ours: str) -> str:
        value = amounts.cell(row, ours)
        value_text = "" if value is None else " ".join(str(value).split())
        return value_text[: COLUMNS[ours].validators[0].limit_value]  # type: ignore[attr-defined]

    description = " ".join(part for part in (text("description"), text("memo")) if part)
    return Movement(
        row.number,
        day,
        pence,
        balance_pence,
        description[:400],
        text("reference"),
        text("payer"),
        text("bank_id"),
    )


def each_once(movements: list[Movement], flags: list[Flag]) -> list[Movement]:
    """Return the movements without those the file lists twice, with a flag for each.

    Two equal payments of one day are two: the bank moves the balance for each, or lists both.
    They are one if the file repeats a row at once with the same balance, or repeats its id.
    """
    unique: list[Movement] = []
    seen: dict[Movement, int] = {}
    before: Movement | None = None
    for movement in movements:
        same = movement._replace(file_row=0)
        repeated = same.balance_pence is not None and same == before
        repeated |= same.balance_pence is None and bool(same.bank_id) and same in seen
        before = same
        if repeated:
            remark = (
                f"The same transaction as in row {seen[same]}, listed twice, so it was read once."
            )
            flags.append(Flag(movement.file_row, "", remark))
            continue
        seen[same] = movement.file_row
        unique.append(movement)
    return unique
