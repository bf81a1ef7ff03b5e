"""Signs of life of the jobs that run without a person, and which of them are late.

A job runs inside ``beating``. Its sign of life never stops it: if that cannot be stored, the log
says so, and the job does its work.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import transaction

from . import history
from .accounts.models import User
from .choices import Verb
from .errors import DomainError
from .models import Heartbeat, Job
from .periods import format_moment
from .request_ids import new_id, under

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
# Two hours above a day: the round of a night may begin a little later than that of the last.
DAILY: Final = timedelta(hours=26)
LATE_AFTER: Final = {
    # Longer than a task may hold its row: the worker gives a sign between two rows.
    Job.OUTBOX: timedelta(minutes=10),
    Job.DUE: DAILY,
    Job.BOOKS: DAILY,
    Job.STRIPE: DAILY,
    Job.BACKUP: DAILY,
}
LONGEST_JUMP: Final = timedelta(days=7)
LONGEST_SENTENCE: Final = 500


class ClockJumped(DomainError):
    """The clock is more than seven days from what it showed at the last round."""

    code = "clock_jumped"


class NotStopped(DomainError):
    """Only a job that the clock has stopped can be let go on."""

    code = "not_stopped"


@dataclass
class Beat:
    """What a running job says of itself, for the page of the jobs."""

    sentence: str = ""


@dataclass(frozen=True)
class Late:
    """A job that is late or has stopped: since when, what to do about it, what it said last.

    ``reason`` is for the office alone: it may name what the job failed at.
    """

    job: Job
    sentence: str
    way_out: str
    reason: str = ""
    stopped: bool = False


@contextmanager
def beating(job: Job, *, clock: Clock) -> Iterator[Beat]:
    """Note that a job begins, and how it ends. Its log lines have an id of their own."""
    note(job, last_started=clock())
    beat = Beat()
    with under(new_id(job)):
        try:
            yield beat
        except BaseException as error:
            words = str(error) or type(error).__name__
            note(job, last_finished=clock(), sentence=words[:LONGEST_SENTENCE])
            raise
        now = clock()
        note(job, last_finished=now, last_ok=now, sentence=beat.sentence[:LONGEST_SENTENCE])


def note(job: Job, **signs: Any) -> None:
    """Store what is known of a job; if it cannot be stored, the log says so."""
    try:
        Heartbeat.objects.update_or_create(name=job, defaults=signs)
    except DatabaseFault:
        log.warning("the sign of life of %s could not be stored", job, exc_info=True)


# Which are late


def late(now: datetime) -> list[Late]:
    """Return the expected jobs (HEARTBEATS_EXPECTED) that are late, and a stopped daily round."""
    return late_of(by_name(), now)


def signs(now: datetime) -> list[tuple[Heartbeat, Late | None]]:
    """Return every job with its last signs of life, and how late it is if it is."""
    rows = by_name()
    late_jobs = {each.job: each for each in late_of(rows, now)}
    return [(rows.get(job) or Heartbeat(name=job), late_jobs.get(job)) for job in Job]


def by_name() -> dict[str, Heartbeat]:
    """Return the jobs that have given a sign of life, by their names."""
    return {row.name: row for row in Heartbeat.objects.all()}


def late_of(rows: dict[str, Heartbeat], now: datetime) -> list[Late]:
    """Return which jobs are late by these signs of life; each is named once."""
    stops = [stop for row in rows.values() if (stop := stop_of(row, now))]
    stopped = {stop.job for stop in stops}  # each job is named once, with its own way out
    expected = [Job(name) for name in settings.HEARTBEATS_EXPECTED if name not in stopped]
    tardy = [lateness(job, rows.get(job, Heartbeat(name=job)), now) for job in expected]
    return [*stops, *(each for each in tardy if each)]


def lateness(job: Job, row: Heartbeat, now: datetime) -> Late | None:
    """Return how late a job is, None if it is not. A time to come is from a clock set back."""
    way_out = f"Start it: manage.py {job}."
    if row.last_ok is not None and abs(now - row.last_ok) <= LATE_AFTER[job]:
        return None
    if row.last_started is None:
        return Late(job, f"{job.label} has never run.", way_out)
    last = f"last succeeded on {format_moment(row.last_ok)}" if row.last_ok else "never succeeded"
    failed = row.last_finished is not None and row.last_finished != row.last_ok
    return Late(job, f"{job.label} {last}.", way_out, reason=row.sentence if failed else "")


# The clock


def trust_clock(job: Job, *, now: datetime, go_on: bool = False) -> None:
    """Let a job go on and remember what the clock shows.

    Raises ClockJumped if it shows a moment more than seven days from that of the last round,
    before or after, until a person says ``go_on`` or calls ``let_go_on``. What is due by the date
    (reminders, lapses) cannot be undone, and nobody would do it eight days at once without a look.
    """
    with transaction.atomic():
        Heartbeat.objects.get_or_create(name=job)
        row = Heartbeat.objects.select_for_update(of=("self",), no_key=True).get(name=job)
        if not go_on and (stop := stop_of(row, now)):
            raise ClockJumped(f"{stop.sentence} {stop.way_out}")
        row.clock_at, row.may_go_on = now, False
        row.save(update_fields=["clock_at", "may_go_on"])


def stop_of(row: Heartbeat, now: datetime) -> Late | None:
    """Return why a job stops at this moment by the clock, None if it goes on."""
    if row.clock_at is None or row.may_go_on or abs(now - row.clock_at) <= LONGEST_JUMP:
        return None
    days = abs(now - row.clock_at).days
    sentence = (
        f"{row} has stopped: the clock shows {format_moment(now)}, {days} days from its last "
        f"round on {format_moment(row.clock_at)}."
    )
    way_out = "Check the clock of the server. If it is right, press Go on, or run: manage.py "
    return Late(Job(row.name), sentence, f"{way_out}{row.name} --go-on", stopped=True)


@transaction.atomic
def let_go_on(name: str, *, at: datetime, by: User, on: date) -> Heartbeat:
    """Return a job whose next round trusts the clock, because a person has looked at it.

    Raises NotStopped for a job that the clock has not stopped: it would trust a later jump.
    """
    row = Heartbeat.objects.select_for_update(of=("self",), no_key=True).get(name=name)
    if stop_of(row, at) is None:
        raise NotStopped(f"{row} has not stopped, so there is nothing to let go on.")
    row.may_go_on = True
    row.save(update_fields=["may_go_on"])
    history.record(Verb.LET_GO_ON, row, by=by, on=on)
    return row
