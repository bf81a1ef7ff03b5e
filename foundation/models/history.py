"""HistoryEntry: who did which verb to what, when, from which state to which."""

from django.conf import settings
from django.db import models


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

    class Meta:
        verbose_name_plural = "history entries"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="history_of_a_subject")
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"
