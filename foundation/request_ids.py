"""The id of a request: in its answer, in every log line, and on the page of an error."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

HEADER: Final = "X-Request-Id"
# Letters, digits and a few marks: whatever a client sends is printed into log lines.
WELL_FORMED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
OUTSIDE: Final = "-"

_current: ContextVar[str] = ContextVar("request id", default=OUTSIDE)


def current() -> str:
    """Return the id of the request or the job that is under way; "-" outside of both."""
    return _current.get()


def new_id(prefix: str = "") -> str:
    """Return an id that nobody has used; a job's begins with its name."""
    return f"{prefix}-{uuid4().hex[:12]}" if prefix else uuid4().hex


def id_from(header: str) -> str:
    """Return the id that the proxy or the client gave, if it is well-formed, else a new one."""
    return header if WELL_FORMED.fullmatch(header) else new_id()


@contextmanager
def under(request_id: str) -> Iterator[str]:
    """Give everything in the block this id."""
    token = _current.set(request_id)
    try:
        yield request_id
    finally:
        _current.reset(token)


class AddRequestId(logging.Filter):
    """Gives each log record the attribute ``request_id``, for the formats of the settings."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the attribute; let every record pass."""
        record.request_id = current()
        return True
