"""Removing a person's name from free text, stored API responses, emails and history.

Each app registers the columns that hold free text (``holds_words``). Documents that the law
protects, such as issued invoices, are not among them.
"""

import json
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from . import history, seals
from .models import HistoryEntry, IdempotencyKey, OutboxRow

# Shorter words are part of too many other people's texts.
SHORTEST: Final = 4


class Place(NamedTuple):
    """Columns of a model that may contain a name, in the rows of a condition."""

    model: type[Model]
    columns: tuple[str, ...]
    where: Q


_places: list[Place] = []


def holds_words(model: type[Model], *columns: str, where: Q | None = None) -> None:
    """Register columns of a model that hold free text, in all rows or those of ``where``."""
    place = Place(model, columns, where or Q())
    if place not in _places:
        _places.append(place)


holds_words(OutboxRow, "payload", "last_error")


def forget(words: Iterable[str], *, token: str) -> None:
    """Replace the words in all free text by ``token``, whatever their case.

    The detail of a line of history that contains one is emptied, and stored API responses with
    one are deleted. Words shorter than 4 letters are left alone.
    """
    sought = sorted({word for word in words if len(word) >= SHORTEST}, key=len, reverse=True)
    if not sought:
        return
    for model, columns, where in _places:
        for column in columns:
            _mask(model._base_manager.filter(where), column, sought, token)
    history.empty(holding(HistoryEntry.objects.all(), "detail", sought))
    holding(IdempotencyKey.objects.all(), "body", sought).delete()


def holding(rows: "QuerySet[Any]", column: str, words: Iterable[str]) -> "QuerySet[Any]":
    """Return the rows whose column contains one of the words, as plain text or within JSON."""
    condition = Q()
    for word in words:
        # JSON is stored with escaped accents on one database, and plain on the other.
        for form in {word, json.dumps(word)[1:-1]}:
            condition |= Q(as_text__icontains=form)
    held: QuerySet[Any] = rows.annotate(as_text=Cast(column, TextField())).filter(condition)
    return held


def _mask(rows: "QuerySet[Any]", column: str, words: list[str], token: str) -> None:
    for key, value in holding(rows, column, words).values_list("pk", column):
        rows.filter(pk=key).update(**{column: masked(value, words, token)})
        seals.seal_row(rows.model, key)


def masked(value: Any, words: Iterable[str], token: str) -> Any:
    """Return text, or JSON with all its texts, with the words replaced by the token."""
    if isinstance(value, dict):
        return {
            masked(key, words, token): masked(held, words, token) for key, held in value.items()
        }
    if isinstance(value, list):
        return [masked(held, words, token) for held in value]
    if not isinstance(value, str):
        return value
    for word in words:
        value = _replaced(value, word, token)
    return value


def _replaced(text: str, word: str, token: str) -> str:
    """Return the text with every occurrence of a word replaced, whatever its case."""
    folded, sought = text.lower(), word.lower()
    if len(folded) != len(text):  # a letter whose small form is longer: match its case only
        return text.replace(word, token)
    parts, at = [], 0
    while (start := folded.find(sought, at)) >= 0:
        parts += [text[at:start], token]
        at = start + len(word)
    return "".join([*parts, text[at:]])
