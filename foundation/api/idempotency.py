"""One effect for one request, however often a client that lost the response retries."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Final

from django.db import transaction
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.errors import BadValue
from foundation.models import IdempotencyKey
from foundation.transactions import finishing

from .etags import refuse_stale

HEADER: Final = "Idempotency-Key"
KEY: Final = re.compile(r"[\x20-\x7e]{1,255}")


class KeyReused(APIException):
    """The key was used before with another request: 422."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key was used before with another request. Use a new one."


class KeyMissing(APIException):
    """A request that moves money came without a key: 428. Its retry would pay twice."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "idempotency_key_missing"
    default_detail = (
        "Money is moved by this request, so send an Idempotency-Key: any text of your own, such as "
        "a UUID, the same when you try again."
    )


def idempotent(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Return the handler in one transaction, with one effect for one Idempotency-Key.

    Every handler that stores anything must have this decorator, which a test ensures.
    """

    @wraps(handler)
    def handle_once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        if HEADER not in request.headers and moves_money(handle_once):
            raise KeyMissing

        def effect() -> Response:
            refuse_stale(view, request, **kwargs)
            return handler(view, request, *args, **kwargs)

        return answered_once(request, effect)

    handle_once.idempotent = True  # type: ignore[attr-defined]  # read by is_idempotent
    return handle_once


def for_money(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Return the idempotent handler, which from now on refuses requests without a key: 428.

    Written above all other decorators. A test names the writes of money that must have it.
    """
    handler.moves_money = True  # type: ignore[attr-defined]  # read by moves_money
    for inner in _wrapped(handler):
        inner.moves_money = True  # type: ignore[attr-defined]
    return handler


def moves_money(handler: object) -> bool:
    """Return whether a handler refuses requests without a key."""
    return getattr(handler, "moves_money", False)


def _wrapped(handler: Callable[..., Response]) -> Iterator[Callable[..., Response]]:
    """Yield what a handler's decorators wrap, down to the function itself."""
    inner = getattr(handler, "__wrapped__", None)
    while inner is not None:
        yield inner
        inner = getattr(inner, "__wrapped__", None)


def is_idempotent(handler: object) -> bool:
    """Return whether a handler is ``idempotent``."""
    return getattr(handler, "idempotent", False)


def answered_once(request: Request, effect: Callable[[], Response]) -> Response:
    """Return the response of ``effect``, or the stored one if this key was used before.

    The effect and its response are committed together. An effect that raises leaves no trace, so
    a refused request may be sent again with the same key.
    Raises BadValue for a key that is not 1 to 255 printable ASCII characters, and KeyReused.
    """
    key = request.headers.get(HEADER)
    if key is None:
        with transaction.atomic(), finishing():
            return effect()
    if not KEY.fullmatch(key):
        raise BadValue(HEADER, "Give a key of 1 to 255 printable ASCII characters.")
    request_hash = fingerprint(request)
    with transaction.atomic(), finishing():
        # The row comes first: a simultaneous request waits until this one has committed or failed.
        row, is_new = IdempotencyKey.objects.get_or_create(
            user_id=request.user.pk or 0,
            key=key,
            defaults={
                "method": request.method or "",
                "path": request.path[:500],
                "request_hash": request_hash,
            },
        )
        if is_new:
            response = effect()
            row.status = response.status_code
            row.body = JSONRenderer().render(repeated_body(response)).decode()
            row.save(update_fields=["status", "body"])
            return response
    if row.request_hash != request_hash:
        raise KeyReused
    response = Response(json.loads(row.body or "null"), status=row.status)
    response["Idempotency-Replayed"] = "true"
    return response


def repeated_body(response: Response) -> Any:
    """Return what a repetition is answered: null in place of a secret, which is not stored."""
    hidden = dict.fromkeys(getattr(response, "not_stored", ()))
    return {**response.data, **hidden} if hidden else response.data


def fingerprint(request: Request) -> str:
    """Return a hash of the request: its method, its path and its parsed body."""
    parts: list[Any] = [request.method, request.get_full_path(), request.data]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
