"""What there is to do on a front page: sections of rows, each row with its actions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, QuerySet, Window

MOST_ROWS: Final = 5


@dataclass(frozen=True)
class Button:
    """An action at one click: its words, where ``fields`` are posted; or a link (``is_link``)."""

    words: str
    address: str
    is_link: bool = False
    is_first: bool = False
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One thing that waits, with what can be done about it here."""

    title: str
    detail: str
    address: str
    buttons: list[Button] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """Things of one kind: how many wait, the first of them, and where all of them are."""

    key: str
    title: str
    why: str
    count: int
    rows: list[Row]
    all_of_them: str = ""


def section(
    key: str, title: str, why: str, rows: QuerySet[Any], row_of: Callable[[Any], Row], every: str
) -> Section:
    """Return the section of a list: its length, and the first rows as ``shown`` words them."""
    count, first = first_of(rows)
    return Section(key, title, why, count, [row_of(row) for row in first], every)


def first_of(rows: QuerySet[Any]) -> tuple[int, list[Any]]:
    """Return how many rows there are, and the first of them: one query for both."""
    first = list(rows.annotate(together=Window(Count("pk")))[:MOST_ROWS])
    return (first[0].together if first else 0), first
