"""One page of a long list, without counting the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row")
PER_PAGE: Final = 30
# Deeper than anybody turns pages: the search finds such rows.
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
        """The query of the previous page, "" on the first."""
        return self._query(self.number - 1) if self.number > 1 else ""

    @property
    def later(self) -> str:
        """The query of the next page, "" on the last."""
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
    """Return the page named in the address (``?page=2``), the first if that is not a number.

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
