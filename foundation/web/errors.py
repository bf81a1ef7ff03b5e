"""Error pages, each with a way out; the API has its own error responses."""

import sys
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from foundation import outages
from foundation.rate_limits import LimitReached
from foundation.request_ids import current

from .requests import API, NEVER_STORED

# Seconds, as the page says it: the longest of the limits that answer with a page of their own.
ATTEMPTS_WAIT: Final = 300


def broken(request: HttpRequest) -> HttpResponse:
    """Return 500; or 503 in an outage, so that clients try again. The API gets its own shape.

    It answers for all that fails outside a view too: the session, the user, the middleware.
    Rendered without the request: what the page would read from it may be what failed.
    """
    away = outages.is_outage(sys.exc_info()[1])
    headers = {"Cache-Control": NEVER_STORED}
    if away:
        headers["Retry-After"] = str(outages.RETRY_AFTER)
    status = 503 if away else 500
    if request.path.startswith(API):
        code, sentence = (
            (outages.CODE, outages.SENTENCE) if away else ("error", "Server Error (500)")
        )
        error = {"code": code, "detail": sentence, "attr": None}
        answer = {"type": "server_error", "errors": [error]}
        return JsonResponse(answer, status=status, headers=headers)
    page = render_to_string(f"{status}.html", {"request_id": current()})
    return HttpResponse(page, status=status, headers=headers)


def too_many(request: HttpRequest, refusal: LimitReached) -> HttpResponse:
    """Return 429 with Retry-After and the sentence, as a page or in the shape of the API."""
    headers = {"Cache-Control": NEVER_STORED, "Retry-After": str(refusal.wait)}
    if request.path.startswith(API):
        error = {"code": refusal.code, "detail": str(refusal), "attr": None}
        answer = {"type": "client_error", "errors": [error]}
        return JsonResponse(answer, status=429, headers=headers)
    page = render(request, "429.html", {"sentence": str(refusal)}, status=429)
    for name, value in headers.items():
        page[name] = value
    return page


def too_many_attempts(request: HttpRequest) -> HttpResponse:
    """Return the page that allauth answers with when somebody signs in too often."""
    page = render(request, "429.html", status=429)
    page["Retry-After"] = str(ATTEMPTS_WAIT)
    return page


class PageForWrongMethod:
    """Middleware that shows a page for a bare 405, as when a form's address is opened again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the view's response, or the page."""
        answer = self.get_response(request)
        bare = answer.status_code == 405 and not answer.streaming and not answer.content
        if not bare or "text/html" not in request.headers.get("Accept", ""):
            return answer
        page = render(request, "405.html", status=405)
        page["Allow"] = answer["Allow"]
        return page
