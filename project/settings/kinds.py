"""The types of variables."""

import json
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

import environ

from .environment import Kind, Refused


def _list(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _whole_numbers(text: str) -> list[int]:
    return [int(item) for item in _list(text)]


def _count(text: str) -> int:
    if (number := int(text)) < 0:
        raise Refused("it is below 0")
    return number


def _site(text: str) -> str:
    """Return an address such as https://foothold.example.org, without a slash at the end."""
    address = urlsplit(text)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise Refused("it begins with https:// and a name")
    if address.path not in {"", "/"} or address.query or address.fragment or address.username:
        raise Refused("nothing may follow the name and the port")
    _ = address.port  # raises ValueError if it is no port
    return f"{address.scheme}://{address.netloc}"


def _database(text: str) -> dict[str, Any]:
    # Looked at first: the library would warn with the password in its words.
    if not text.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise Refused("it begins with postgres:// or sqlite:///")
    settings: dict[str, Any] = environ.Env.db_url_config(text)
    return settings


def _mail_server(text: str) -> dict[str, Any]:
    settings: dict[str, Any] = environ.Env.email_url_config(text)
    if settings["EMAIL_BACKEND"].endswith("smtp.EmailBackend") and not settings["EMAIL_HOST"]:
        raise Refused("it names no host")
    return settings


TEXT: Final = Kind("text", str)
LIST: Final = Kind("a list with commas", _list)
COUNT: Final = Kind("a whole number", _count)
WHOLE_NUMBERS: Final = Kind("a list of whole numbers with commas", _whole_numbers)
SECONDS: Final = Kind("a number of seconds", float)
FRACTION: Final = Kind("a fraction such as 0.15", Decimal)
JSON: Final[Kind[Any]] = Kind("JSON", json.loads)
SITE: Final = Kind("the address of a site", _site)
DATABASE: Final = Kind("the address of a database", _database)
MAIL_SERVER: Final = Kind("the address of a mail server", _mail_server)
