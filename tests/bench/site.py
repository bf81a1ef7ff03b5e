"""The pages on a server of their own, as people meet them, and one that is empty."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from subprocess import Popen
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from foundation.accounts.rules import is_signed_in
from foundation.web.access import requires
from project.urls import urlpatterns as pages_of_the_house


@requires(is_signed_in)
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path("empty/", empty), *pages_of_the_house]


def application() -> Callable[..., Any]:
    """Return what gunicorn serves."""
    settings.ROOT_URLCONF = __name__
    return StaticFilesHandler(get_wsgi_application())


@contextmanager
def served() -> Iterator[str]:
    """Serve the pages from another process: in this one they would wait for whoever measures."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-m", "gunicorn", f"{__name__}:application()"]
        command += ["--bind", f"fd://{listening.fileno()}", "--threads", "4"]
        command += ["--no-control-socket", "--log-level", "warning"]
        with Popen(command, pass_fds=[listening.fileno()]) as server:
            try:
                yield f"http://127.0.0.1:{listening.getsockname()[1]}"
            finally:
                server.terminate()
