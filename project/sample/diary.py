"""The diary: what happens when. What lies after today has not happened yet."""

from collections.abc import Callable
from datetime import date
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any

from .days import workday


class Diary:
    """Deeds in the order of their days, so that the numbers of invoices run with their dates.

    A deed may note further ones, which is how a hire leads to an invoice and that to a payment.
    """

    def __init__(self, today: date) -> None:
        self.today = today
        self._deeds: list[tuple[date, int, Any]] = []
        self._place = count()

    def note(self, day: date, deed: Callable[..., object], *things: object, **how: object) -> None:
        """Plan a deed for a working day: ``deed(*things, on=day, **how)``, as verbs are called.

        The deeds of one day are done in the order noted.
        """
        heappush(self._deeds, (workday(day), next(self._place), partial(deed, *things, **how)))

    def live(self, say: Callable[[str], None]) -> None:
        """Do all deeds up to today, day by day, and say each year as it begins."""
        year = 0
        while self._deeds and self._deeds[0][0] <= self.today:
            day, _, deed = heappop(self._deeds)
            if day.year > year:
                year = day.year
                say(str(year))
            deed(on=day)
