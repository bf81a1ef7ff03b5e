"""One transaction for each verb; a verb that another verb calls joins its transaction."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_inside_a_verb: ContextVar[bool] = ContextVar("inside a verb", default=False)


def atomic(verb: Callable[P, R]) -> Callable[P, R]:
    """Return the verb in a transaction: all its changes are written, or none if it raises.

    Called by another verb it sets no savepoint of its own, because an exception ends both: an
    issued invoice needs a third fewer queries that way. Code that catches a refusal inside a verb
    and continues opens ``django.db.transaction.atomic`` around the call, which is a savepoint.
    """

    @wraps(verb)
    def joined(*args: P.args, **kwargs: P.kwargs) -> R:
        token = None if _inside_a_verb.get() else _inside_a_verb.set(True)
        with transaction.atomic(savepoint=token is not None):
            try:
                return verb(*args, **kwargs)
            finally:
                # Before the commit: what is done on commit is not inside the verb any more.
                if token is not None:
                    _inside_a_verb.reset(token)

    return joined
