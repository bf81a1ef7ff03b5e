"""A page of a long list, without counting the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row")
PER_PAGE: Final = 30
# Deeper than anybody leafs: whoever looks for something there uses the search.
DEEPEST: Final = 1_000


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list. ``query`` is the address's other parameters, for the links."""

    rows: list[Row]
    number: int
    has_more: bool
    query: str
    parameter: str = "page"

    @property
    def earlier(self) -> str:
        """The query of the page before, or nothing on the first."""
        return self._query(self.number - 1) if self.number > 1 else ""

    @property
    def later(self) -> str:
        """The query of the page after, or nothing on the last."""
        return self._query(self.number + 1) if self.has_more else ""

    def _query(self, number: int) -> str:
        return f"?{self.query}{'&' if self.query else ''}{self.parameter}={number}"


def page_of(
    request: HttpRequest,
    rows: "QuerySet[Any] | Sequence[Any]",
    *,
    size: int = PER_PAGE,
    parameter: str = "page",
) -> Page[Any]:
    """Return the page the address asks for (``?page=2``), the first when it asks for nonsense.

    One query, whatever the list's length; the rows must be in a definite order. A template
    shows the links with ``{% include "web/pager.html" %}``.
    """
    text = request.GET.get(parameter, "")
    readable = text.isascii() and text.isdigit() and len(text) <= 4
    number = min(max(int(text), 1), DEEPEST) if readable else 1
    start = (number - 1) * size
    fetched: list[Model] = list(rows[start : start + size + 1])
    others = request.GET.copy()
    others.pop(parameter, None)
    return Page(fetched[:size], number, len(fetched) > size, others.urlencode(), parameter)
