"""Pages for what cannot be answered, each with a way out; the API has answers of its own."""

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error

# When to ask again while the database restarts, in seconds.
SOON = "10"


def broken(request: HttpRequest) -> HttpResponse:
    """Return 500; or 503 while the database does not answer, which is worth asking again.

    Rendered without the request: what the page would ask of it may be what broke.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": SOON})
    return server_error(request)


class PageForWrongMethod:
    """Give people a page where a view only says 405, as when a form's address is opened anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand around the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the view's answer, or the page."""
        answer = self.get_response(request)
        bare = answer.status_code == 405 and not answer.streaming and not answer.content
        if not bare or "text/html" not in request.headers.get("Accept", ""):
            return answer
        page = render(request, "405.html", status=405)
        page["Allow"] = answer["Allow"]
        return page
