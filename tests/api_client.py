"""The client of the API that tests ask with: it does what a careful program does."""

import uuid
from typing import Any

from django.urls import Resolver404, resolve
from rest_framework.test import APIClient

from foundation.api.idempotency import HEADER, moves_money


class ApiClient(APIClient):
    """Sends an Idempotency-Key of its own with what moves money, unless the test gives one."""

    def generic(self, method: str, path: str, *args: Any, **options: Any) -> Any:
        given = "HTTP_IDEMPOTENCY_KEY" in options or HEADER in (options.get("headers") or {})
        if method == "POST" and not given and needs_a_key(path):
            options["HTTP_IDEMPOTENCY_KEY"] = uuid.uuid4().hex
        return super().generic(method, path, *args, **options)


def needs_a_key(path: str) -> bool:
    """Return whether the API refuses a POST to an address without an Idempotency-Key."""
    try:
        view = resolve(str(path).partition("?")[0]).func
    except Resolver404:
        return False
    name = getattr(view, "actions", {}).get("post", "post")
    return moves_money(getattr(getattr(view, "cls", None), name, None))
