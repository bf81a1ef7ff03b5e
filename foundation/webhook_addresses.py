"""Where a webhook may go: to public addresses by https, and never into a private network."""

import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings

from .errors import BadValue

Address = IPv4Address | IPv6Address
# Returns the addresses of a host name. Raises OSError if it has none.
Resolver = Callable[[str, int], list[str]]

PORTS: Final = {"https": 443, "http": 80}
# Global by their number, but they lead to the metadata of a data centre: Azure's and Oracle's.
METADATA: Final = (
    ipaddress.ip_network("168.63.129.16/32"),
    ipaddress.ip_network("192.0.0.0/24"),
)
# An IPv4 address inside an IPv6 one: NAT64 carries it in the last four bytes.
NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
SAFE_IN_PATHS: Final = "%/:?=&~+!$,;'@()*"
INNER_NAMES: Final = (".local", ".internal", ".localhost", ".localdomain", ".lan", ".home.arpa")


class ForbiddenAddress(Exception):
    """The host leads into a private network, or the address is none that we connect to."""


@dataclass(frozen=True)
class Target:
    """A checked address: connect to ``ip``, and speak of ``host``."""

    scheme: str
    host: str
    ip: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The host as the Host header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def usable_url(field: str, url: str) -> str:
    """Return the address, if it could be an endpoint's. Names are looked up when it is used.

    Raises BadValue naming ``field`` otherwise.
    """
    try:
        parts, host, _ = _parts(url)
        _refuse_plain_http(parts, loopback=_is_loopback(host))
        if (literal := _literal(host)) is not None:
            _refuse(literal)
        elif not settings.WEBHOOK_LOOPBACK and ("." not in host or host.endswith(INNER_NAMES)):
            raise ForbiddenAddress("This name belongs to a private network.")
    except ForbiddenAddress as fault:
        raise BadValue(field, f"{fault} Give a public address that begins with https://.") from None
    return url


def checked_target(url: str, *, resolver: Resolver | None = None) -> Target:
    """Return where to connect for a URL.

    Raises ForbiddenAddress if any address of its host is not public: a name that leads both
    ways is not trusted. Raises OSError if the host has no address.
    """
    parts, host, port = _parts(url)
    ips = [_unwrapped(ipaddress.ip_address(each)) for each in (resolver or resolve)(host, port)]
    for ip in ips:
        _refuse(ip)
    _refuse_plain_http(parts, loopback=all(ip.is_loopback for ip in ips))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, str(ips[0]), port, quote(path, safe=SAFE_IN_PATHS))


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the order in which to try them. Raises OSError."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]).partition("%")[0] for *_, address in rows]


def _parts(url: str) -> tuple[SplitResult, str, int]:
    """Return the parts of a URL, its host in ASCII, and its port."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        ascii_host = host if ":" in host else host.encode("idna").decode()
        port = PORTS[parts.scheme] if parts.port is None else parts.port
    except (ValueError, KeyError):  # a UnicodeError is a ValueError
        raise ForbiddenAddress("We cannot read this address.") from None
    if not ascii_host or not port or "@" in parts.netloc:
        raise ForbiddenAddress("An address has a host, and no user name or password.")
    return parts, ascii_host, port


def _refuse_plain_http(parts: SplitResult, *, loopback: bool) -> None:
    if parts.scheme != "https" and not (loopback and settings.WEBHOOK_LOOPBACK):
        raise ForbiddenAddress("Webhooks are sent by https only.")


def _refuse(ip: Address) -> None:
    """Raise ForbiddenAddress unless the address is on the public internet."""
    ip = _unwrapped(ip)
    if ip.is_loopback and settings.WEBHOOK_LOOPBACK:
        return
    if not ip.is_global or ip.is_multicast or ip.is_reserved or any(ip in one for one in METADATA):
        raise ForbiddenAddress(f"{ip} belongs to a private network.")


def _unwrapped(ip: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, else the address itself."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    return inner or ip


def _literal(host: str) -> Address | None:
    """Return the address that a host is written as, in any notation; None for a name."""
    with suppress(ValueError):
        return ipaddress.ip_address(host)
    try:  # 127.1, 0x7f000001 and 2130706433 are addresses too
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _is_loopback(host: str) -> bool:
    literal = _literal(host)
    return host == "localhost" if literal is None else _unwrapped(literal).is_loopback
