"""Slots: parts of a page that load by themselves after the page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def asks_for_part(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part, and not the browser for a whole page."""
    return bool(getattr(request, "htmx", False))


def slot(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Return a part of a page to htmx, or the same part as a whole page to a browser.

    ``context`` has the ``title`` of the whole page.
    """
    if asks_for_part(request):
        return render(request, template, context)
    return render(request, "web/slot.html", {**context, "part": template})
