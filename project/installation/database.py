"""The database: does it serve, who owns it, and does its clock agree with ours?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from foundation import readiness, serving_role
from foundation.models import HistoryEntry, OutboxRow

from .question import Question

MOST_APART: Final = timedelta(seconds=5)
# The tables and sequences of this database that the role of this connection owns, or may own.
OWNED: Final = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (current_schemas(false)) AND c.relkind IN ('r', 'p')
    AND pg_has_role(current_user, c.relowner, 'USAGE')
"""


def serves(_question: Question) -> Iterator[str]:
    """Yield what is missing to serve anybody, as /readyz does."""
    for sentence in readiness.missing():
        yield f"{sentence[0].upper()}{sentence[1:]}. Run manage.py deploy."


def owns_no_table(_question: Question) -> Iterator[str]:
    """Yield whether the serving role could drop the guards; SQLite knows no roles."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute(OWNED)
        (owned,) = cursor.fetchone()
    if owned:
        yield (
            f"The database role {role} serves people and owns {owned} tables, so whoever has its "
            "password can drop the guards. Let another role own them, and serve with one that "
            "does not."
        )
    else:
        yield from serving_role.faults()


def clocks_agree(question: Question) -> Iterator[str]:
    """Yield if the clock is not the database's, or is behind what was written already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (there,) = cursor.fetchone()
        if (apart := abs(there - question.now)) > MOST_APART:
            yield (
                f"The clock of the database differs from ours by {apart.total_seconds():.0f} "
                "seconds. Let both machines take their time from the network."
            )
    if (last := _last_moment()) and last - question.now > MOST_APART:
        yield (
            f"The last records are of {last:%d %B %Y %H:%M} and the clock says "
            f"{question.now:%d %B %Y %H:%M}: it has gone back. Set it right."
        )


def _last_moment() -> datetime | None:
    moments = (
        HistoryEntry.objects.order_by("-pk").values_list("at", flat=True).first(),
        OutboxRow.objects.order_by("-pk").values_list("created_at", flat=True).first(),
    )
    return max((moment for moment in moments if moment), default=None)
