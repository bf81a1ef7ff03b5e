"""`manage.py serve_metrics`: figures for Prometheus, on a port of its own that is not public."""

import logging
import signal
from argparse import ArgumentParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.utils import timezone

from foundation.metrics import CONTENT_TYPE, exposition

logger = logging.getLogger(__name__)


class Page(BaseHTTPRequestHandler):
    """Answers /metrics, and nothing else."""

    def do_GET(self) -> None:
        """Answer with the figures of this moment."""
        if self.path.partition("?")[0] != "/metrics":
            self.send_error(404)
            return
        close_old_connections()  # the database may have restarted since the last time
        try:
            body = exposition(timezone.now()).encode()
        finally:
            connection.close()  # each answer has a thread of its own
        self.send_response(200)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Note an answer for who debugs alone: it is asked every few seconds."""
        logger.debug(format, *args)


class Command(BaseCommand):
    """A small server beside the public one."""

    help = (
        "Serve figures in Prometheus' text format at /metrics: requests (where METRICS_DIR is "
        "set), the outbox, the jobs, the books. There is no sign-in: keep the port private."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --host and --port."""
        parser.add_argument("--host", default="127.0.0.1", help="default: this machine only")
        parser.add_argument("--port", type=int, default=9108, help="default: %(default)s")

    def handle(self, *, host: str, port: int, **options: object) -> None:
        """Serve until stopped."""
        with ThreadingHTTPServer((host, port), Page) as server:
            self.stdout.write(f"Figures at http://{host}:{server.server_port}/metrics")
            self.stdout.flush()
            for signal_number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(signal_number, lambda *_: Thread(target=server.shutdown).start())
            server.serve_forever()
