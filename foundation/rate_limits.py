"""Limits of what may be abused: how often a person, a firm or an address may do it, in what time.

The verb or the one place that all doors share asks here, so a limit holds at every door. Counts
are rows with one atomic UPDATE each, and not the cache's, whose increment is two steps in the
database: see docs/decisions/0024-limits.md. Signing in has the limits of its own library
(ACCOUNT_RATE_LIMITS).
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from foundation.choices import Verb

from . import history
from .accounts.models import User
from .accounts.rules import is_admin, is_office
from .accounts.security_log import keyed_hash
from .errors import DomainError
from .models import Limited, LimitUse, Per
from .models.limit_use import LimitUseQuerySet
from .transactions import atomic

Subject = User | int | str


@dataclass(frozen=True)
class Most:
    """At most so many uses within a time, by each."""

    per: Per
    amount: int
    within: timedelta


DAY: Final = timedelta(days=1)
# Far above what honest work needs; what a stolen session or a program in a loop would do is not.
LIMITS: Final[dict[Limited, tuple[Most, ...]]] = {
    Limited.INVITATION: (
        Most(Per.PERSON, 100, DAY),
        Most(Per.FIRM, 20, DAY),
        Most(Per.MAILBOX, 3, DAY),
    ),
    Limited.MEETING: (Most(Per.PERSON, 30, DAY), Most(Per.FIRM, 60, DAY)),
    Limited.EXPORT: (Most(Per.PERSON, 60, timedelta(hours=1)),),
    Limited.KEY_FAILED: (Most(Per.ADDRESS, 20, timedelta(minutes=10)),),
}
WHO: Final = {
    Per.PERSON: "You have reached the limit",
    Per.FIRM: "Your organisation has reached the limit",
    Per.ADDRESS: "Your network address has reached the limit",
    Per.MAILBOX: "This email address has reached the limit",
}


class LimitReached(DomainError):
    """Somebody has done this too often; ``wait`` is the number of seconds until they may again.

    The API answers 429 with Retry-After, a page shows the sentence.
    """

    code = "limit_reached"
    is_conflict = False

    def __init__(self, sentence: str, *, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


class NotStopped(DomainError):
    """Nobody is stopped by it any more."""

    code = "not_stopped"


class CannotRelease(DomainError):
    """Who was stopped cannot release themselves, and an admin releases the office's users."""

    code = "cannot_release"


@atomic
def count(limit: Limited, **subjects: Subject | None) -> None:
    """Count one use for each subject (``person``, ``firm``, ``address``, ``mailbox``).

    Counted in the caller's transaction. Raises LimitReached, and then counts nothing.
    """
    now = timezone.now()
    for most in LIMITS[limit]:
        if (subject := key_of(subjects.get(most.per))) and not _add_one(limit, most, subject, now):
            raise refusal(limit, most, subject, now)


@contextmanager
def counted(limit: Limited, **subjects: Subject | None) -> Iterator[None]:
    """Count one use by the block, also if the block refuses: trying it tells something as well.

    A refusal takes the count back with its transaction, so the doors' shared code counts it again.
    """
    count(limit, **subjects)
    try:
        yield
    except DomainError as error:
        error.afterwards = partial(_count_refused, limit, **subjects)
        raise


def of_firm(firm: int, *, by: User) -> dict[str, Subject]:
    """Return who is counted when ``by`` acts for a firm: the office is not bound by its limit."""
    return {"person": by} if is_office(by) else {"person": by, "firm": firm}


def why_stopped(limit: Limited, **subjects: Subject | None) -> LimitReached | None:
    """Return why ``count`` would refuse, None if it would not."""
    now = timezone.now()
    for most in LIMITS[limit]:
        subject = key_of(subjects.get(most.per))
        rows = LimitUse.objects.stopped(at=now)
        if subject and rows.filter(limit=limit, per=most.per, subject=subject).exists():
            return refusal(limit, most, subject, now)
    return None


