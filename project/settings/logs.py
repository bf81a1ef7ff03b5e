"""Where log lines go. Each carries the id of its request.

SECURITY_LOG_FILE names a file for the security log, which is one JSON object a line; without it
the lines go to the standard error output like all others. The file may be moved away at any time
(logrotate): the next line opens a new one.
"""

from typing import Any

from . import variables
from .variables import environment

SECURITY_LOG_FILE = environment.read(variables.SECURITY_LOG_FILE)
security: dict[str, Any] = {"class": "logging.StreamHandler"}
if SECURITY_LOG_FILE:
    security = {"class": "logging.handlers.WatchedFileHandler", "filename": SECURITY_LOG_FILE}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "foundation.request_ids.AddRequestId"}},
    "formatters": {
        "line": {"format": "{levelname} {name} [{request_id}] {message}", "style": "{"},
        "bare": {"format": "{message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "line",
        },
        "security": {**security, "formatter": "bare"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "foothold.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
    },
}
