"""The stack as it is installed: a database with the sample, gunicorn, and the worker."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

from tests.house.sources import ROOT

TODAY = date(2026, 3, 1)
SETTINGS = "project.settings.development"


def variables_of(folder: Path) -> dict[str, str]:
    """Return the environment of all processes: a database of ours, no limit, no letters printed."""
    known = dict(os.environ)
    known.setdefault("DATABASE_URL", f"sqlite:///{folder}/soak.sqlite3")
    limits = {"API_RATE": "1000000/min", "METRICS_DIR": str(folder / "metrics")}
    return {**known, **limits, "DJANGO_SETTINGS_MODULE": SETTINGS, "STRIPE_KEY": ""}


@contextmanager
def served(variables: dict[str, str], *, workers: int, folder: Path) -> Iterator[int]:
    """Run gunicorn and the worker, and yield the port; both end with the block."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        port: int = listening.getsockname()[1]
        gunicorn = [sys.executable, "-m", "gunicorn", "project.wsgi", "--threads", "4"]
        gunicorn += ["--bind", f"fd://{listening.fileno()}", "--workers", str(workers)]
        gunicorn += ["--no-control-socket", "--log-level", "warning", "--timeout", "120"]
        worker = [sys.executable, "manage.py", "run_outbox"]
        with (folder / "server.log").open("w") as log, (folder / "worker.log").open("w") as letters:
            running = [
                subprocess.Popen(
                    gunicorn,
                    cwd=ROOT,
                    env=variables,
                    pass_fds=[listening.fileno()],
                    stdout=log,
                    stderr=log,
                ),
                subprocess.Popen(worker, cwd=ROOT, env=variables, stdout=letters, stderr=letters),
            ]
            try:
                wait_for(port)
                yield port
            finally:
                for process in running:
                    process.terminate()
                for process in running:
                    process.wait(timeout=60)


def wait_for(port: int) -> None:
    """Return once the server is ready. Raises TimeoutError after a minute."""
    deadline = monotonic() + 60
    while monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": "127.0.0.1"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            sleep(0.2)
        finally:
            connection.close()
    raise TimeoutError("the server is not ready after a minute")
