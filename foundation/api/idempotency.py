"""One effect for one request, however often a client that lost the response retries."""

import hashlib
import json
import re
from collections.abc import Callable
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

from .etags import refuse_stale

HEADER: Final = "Idempotency-Key"
KEY: Final = re.compile(r"[\x20-\x7e]{1,255}")


class KeyReused(APIException):
    """The key was used before with another request: 422."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key was used before with another request. Use a new one."


def idempotent(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Return the handler in one transaction, with one effect for one Idempotency-Key.

    Every handler that stores anything must have this decorator, which a test ensures.
    """

    @wraps(handler)
    def handle_once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        def effect() -> Response:
            refuse_stale(view, request, **kwargs)
            return handler(view, request, *args, **kwargs)

        return answered_once(request, effect)

    handle_once.idempotent = True  # type: ignore[attr-defined]  # read by is_idempotent
    return handle_once


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
        with transaction.atomic():
            return effect()
    if not KEY.fullmatch(key):
        raise BadValue(HEADER, "Give a key of 1 to 255 printable ASCII characters.")
    request_hash = fingerprint(request)
    with transaction.atomic():
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
