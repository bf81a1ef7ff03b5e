"""An endpoint on loopback that keeps what it is sent, and can be as unkind as real ones."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Endpoint:
    """What came in, and how the next requests are met."""

    url: str = ""
    requests: list[Received] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)  # of the next answers; 200 after them
    answer: bytes = b"ok"
    location: str = ""
    drips: bool = False  # the answer never ends
    released: Event = field(default_factory=Event)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1].partition("/")[0])


@contextmanager
def endpoint_on_loopback(tls: ssl.SSLContext | None = None) -> Iterator[Endpoint]:
    """Run an endpoint on a free port; with ``tls`` it speaks https."""
    endpoint = Endpoint()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(endpoint))
    server.daemon_threads = True
    scheme = "http"
    if tls:
        server.socket, scheme = tls.wrap_socket(server.socket, server_side=True), "https"
    endpoint.url = f"{scheme}://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _answering(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            endpoint.requests.append(Received(self.path, headers, body))
            self.send_response(endpoint.statuses.pop(0) if endpoint.statuses else 200)
            if endpoint.location:
                self.send_header("Location", endpoint.location)
            self.end_headers()
            try:
                self.wfile.write(endpoint.answer)
                while endpoint.drips and not endpoint.released.wait(0.05):
                    self.wfile.write(b".")
                    self.wfile.flush()
            except OSError:
                return  # the other side has hung up

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler
