"""OutboxRow: a task outside the database, decided in the transaction that wrote the row."""

from datetime import datetime, timedelta
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q

from .dated import Dated, DatedQuerySet

# How long a worker may hold a row. Longer than any task can take: each of its calls has a timeout.
LEASE = timedelta(minutes=5)
# The longest a row waits between two attempts.
LONGEST_PAUSE = timedelta(hours=2)
# Webhooks have longer pauses (foundation/webhooks.py), a quarter more at the most.
WEBHOOK = "webhook"
LONGEST_WEBHOOK_PAUSE = timedelta(hours=30)
# A webhook that failed this often lets the later ones of its lane go ahead.
HOLDS_ITS_LANE = 4


class OutboxState(models.TextChoices):
    """Waiting until it is done; or given up, until a person retries or drops it."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "Done"
    GIVEN_UP = "given_up", "Given up"
    DROPPED = "dropped", "Dropped"


def new_key() -> str:
    """Return a unique key."""
    return uuid4().hex


class OutboxQuerySet(DatedQuerySet["OutboxRow"]):
    """Which rows are due, given up or forgotten."""

    def due(self, *, now: datetime) -> Self:
        """Return the rows a worker may take, the oldest first, one at most from each lane.

        A time further ahead than we ever set one comes from a clock that has gone back since.
        """
        ahead = OutboxRow.objects.filter(
            lane=OuterRef("lane"), state=OutboxState.WAITING, pk__lt=OuterRef("pk")
        ).exclude(kind=WEBHOOK, attempts__gte=HOLDS_ITS_LANE, holder="")
        too_far = Q(next_try_at__gt=now + 2 * LONGEST_PAUSE) & ~Q(kind=WEBHOOK)
        too_far |= Q(next_try_at__gt=now + 2 * LONGEST_WEBHOOK_PAUSE)
        time_has_come = Q(next_try_at=None) | Q(next_try_at__lte=now) | too_far
        nobody_has_it = Q(holder="") | Q(held_until__lte=now) | Q(held_until__gt=now + 2 * LEASE)
        waiting = self.filter(time_has_come, nobody_has_it, state=OutboxState.WAITING)
        return waiting.filter(~Exists(ahead)).order_by("pk")

    def given_up(self) -> Self:
        """Return the rows that wait for a person."""
        return self.filter(state=OutboxState.GIVEN_UP)

    def forgotten(self, *, at: datetime) -> Self:
        """Return the rows that were due before a moment and that no worker has taken since."""
        due = Q(next_try_at=None, created_at__lt=at) | Q(next_try_at__lt=at)
        untouched = Q(holder="") | Q(held_until__lt=at)
        return self.filter(due, untouched, state=OutboxState.WAITING)


class OutboxRow(Dated):
    """One task: ``kind`` names the function that does it, ``payload`` is its input.

    ``key`` is the same at every attempt, so that the other side can tell a retry from a second
    request. Rows of one ``lane`` run in the order they were written.
    """

    kind = models.CharField(max_length=40)
    lane = models.CharField(max_length=120)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True, default=new_key)
    message_id = models.CharField(
        max_length=255, blank=True, help_text="Of an email: its Message-ID, which a bounce names."
    )
    state = models.CharField(max_length=8, choices=OutboxState.choices, default=OutboxState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, help_text="Empty: at once.")
    last_error = models.TextField(blank=True)
    holder = models.CharField(max_length=32, blank=True, help_text="The try that is under way.")
    held_until = models.DateTimeField(null=True)
    doubted = models.BooleanField(default=False, help_text="Its lease ran out once already.")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    objects: ClassVar[OutboxQuerySet] = OutboxQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outbox_state_is_known", condition=Q(state__in=OutboxState)
            ),
            models.CheckConstraint(
                name="outbox_row_is_done_at_a_time",
                condition=Q(state="done", done_at__isnull=False)
                | ~Q(state="done") & Q(done_at=None),
            ),
            models.CheckConstraint(
                name="outbox_row_is_held_while_it_waits",
                condition=Q(holder="", held_until=None)
                | ~Q(holder="") & Q(held_until__isnull=False, state="waiting"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "id"], name="outbox_waiting_by_lane", condition=Q(state="waiting")
            ),
            models.Index(fields=["state", "id"], name="outbox_by_state"),
            models.Index(fields=["subject_type", "subject_id"], name="outbox_of_a_subject"),
            models.Index(
                fields=["message_id"],
                name="outbox_by_message_id",
                condition=~Q(message_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_type} {self.subject_id}"
