"""One transaction for each verb; a verb that another verb calls joins its transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")
# What is done with the items that were collected.
Finish = Callable[[list[Any]], None]

_inside_a_verb: ContextVar[bool] = ContextVar("inside a verb", default=False)
_last: ContextVar[dict[Finish, list[Any]] | None] = ContextVar("last", default=None)


def atomic(verb: Callable[P, R]) -> Callable[P, R]:
    """Return the verb in a transaction: all its changes are written, or none if it raises.

    Called by another verb it sets no savepoint of its own, because an exception ends both: an
    issued invoice needs a third fewer queries that way. Code that catches a refusal inside a verb
    and continues opens ``django.db.transaction.atomic`` around the call, which is a savepoint.
    """

    @wraps(verb)
    def joined(*args: P.args, **kwargs: P.kwargs) -> R:
        outermost = not _inside_a_verb.get()
        with transaction.atomic(savepoint=outermost), finishing():
            # Only now: where the database does not answer, nothing was begun.
            token = _inside_a_verb.set(True) if outermost else None
            try:
                return verb(*args, **kwargs)
            finally:
                # Before the commit: what is done on commit is not inside the verb any more.
                if token is not None:
                    _inside_a_verb.reset(token)

    return joined


@contextmanager
def finishing() -> Iterator[None]:
    """Do at the end of the outermost block what ``at_the_end`` collected in it.

    Whoever opens a transaction around several verbs opens this in it. What is collected is then
    done once, after the last row was locked: a lock that all writers want is held last and short.
    Nothing is done if the block raises.
    """
    if _last.get() is not None:
        yield
        return
    collected: dict[Finish, list[Any]] = {}
    token = _last.set(collected)
    try:
        yield
    finally:
        _last.reset(token)
    for finish, items in collected.items():
        finish(items)


def at_the_end(finish: Finish, item: object) -> None:
    """Collect an item for ``finish``, which is called with all of them when the block ends.

    Without a block it is called at once.
    """
    collected = _last.get()
    if collected is None:
        finish([item])
    else:
        collected.setdefault(finish, []).append(item)
