"""Error pages, each with a way out; the API has its own error responses."""

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error

# When to try again while the database restarts, in seconds.
SOON = "10"


def broken(request: HttpRequest) -> HttpResponse:
    """Return 500; or 503 while the database does not answer, so that clients try again.

    Rendered without the request: what the page would read from it may be what failed.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": SOON})
    return server_error(request)


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
