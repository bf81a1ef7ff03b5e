"""Middleware that counts each answer by its route, where METRICS_DIR says where to."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from foundation.request_figures import Figures

NO_ROUTE: Final = "(none)"


class MetricsMiddleware:
    """Counts answers: a route stands for all its addresses, so that no id or name is counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap all other middleware but the first. Raises MiddlewareNotUsed without a folder."""
        if not settings.METRICS_DIR:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.figures = Figures(Path(settings.METRICS_DIR))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, counted."""
        began = time.perf_counter()
        answer = self.get_response(request)
        match = request.resolver_match
        route = f"/{match.route}" if match else NO_ROUTE
        seconds = time.perf_counter() - began
        self.figures.add(request.method or "", route, answer.status_code, seconds)
        return answer
