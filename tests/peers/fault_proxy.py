"""A line to somebody that can be cut: an HTTP proxy on loopback that fails as it is told to."""

import http.client
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

SLOW = 0.2  # seconds
HOPPING = {"connection", "keep-alive", "transfer-encoding"}
# What becomes of a request. "refuse": nobody listens. "reset": the line is cut before anything is
# done. "blackhole": taken, and never answered. "lost": done, and the answer cut off before it
# begins; "cut": in its middle. Numbers are answered by the line itself.
MODES = ("through", "refuse", "reset", "blackhole", "slow", "lost", "cut", "429", "500", "503")


class Line:
    """`with Line(peer.url) as line:` passes on what comes to `line.url`, as ``mode`` says.

    ``once`` holds modes for the next requests, one each; after them ``mode`` counts again.
    """

    def __init__(self, url: str) -> None:
        self.far = urlsplit(url).netloc
        self.once: list[str] = []
        self.calls = 0
        self.hung_up = threading.Event()
        self._mode = "through"

    def __enter__(self) -> Self:
        self.listen(0)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_: object) -> None:
        self.hung_up.set()
        if self._mode == "refuse":
            self.mode = "through"
        self.hang_up()

    @property
    def mode(self) -> str:
        return self._mode

    @mode.setter
    def mode(self, mode: str) -> None:
        if mode not in MODES:
            raise ValueError(mode)
        if mode == "refuse" and self._mode != "refuse":
            self.hang_up()
        if mode != "refuse" and self._mode == "refuse":
            self.listen(self.port)
        self._mode = mode

    def listen(self, port: int) -> None:
        line = self

        class Door(BaseHTTPRequestHandler):
            disable_nagle_algorithm = True  # what it says in two parts arrives without a wait

            def do(self) -> None:
                line.calls += 1
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer(line, self, body, line.once.pop(0) if line.once else line.mode)
                self.close_connection = True

            do_GET = do_POST = do_DELETE = do  # noqa: N815  http.server's names

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Door)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def hang_up(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def answer(line: Line, door: Any, body: bytes, mode: str) -> None:
    """Answer one request as the mode says, or do not."""
    if mode == "reset":
        return cut(door.connection)
    if mode == "blackhole":
        line.hung_up.wait(60)
        return None
    if mode.isdecimal():
        says = b'{"error": {"type": "api_error", "message": "a bad day"}}'
        return write(door, int(mode), {"Content-Type": "application/json"}, says)
    if mode == "slow":
        line.hung_up.wait(SLOW)
    status, headers, text = forwarded(line.far, door, body)
    if mode == "lost":
        return cut(door.connection)
    return write(door, status, headers, text, half=mode == "cut")


def forwarded(far: str, door: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return what the far end answers."""
    call = http.client.HTTPConnection(far, timeout=30)
    try:
        call.request(door.command, door.path, body or None, dict(door.headers))
        response = call.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        call.close()


def write(
    door: Any, status: int, headers: dict[str, str], text: bytes, *, half: bool = False
) -> None:
    door.send_response(status)
    for name, value in headers.items():
        if name.lower() not in HOPPING | {"content-length", "server", "date"}:
            door.send_header(name, value)
    door.send_header("Content-Length", str(len(text)))
    door.end_headers()
    door.wfile.write(text[: len(text) // 2] if half else text)


def cut(connection: socket.socket) -> None:
    """End a connection without a goodbye: the other side reads a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RD)
    connection.close()
