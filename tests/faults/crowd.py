"""Many people at once: each in a thread, with a database connection of its own."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import TypeVar

import psycopg
from django.db import connection, connections

from foundation.errors import DomainError

Done = TypeVar("Done")
TURN = 7_206_300  # the name of the lock below, one of ours among all of the cluster


def at_once(jobs: Sequence[Callable[[], Done]]) -> list[Done | DomainError]:
    """Return what each job gave, or how it was refused, in order; all begin at the same moment.

    Anything but a refusal is raised: nobody meets an error because somebody else is busy.
    """
    begin = Barrier(len(jobs), timeout=60)

    def do(job: Callable[[], Done]) -> Done | DomainError:
        connection.ensure_connection()
        try:
            begin.wait()
            return job()
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with one_crowd_at_a_time(), ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(do, jobs))


def codes(outcomes: Sequence[object]) -> list[str]:
    """Return what became of each, sorted: the code of its refusal, or "done"."""
    return sorted(one.code if isinstance(one, DomainError) else "done" for one in outcomes)


@contextmanager
def one_crowd_at_a_time() -> Iterator[None]:
    """Wait while pytest's other processes have their crowds connected to the same cluster."""
    if connection.vendor != "postgresql":
        yield
        return
    wanted = connection.get_connection_params()
    address = {
        name: wanted[name] for name in ("host", "port", "user", "password") if name in wanted
    }
    # Locks of this kind are a database's own, so that all take it in the one they share.
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as turn:
        turn.execute("SELECT pg_advisory_lock(%s)", [TURN])
        yield
