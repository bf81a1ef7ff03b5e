"""What is done every day without a person, and what then waits for one.

Each part does what is due and can be run again, or by two at once: each of its rows is done in a
transaction of its own, by a verb that locks it, looks again and refuses what is done already.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from django.db.models import Q
from django.utils.timezone import make_aware

from billing.domain.chasing import reminders
from billing.exchange.documents.archive import document_of, without_document
from billing.reports import chasing_tasks
from foundation import keys, rate_limits, webhook_deliveries
from foundation.accounts import security_log
from foundation.errors import DomainError
from foundation.imports import runs
from foundation.models import IdempotencyKey
from foundation.periods import format_date
from placements.choices import HireState
from placements.domain.introductions import introductions
from placements.models import Hire, Introduction
from placements.models.introduction import LAPSES_AFTER

log = logging.getLogger(__name__)
KEY_LIFE: Final = timedelta(days=30)


@dataclass
class Round:
    """What a day's round did, what it could not do and why, and what waits for a person."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def run(*, on: date) -> Round:
    """Return what was done for a day. Done again, it finds nothing left to do."""
    report = Round()
    for part in PARTS:
        for what, action in part(on):
            _try(report, what, action)
    if tidied := runs.forget_old(on=on):
        report.done.append(f"{tidied} old imports deleted, with the contents of their files")
    if purged := _purge_keys(on):
        report.done.append(f"{purged} answers to requests older than 30 days deleted")
    midnight = make_aware(datetime.combine(on, time()))
    if forgotten := webhook_deliveries.forget_attempts(now=midnight):
        report.done.append(f"{forgotten} attempts of webhooks older than 30 days deleted")
    if forgotten := security_log.forget_old(on=on):
        report.done.append(f"{forgotten} lines of the security log deleted, which were too old")
    if forgotten := rate_limits.forget_old(now=midnight):
        report.done.append(f"{forgotten} counts of limits deleted, which were over")
    report.waiting = _waiting(on)
    return report


def preview(*, on: date) -> Round:
    """Return what a day's round would do, without doing it."""
    would = [what for part in PARTS for what, _action in part(on)]
    return Round(done=would, waiting=_waiting(on))


def _waiting(on: date) -> list[str]:
    return [*_hires_to_start(on), *(task.sentence for task in chasing_tasks.tasks(on=on))]


Part = Iterator[tuple[str, Callable[[], object]]]


def _try(report: Round, what: str, action: Callable[[], object]) -> None:
    """Do one thing. A failure stops neither the others nor the next day."""
    try:
        action()
    except (reminders.NotChased, reminders.NoReminderLeft, introductions.CannotMove):
        log.info("already done by another process: %s", what)
    except DomainError as refusal:
        report.failed.append(f"{what}: {refusal}")
    except Exception as error:
        log.exception("a daily job failed: %s", what)
        report.failed.append(f"{what}: {type(error).__name__}, see the log")
    else:
        report.done.append(what)


def _store_documents(_on: date) -> Part:
    for document in without_document():
        yield f"{document} stored as a document", partial(document_of, document)


def _lapse(on: date) -> Part:
    """Yield the introductions without a change for 60 days."""
    for row in (
        Introduction.objects.to_lapse(on=on).select_related("graduate", "employer").order_by("pk")
    ):
        yield (
            f"Introduction of {row} lapsed after {LAPSES_AFTER.days} days without a reply",
            partial(introductions.lapse, row.pk, by=None, on=on),
        )


def _remind(on: date) -> Part:
    for chase in reminders.waiting(on=on):
        assert chase.next is not None
        yield (
            f"{chase.next.step.label} of {chase.invoice} to {chase.invoice.employer}",
            partial(reminders.send, chase.invoice.pk, by=None, on=on),
        )


def _announce_ends(on: date) -> Part:
    """Yield the API keys that end within two weeks."""
    for key in keys.ending(on=on):
        yield (
            f"Told {key.user} that their API key {key.name} ends soon",
            partial(keys.announce_end, key.pk, on=on),
        )


def _purge_keys(on: date) -> int:
    """Delete the stored answers to repeated requests after 30 days."""
    before = make_aware(datetime.combine(on - KEY_LIFE, time()))
    deleted, _by_model = IdempotencyKey.objects.filter(created_at__lt=before).delete()
    return deleted


def _hires_to_start(on: date) -> Iterator[str]:
    """Yield the hires whose day has come: a person must confirm the start."""
    due = Hire.objects.filter(Q(state=HireState.AGREED), start_on__lte=on)
    for hire in due.select_related("graduate", "employer").order_by("start_on", "pk"):
        yield f"Confirm that {hire} started on {format_date(hire.start_on)}. The fee follows."


PARTS: Final = (_store_documents, _lapse, _remind, _announce_ends)
