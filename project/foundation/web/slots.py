"""Slots: parts of a page that load by themselves when the page is there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def slot(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """Return a part of a page to htmx, and the same as a page of its own to anybody else.

    ``page`` has the ``title`` of that page of its own.
    """
    if getattr(request, "htmx", False):
        return render(request, template, page)
    return render(request, "web/slot.html", {**page, "part": template})
