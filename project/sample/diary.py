"""The diary: what happens when. What lies after today has not happened yet."""

from collections.abc import Callable
from datetime import date
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any

from .days import workday


class Diary:
    """Actions in the order of their days, so that the numbers of invoices run with their dates.

    An action may note further ones, which is how a hire leads to an invoice and then a payment.
    """

    def __init__(self, today: date) -> None:
        self.today = today
        self._entries: list[tuple[date, int, Any]] = []
        self._place = count()

    def note(self, day: date, action: Callable[..., object], *args: object, **kw: object) -> None:
        """Plan an action for a working day: ``action(*args, on=day, **kw)``, as verbs are called.

        The actions of one day run in the order noted.
        """
        heappush(self._entries, (workday(day), next(self._place), partial(action, *args, **kw)))

    def run(self, announce: Callable[[str], None]) -> None:
        """Run all actions up to today, day by day, and announce each year as it begins."""
        year = 0
        while self._entries and self._entries[0][0] <= self.today:
            day, _, action = heappop(self._entries)
            if day.year > year:
                year = day.year
                announce(str(year))
            action(on=day)