@atomic
def release(use_id: int, *, by: User, on: date) -> LimitUse:
    """Return the count, back at nothing, so that who was stopped may go on.

    Raises NotStopped, and CannotRelease for oneself, or for a colleague unless ``by`` is an admin.
    """
    use = LimitUse.objects.select_for_update(of=("self",), no_key=True).get(pk=use_id)
    person = User.objects.get(pk=use.subject) if use.per == Per.PERSON else None
    if why := why_not_release(use, person, by=by):
        raise why
    use.count, use.full_at = 0, None
    use.save(update_fields=["count", "full_at"])
    is_id = use.per in (Per.PERSON, Per.FIRM)
    who = int(use.subject) if is_id else keyed_hash(use.subject)
    history.record(Verb.RELEASED, use, by=by, on=on, limit=use.limit, per=use.per, who=who)
    return use


def why_not_release(use: LimitUse, person: User | None, *, by: User) -> DomainError | None:
    """Return why ``release`` would refuse, None if it would not; ``person`` is who is stopped."""
    if use.full_at is None or use.ends_at <= timezone.now():
        return NotStopped("Nobody is stopped by this limit any more.")
    if person == by:
        return CannotRelease("You are stopped yourself. Ask a colleague to let you go on.")
    if person and is_office(person) and not is_admin(by):
        return CannotRelease("Only an admin can let a colleague go on.")
    return None


def forget_old(*, now: datetime) -> int:
    """Delete the counts that have ended; return how many."""
    deleted, _by_model = LimitUse.objects.over(at=now).delete()
    return deleted


def key_of(subject: Subject | None) -> str:
    """Return what a count is kept under, "" for nobody."""
    if subject is None:
        return ""
    return str(subject.pk) if isinstance(subject, User) else str(subject).strip().lower()


def refusal(limit: Limited, most: Most, subject: str, now: datetime) -> LimitReached:
    """Return the refusal, with the time until the next use."""
    use = LimitUse.objects.filter(limit=limit, per=most.per, subject=subject).first()
    left = (use.ends_at if use else now + most.within) - now
    wait = max(1, math.ceil(left.total_seconds()))
    what = f"{most.amount} {limit.label[:1].lower()}{limit.label[1:]}"
    return LimitReached(
        f"{WHO[most.per]} of {what} in {in_words(most.within)}. Try again in "
        f"{in_words(timedelta(seconds=wait))}, or contact us.",
        wait=wait,
    )


def in_words(time: timedelta) -> str:
    """Return a time as a person says it, rounded up: "24 hours", "1 minute"."""
    minutes = math.ceil(time.total_seconds() / 60)
    if minutes < 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours = math.ceil(minutes / 60)
    return "1 hour" if hours == 1 else f"{hours} hours"


def _count_refused(limit: Limited, **subjects: Subject | None) -> None:
    """Count a use whose transaction was undone; at the limit there is nothing left to count."""
    with suppress(LimitReached):
        count(limit, **subjects)


def _add_one(limit: Limited, most: Most, subject: str, now: datetime) -> bool:
    """Return whether there was room for one more, and then it is counted.

    Each step is one statement, which looks and writes at once: of two at the same time, the
    second sees the first.
    """
    begun = {"count": 1, "ends_at": now + most.within, "full_at": now if most.amount == 1 else None}
    uses = LimitUse.objects.filter(limit=limit, per=most.per, subject=subject)
    if _one_more(uses.filter(ends_at__gt=now), most, now):
        return True
    if uses.over(at=now).update(**begun):
        return True
    _use, is_new = LimitUse.objects.get_or_create(
        limit=limit, per=most.per, subject=subject, defaults=begun
    )
    # Somebody else may have begun it, or begun it anew, since we looked.
    return is_new or _one_more(uses.filter(ends_at__gt=now), most, now)


def _one_more(uses: LimitUseQuerySet, most: Most, now: datetime) -> bool:
    is_last = When(Q(count__gte=most.amount - 1), then=Value(now))
    rows = uses.filter(count__lt=most.amount)
    return bool(rows.update(count=F("count") + 1, full_at=Case(is_last, default=F("full_at"))))
