"""One POST to an endpoint: to the address that was checked, with little patience.

No redirect is followed, no proxy of the environment is used, and of the answer only its first
bytes are read. A watch closes the connection when the time is up, however slowly it drips.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from threading import Timer
from time import monotonic
from typing import Final, NamedTuple

from django.conf import settings

from .webhook_addresses import ForbiddenAddress, Resolver, Target, checked_target

MOST_BYTES: Final = 2000


class Outcome(NamedTuple):
    """What became of a request: a status and the first of its answer, or a fault."""

    milliseconds: int
    status: int | None = None
    answer: str = ""
    fault: str = ""
    forbidden: bool = False

    @property
    def is_success(self) -> bool:
        """Whether the endpoint took it: any answer from 200 to 299."""
        return self.status is not None and 200 <= self.status <= 299


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, resolver: Resolver | None = None
) -> Outcome:
    """Return what became of one request. Nothing is raised for what the other side does."""
    begun = monotonic()

    def outcome(**what: object) -> Outcome:
        return Outcome(round((monotonic() - begun) * 1000), **what)  # type: ignore[arg-type]

    try:
        target = checked_target(url, resolver=resolver)
        status, answer = _exchange(target, body, headers)
    except ForbiddenAddress as fault:
        return outcome(fault=str(fault), forbidden=True)
    except (OSError, http.client.HTTPException) as fault:  # also TLS, time-outs, and no address
        return outcome(fault=_words(fault))
    return outcome(status=status, answer=answer.decode("utf-8", "replace").replace("\0", "�"))


def _exchange(target: Target, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(target.host, target.port)
    with _socket(target) as connected:
        connection.sock = connected
        connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": target.host_header, "Content-Type": "application/json", **headers}
        sent |= {"Content-Length": str(len(body)), "Connection": "close"}
        sent |= {"User-Agent": "Foothold-Webhooks/1"}
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        with connection.getresponse() as response:
            return response.status, response.read(MOST_BYTES)


@contextmanager
def _socket(target: Target) -> Iterator[socket.socket]:
    """Yield a connection to the target's own address, closed when the time for all is up."""
    plain = socket.create_connection((target.ip, target.port), timeout=settings.WEBHOOK_TIMEOUT)
    # A second handle on the same connection: TLS takes the first one over.
    watched = plain.dup()
    watch = Timer(settings.WEBHOOK_TIMEOUT, _hang_up, [watched])
    watch.daemon = True
    watch.start()
    connected = plain
    try:
        if target.scheme == "https":
            # The certificate is that of the name, although we connect to the number.
            connected = tls_context().wrap_socket(plain, server_hostname=target.host)
        yield connected
    finally:
        watch.cancel()
        for each in (connected, plain, watched):
            each.close()


def _hang_up(watched: socket.socket) -> None:
    """End a connection from another thread: whoever reads from it meets its end."""
    with suppress(OSError):  # it may have ended by itself
        watched.shutdown(socket.SHUT_RDWR)


@cache
def tls_context() -> ssl.SSLContext:
    """Return the rules of TLS: certificates and host names are checked."""
    return ssl.create_default_context()


def _words(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:300]
