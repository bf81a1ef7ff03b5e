"""What is an outage: a fault around us that passes, so that the same request may come again.

The database is away, its file is locked, a disk is full or cannot be written. Answers are 503 with
Retry-After, in the API and on pages. A fault of ours (a missing table, a wrong query) is a 500.
"""

import errno
from typing import Final

from django.db import InterfaceError, InternalError, OperationalError

RETRY_AFTER: Final = 10  # seconds, in which a database restarts
CODE: Final = "unavailable"
SENTENCE: Final = (
    "The database is not answering or cannot store anything at the moment. Nothing was saved. "
    "Try again in a few seconds, with the same Idempotency-Key."
)
# A lock on rows: somebody else is changing the same record, which is a refusal (409).
ROW_LOCKS: Final = ("deadlock", "lock timeout", "could not serialize", "could not obtain lock")
# SQLite's words for a schema or a query of ours that is wrong; it calls them operational.
OUR_FAULT: Final = ("no such", "syntax error", "has no column", "already exists", "misuse")
READ_ONLY_TRANSACTION: Final = "25006"  # PostgreSQL: this server is a standby now
FULL_OR_READ_ONLY: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})


def is_outage(error: BaseException | None) -> bool:
    """Return whether an error is an outage."""
    if isinstance(error, OSError):
        return error.errno in FULL_OR_READ_ONLY
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "sqlstate", "") == READ_ONLY_TRANSACTION
    if isinstance(error, OperationalError):
        return not is_row_lock(error) and not any(words in str(error) for words in OUR_FAULT)
    return isinstance(error, InterfaceError)


def is_row_lock(error: BaseException) -> bool:
    """Return whether another transaction holds what this one wants to change."""
    return isinstance(error, OperationalError) and any(words in str(error) for words in ROW_LOCKS)
