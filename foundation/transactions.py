"""One transaction a verb: whole or not at all, and a verb called by another joins it."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_inside_a_verb: ContextVar[bool] = ContextVar("inside a verb", default=False)


def atomic(verb: Callable[P, R]) -> Callable[P, R]:
    """Return the verb so that all it changes is written together, or nothing if it raises.

    Called by another verb it sets no savepoint of its own, since whoever raises there ends both:
    an issued invoice needs a third fewer queries so. Who catches a refusal inside a verb and goes
    on opens ``django.db.transaction.atomic`` around the call, which is a savepoint.
    """

    @wraps(verb)
    def joined(*args: P.args, **kwargs: P.kwargs) -> R:
        token = None if _inside_a_verb.get() else _inside_a_verb.set(True)
        try:
            with transaction.atomic(savepoint=token is not None):
                return verb(*args, **kwargs)
        finally:
            if token is not None:
                _inside_a_verb.reset(token)

    return joined
