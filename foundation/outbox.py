"""Tasks outside the database (Stripe, email), stored with the decision and done by a worker.

A row commits with the change that decided it, or not at all. A worker takes it, runs its task and
marks it; if the worker dies at any moment in between, the task runs again with the same key.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model

from foundation.choices import Verb

from . import history
from .accounts.models import User
from .errors import DomainError, require
from .models import OutboxRow, OutboxState
from .models.outbox import LEASE, LONGEST_PAUSE, WEBHOOK, new_key
from .periods import day_of

logger = logging.getLogger(__name__)
FIRST_PAUSE = timedelta(minutes=1)
# With its pauses over a day: enough to survive an outage, and mistakes still surface.
MOST_TRIES = 20


# What is done for a row: `task(row, now=...)`. It may be called again with the same row.
Task = Callable[..., None]


class PermanentFailure(Exception):
    """Raised by a task when another attempt cannot help: a person has to look."""


class Postponed(Exception):
    """Raised by a task whose time has not come: it runs again then, and no attempt is counted."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until}")
        self.until = until


class NotGivenUp(DomainError):
    """Only a row that was given up can be retried or dropped."""

    code = "not_given_up"


class Pass(NamedTuple):
    """How many rows one pass completed, will retry, and gave up."""

    done: int = 0
    failed: int = 0
    given_up: int = 0


_tasks: dict[str, Task] = {}
_pauses: dict[str, Sequence[timedelta]] = {}


def task(kind: str, *, pauses: Sequence[timedelta] = ()) -> Callable[[Task], Task]:
    """Return a decorator that names the function a worker runs for rows of this kind.

    ``pauses`` are those between its attempts, if not the usual ones.
    """

    def register(function: Task) -> Task:
        _tasks[kind] = function
        if pauses:
            _pauses[kind] = pauses
        return function

    return register


def put(
    kind: str,
    subject: Model,
    payload: dict[str, Any],
    *,
    key: str = "",
    fold: bool = False,
    message_id: str = "",
) -> OutboxRow:
    """Return the row, which is due when the caller's transaction commits.

    ``payload`` has JSON values only. With a ``key`` of the caller's the same row is put only once
    and returned again. With ``fold``, a row of this kind about this subject that no worker has
    begun is returned instead: for tasks that read the current state when they run. ``message_id``
    is that of an email.
    Rows about one subject run in order, by the first word of their kind ("stripe.invoice"
    never waits for "email").
    """
    about = _about(kind, subject)
    if fold and (row := _not_begun(kind, about["lane"])):
        return row
    defaults = {**about, "payload": payload, "message_id": message_id}
    row, _ = OutboxRow.objects.get_or_create(key=key or new_key(), defaults=defaults)
    return row


def put_all(kind: str, subject: Model, payloads: Iterable[tuple[str, dict[str, Any]]]) -> int:
    """Put many rows about one subject, in their order: pairs of a key and a payload.

    Returns how many were given; a key that is there already is not put again.
    """
    about = _about(kind, subject)
    rows = [OutboxRow(**about, key=key, payload=payload) for key, payload in payloads]
    OutboxRow.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _about(kind: str, subject: Model) -> dict[str, Any]:
    label = subject._meta.label_lower
    lane = f"{kind.partition('.')[0]}:{label}:{subject.pk}"
    return {"kind": kind, "lane": lane, "subject_type": label, "subject_id": subject.pk}


def run_due(
    *,
    clock: Callable[[], datetime],
    until: Callable[[], bool] = bool,
    webhooks: bool | None = None,
) -> Pass:
    """Run every row that is due, one after the other; return the counts.

    ``clock`` and ``until`` (whether to stop) are called before each, because a pass may be long.
    ``webhooks`` leaves out all others (True), or them (False): an endpoint that takes its time
    holds up no letter.
    """
    states = []
    while not until() and (row := run_next(now=clock(), webhooks=webhooks)):
        states.append(row.state)
    done, given_up = states.count(OutboxState.DONE), states.count(OutboxState.GIVEN_UP)
    return Pass(done, len(states) - done - given_up, given_up)


def run_next(*, now: datetime, webhooks: bool | None = None) -> OutboxRow | None:
    """Run the task of the next row that is due, and return the row afterwards; None if none is."""
    row = _take(now=now, webhooks=webhooks)
    if row is None:
        return None
    try:
        if row.attempts > most_tries(row.kind):
            raise PermanentFailure(
                row.last_error or "The worker stopped in the middle of every attempt."
            )
        _tasks[row.kind](row, now=now)
    except Postponed as pause_of_all:
        return _put_down(row, next_try_at=pause_of_all.until, attempts=row.attempts - 1)
    except PermanentFailure as error:
        logger.warning("gave up: %s: %s", row, error)
        return _give_up(row, str(error), now=now)
    except Exception as error:
        logger.warning("try %s failed: %s", row.attempts, row, exc_info=True)
        fault = f"{type(error).__name__}: {error}"
        if row.attempts >= most_tries(row.kind):
            return _give_up(row, fault, now=now)
        again = now + pause(row.attempts, row.key, _pauses.get(row.kind, ()))
        return _put_down(row, next_try_at=again, last_error=fault)
    return _put_down(row, state=OutboxState.DONE, done_at=now, last_error="")


