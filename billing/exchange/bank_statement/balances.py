"""The running balance: whether every movement leads from one balance to the next."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Step(NamedTuple):
    """One movement with the balance after it where the bank gives it, in pence."""

    place: int
    on: date
    amount_pence: int
    balance_pence: int


class Break(NamedTuple):
    """Where the balance does not add up: the step, the expected and the actual sum, in pence."""

    place: int
    expected_pence: int
    actual_pence: int


class Checked(NamedTuple):
    """The result of a check: where the balances break, and their first and last value."""

    breaks: list[Break]
    opening_pence: int | None
    closing_pence: int | None


def newest_first(days: Sequence[date]) -> bool:
    """Return whether a list of movements runs backwards in time."""
    return bool(days) and days[0] > days[-1]


def check(steps: Sequence[Step], *, opening_pence: int | None = None) -> Checked:
    """Return where the running balance breaks, read in the direction that fits better.

    Some banks list the movements of a day in another order than they booked them: a day is sound
    if its movements form a chain in any order.
    """
    if not steps:
        return Checked([], opening_pence, opening_pence)
    backwards = newest_first([step.on for step in steps])
    if steps[0].on == steps[-1].on:
        backwards = len(_breaks(steps[::-1], None)) < len(_breaks(steps, None))
    ordered = steps[::-1] if backwards else steps
    start = opening_pence
    if start is None:
        start = ordered[0].balance_pence - ordered[0].amount_pence
    if not _breaks(ordered, start):
        return Checked([], start, ordered[-1].balance_pence)
    breaks, closing = _in_any_order(ordered, opening_pence)
    return Checked(
        breaks, start if breaks else closing - sum(s.amount_pence for s in steps), closing
    )


def _breaks(steps: Sequence[Step], start: int | None) -> list[Break]:
    breaks, balance = [], start
    for step in steps:
        if balance is not None and balance + step.amount_pence != step.balance_pence:
            breaks.append(Break(step.place, balance + step.amount_pence, step.balance_pence))
        balance = step.balance_pence
    return breaks


def _in_any_order(steps: Sequence[Step], opening: int | None) -> tuple[list[Break], int]:
    """Return the breaks that no order within a day resolves, and the balance at the end."""
    days: dict[date, list[Step]] = defaultdict(list)
    for step in steps:
        days[step.on].append(step)
    breaks: list[Break] = []
    balance = opening
    for on in sorted(days):
        chained = _chain(days[on], balance)
        if chained is None:
            breaks += _breaks(days[on], balance)
            chained = days[on][-1].balance_pence
        balance = chained
    assert balance is not None
    return breaks, balance


def _chain(steps: list[Step], start: int | None) -> int | None:
    """Return the balance after all of a day's steps in some order; None if no order works.

    Each step leads from one balance to another. An order that takes each step once exists if as
    many steps leave as enter every balance, except at the two ends, and all are connected.
    """
    before = [step.balance_pence - step.amount_pence for step in steps]
    net: dict[int, int] = defaultdict(int)
    for step, came_from in zip(steps, before, strict=True):
        net[came_from] += 1
        net[step.balance_pence] -= 1
    starts = [balance for balance, count in net.items() if count > 0]
    ends = [balance for balance, count in net.items() if count < 0]
    if sum(count for count in net.values() if count > 0) > 1:
        return None
    if start is None:
        start = starts[0] if starts else before[0]
    if (starts and starts[0] != start) or (not starts and start not in before):
        return None
    return (ends[0] if ends else start) if _hang_together(steps, before, start) else None


def _hang_together(steps: list[Step], before: list[int], start: int) -> bool:
    leads: dict[int, set[int]] = defaultdict(set)
    for step, came_from in zip(steps, before, strict=True):
        leads[came_from].add(step.balance_pence)
    reached, waiting = {start}, [start]
    while waiting:
        for balance in leads[waiting.pop()] - reached:
            reached.add(balance)
            waiting.append(balance)
    return reached.issuperset(before)
