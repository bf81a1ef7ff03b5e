"""Small numbers: what may be shown of a count so that it identifies nobody.

Sources: HESA rounding (nearest 5, no percentage for a base under 22.5); NHS and ONS practice of
hiding cells under 5, with enough others that the totals do not reveal them.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Final

SMALLEST: Final = 5
SMALLEST_BASE: Final = Decimal("22.5")
# A median of seven salaries or fewer reveals too much about each.
FEWEST_SALARIES: Final = 8
SafeCount = int | None


def nearest_5(count: int) -> int:
    """Return a count as it is published: 2 becomes 0, 3 becomes 5."""
    return 5 * ((count + 2) // 5)


def in_words(count: int) -> str:
    """Return a count in words: "0", "fewer than 5", or the nearest 5."""
    if 0 < count < SMALLEST:
        return f"fewer than {SMALLEST}"
    return str(nearest_5(count))


def percent(numerator: int, denominator: int, *, places: int = 1) -> Decimal | None:
    """Return a percentage of unrounded counts, half up; None for a base under 22.5."""
    if denominator < SMALLEST_BASE:
        return None
    step = Decimal(1).scaleb(-places)
    return (Decimal(100 * numerator) / denominator).quantize(step, rounding=ROUND_HALF_UP)


def median_salary(salaries_pence: Sequence[int]) -> int | None:
    """Return the median in pence, half up; None for seven salaries or fewer."""
    if len(salaries_pence) < FEWEST_SALARIES:
        return None
    return middle(salaries_pence)


def middle(pence: Sequence[int]) -> int:
    """Return the median of at least one sum, in whole pence, half up."""
    exact = Decimal(median(map(Decimal, pence)))
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def suppress(counts: Sequence[int]) -> list[SafeCount]:
    """Return the counts of one total, None where one is hidden.

    Counts from 1 to 4 are hidden, and then the smallest others until the hidden ones add up to at
    least 5 and are at least two. Zero is shown, since it is about nobody.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < SMALLEST}
    while _gives_away(counts, hidden) and (more := _smallest_visible(counts, hidden)) is not None:
        hidden.add(more)
    return [None if place in hidden else count for place, count in enumerate(counts)]


def suppress_pairs(
    rows: Sequence[tuple[int, int]], hidden: Sequence[int] = ()
) -> list[tuple[SafeCount, SafeCount]]:
    """Return a table of two columns whose row and column totals are known, hidden cells as None.

    In a row of two, one cell reveals the other, so whole rows are hidden: those with a count from 1
    to 4, those at the places in ``hidden``, whose total is hidden elsewhere, and then the smallest
    others until the hidden cells of each column add up to at least 5 and are at least two.
    """
    gone = {place for place, row in enumerate(rows) if any(0 < cell < SMALLEST for cell in row)}
    gone |= set(hidden)
    totals = [sum(row) for row in rows]
    columns = list(zip(*rows, strict=True))
    while any(_gives_away(column, gone) for column in columns):
        more = _smallest_visible(totals, gone)
        if more is None:
            break
        gone.add(more)
    return [(None, None) if place in gone else row for place, row in enumerate(rows)]


def _gives_away(counts: Sequence[int], hidden: set[int]) -> bool:
    """Return whether the total minus the visible counts reveals too much."""
    if not hidden:
        return False
    return len(hidden) < 2 or sum(counts[place] for place in hidden) < SMALLEST


def _smallest_visible(counts: Sequence[int], hidden: set[int]) -> int | None:
    """Return the place of the smallest visible count, zeros last; None if all are hidden."""
    visible = [place for place in range(len(counts)) if place not in hidden]
    return min(visible, key=lambda place: (not counts[place], counts[place], place), default=None)