def most_tries(kind: str) -> int:
    """Return how many attempts a row of this kind has."""
    return len(_pauses[kind]) + 1 if kind in _pauses else MOST_TRIES


def pause(attempts: int, key: str, pauses: Sequence[timedelta] = ()) -> timedelta:
    """Return how long to wait after this many attempts: doubled each time, up to two hours.

    Or as ``pauses`` has it. Shifted by up to a quarter either way, by the row's key, so that rows
    that failed together are not retried together.
    """
    usual: timedelta = min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)
    if pauses:
        usual = pauses[attempts - 1]
    drawn = int.from_bytes(hashlib.sha256(f"{key} {attempts}".encode()).digest()[:4]) / 2**32
    return usual * (0.75 + drawn / 2)


@transaction.atomic
def retry(row_id: int, *, by: User, on: date) -> OutboxRow:
    """Return a row that was given up, due again from the start. Raises NotGivenUp for others."""
    row = _given_up(row_id)
    row.state, row.attempts, row.next_try_at = OutboxState.WAITING, 0, None
    row.save(update_fields=["state", "attempts", "next_try_at"])
    history.record(
        Verb.TRIED_AGAIN, row, by=by, on=on, before=OutboxState.GIVEN_UP, after=row.state
    )
    return row


@transaction.atomic
def drop(row_id: int, *, reason: str, by: User, on: date) -> OutboxRow:
    """Return a row that was given up and is no longer needed; history has the reason.

    Raises NotGivenUp for any other row, and BadValue without a reason.
    """
    require("reason", reason, "Say why this is no longer needed.")
    row = _given_up(row_id)
    row.state = OutboxState.DROPPED
    row.save(update_fields=["state"])
    history.record(
        Verb.DROPPED, row, by=by, on=on, before=OutboxState.GIVEN_UP, after=row.state, reason=reason
    )
    return row


def _not_begun(kind: str, lane: str) -> OutboxRow | None:
    """Return a waiting row, locked so that no worker begins it before we have committed."""
    waiting = OutboxRow.objects.filter(lane=lane, state=OutboxState.WAITING, kind=kind)
    locked = waiting.select_for_update(of=("self",), no_key=True)
    return locked.filter(attempts=0, holder="").first()


def _given_up(row_id: int) -> OutboxRow:
    row = OutboxRow.objects.select_for_update(of=("self",), no_key=True).get(pk=row_id)
    if row.state != OutboxState.GIVEN_UP:
        raise NotGivenUp(
            f"This is {row.get_state_display().lower()}, so there is nothing to decide."
        )
    return row


@transaction.atomic
def _take(*, now: datetime, webhooks: bool | None = None) -> OutboxRow | None:
    """Return the next row that is due, leased to us and with this attempt counted, or None.

    A lease that ran out is first doubted and extended once: if the clock jumped ahead, its worker
    is still alive and must be left to finish.
    """
    # On SQLite the transaction itself keeps all others from writing.
    due = OutboxRow.objects.due(now=now).select_for_update(
        of=("self",), skip_locked=True, no_key=True
    )
    if webhooks is not None:
        due = due.filter(kind=WEBHOOK) if webhooks else due.exclude(kind=WEBHOOK)
    while row := due.first():
        dead = row.holder == "" or row.doubted
        row.held_until, row.doubted = now + LEASE, not dead
        if dead:
            row.holder, row.attempts = new_key(), row.attempts + 1
        row.save(update_fields=["held_until", "doubted", "holder", "attempts"])
        if dead:
            return row
    return None


def _put_down(row: OutboxRow, **changes: object) -> OutboxRow:
    """Return the row with the outcome of the attempt, unless another worker has taken it since."""
    ours = OutboxRow.objects.filter(pk=row.pk, holder=row.holder)
    ours.update(holder="", held_until=None, doubted=False, **changes)
    row.refresh_from_db()
    return row


@transaction.atomic
def _give_up(row: OutboxRow, fault: str, *, now: datetime) -> OutboxRow:
    row = _put_down(row, state=OutboxState.GIVEN_UP, last_error=fault)
    if row.state == OutboxState.GIVEN_UP:
        before, after = OutboxState.WAITING, OutboxState.GIVEN_UP
        history.record(Verb.GAVE_UP, row, by=None, on=day_of(now), before=before, after=after)
    return row
