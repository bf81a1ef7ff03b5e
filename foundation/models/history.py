"""HistoryEntry: who did which verb to what, when, from which state to which."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from foundation.sealing import Sealed


class HistoryEntry(models.Model):
    """One action. Triggers in the database prevent any change or deletion."""

    at = models.DateTimeField(auto_now_add=True)
    on = models.DateField(help_text="The business day of the action.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    verb = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    detail = models.JSONField(default=dict)
    # Its place in the feed of events, given once (foundation/feed.py).
    position = models.BigIntegerField(null=True, editable=False)
    placed_at = models.DateTimeField(null=True, editable=False)

    sealed: ClassVar = Sealed(
        fixed=(
            "at",
            "on",
            "by_id",
            "verb",
            "subject_type",
            "subject_id",
            "from_state",
            "to_state",
        ),
        open=("detail",),
    )

    class Meta:
        verbose_name_plural = "history entries"
        constraints = [
            # With a condition, SQLite adds an index and leaves the table and its guards alone.
            models.UniqueConstraint(
                fields=["position"],
                condition=models.Q(position__isnull=False),
                name="event_has_a_position_of_its_own",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="history_of_a_subject"),
            models.Index(
                fields=["id"], name="history_without_a_position", condition=models.Q(position=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"
