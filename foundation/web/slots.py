"""Slots: parts of a page that load by themselves when the page is there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def asks_for_part(request: HttpRequest) -> bool:
    """Return whether a part of the page asks (htmx), and not the browser for a whole one."""
    return bool(getattr(request, "htmx", False))


def slot(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Return a part of a page to htmx, and the same as a page of its own to anybody else.

    ``page`` has the ``title`` of that page of its own.
    """
    if asks_for_part(request):
        return render(request, template, context)
    return render(request, "web/slot.html", {**context, "part": template})
