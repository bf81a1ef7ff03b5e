"""One effect for one request, however often a client that lost the answer asks again."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.errors import BadValue
from foundation.models import IdempotencyKey

HEADER: Final = "Idempotency-Key"
KEY: Final = re.compile(r"[\x20-\x7e]{1,255}")


class KeyReused(APIException):
    """The key came before with another request: 422."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key came before with another request; make a new one."


def answered_once(request: Request, effect: Callable[[], Response]) -> Response:
    """Return the answer of ``effect``, or the one it gave when this key came the first time.

    The effect and its answer are committed together. An effect that raises leaves no trace, so
    a request that was refused may be asked again under the same key.
    Raises BadValue for a key that is not 1 to 255 printable ASCII characters, and KeyReused.
    """
    key = request.headers.get(HEADER)
    if key is None:
        with transaction.atomic():
            return effect()
    if not KEY.fullmatch(key):
        raise BadValue(HEADER, "Give a key of 1 to 255 printable ASCII characters.")
    asked = fingerprint(request)
    with transaction.atomic():
        # The row comes first: whoever asks the same meanwhile waits for it, or for its absence.
        kept, is_new = IdempotencyKey.objects.get_or_create(
            user_id=request.user.pk or 0,
            key=key,
            defaults={
                "method": request.method or "",
                "path": request.path[:500],
                "request_hash": asked,
            },
        )
        if is_new:
            answer = effect()
            kept.status = answer.status_code
            kept.body = JSONRenderer().render(answer.data).decode()
            kept.save(update_fields=["status", "body"])
            return answer
    if kept.request_hash != asked:
        raise KeyReused
    answer = Response(json.loads(kept.body or "null"), status=kept.status)
    answer["Idempotency-Replayed"] = "true"
    return answer


def fingerprint(request: Request) -> str:
    """Return a hash of what is asked: the method, the path and the meaning of the body."""
    asked: list[Any] = [request.method, request.get_full_path(), request.data]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
