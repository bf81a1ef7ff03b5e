"""One effect for one form, however often its button is pressed."""

import uuid
from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from foundation.models import IdempotencyKey
from foundation.transactions import finishing

from .access import SignedIn

FIELD: Final = "once"


def new_key() -> str:
    """Return a key for a new form."""
    return uuid.uuid4().hex


def run_once(request: SignedIn, effect: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the response of ``effect``, or a redirect to its target if this form came before.

    The form carries the key in a hidden field (``{% once %}``): a double click, the back button
    and a retry after a lost response send the same one. Only a redirect is stored; a form that
    is shown again with its errors may be sent again.
    """
    key = request.POST.get(FIELD, "")
    if not (key.isascii() and key.isalnum() and len(key) <= 64):
        return effect()
    with transaction.atomic(), finishing():
        # The row comes first: the second click waits until the first has committed or failed.
        row, is_new = IdempotencyKey.objects.get_or_create(
            user_id=request.user.pk,
            key=f"form-{key}",
            defaults={"method": "POST", "path": request.path[:500], "request_hash": key},
        )
        if not is_new:
            return HttpResponseRedirect(row.body or request.path)
        answer = effect()
        if isinstance(answer, HttpResponseRedirect):
            row.status, row.body = answer.status_code, answer.url
            row.save(update_fields=["status", "body"])
        else:
            row.delete()
        return answer
