"""LimitUse: how often somebody has done what is limited, and since when they are stopped."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class Limited(models.TextChoices):
    """What is limited; how much of it, foundation.rate_limits says."""

    INVITATION = "invitation", "Invitations"
    MEETING = "meeting", "Requests to meet a graduate"
    EXPORT = "export", "Exports"
    KEY_FAILED = "key_failed", "Wrong API keys"


class Per(models.TextChoices):
    """Whose uses are counted together."""

    PERSON = "person", "Person"
    FIRM = "firm", "Employer"
    ADDRESS = "address", "Network address"
    MAILBOX = "mailbox", "Email address"


class LimitUseQuerySet(models.QuerySet["LimitUse"]):
    """Who is stopped, and which counts are over."""

    def stopped(self, *, at: datetime) -> Self:
        """Return the counts that have reached their limit and have not ended."""
        return self.filter(full_at__isnull=False, ends_at__gt=at)

    def over(self, *, at: datetime) -> Self:
        """Return the counts that have ended: the next use begins a new one."""
        return self.filter(ends_at__lte=at)


class LimitUse(models.Model):
    """The uses of one limit by one person, firm, network address or mailbox, in one time.

    ``subject`` is an id, or the address itself: a person of the office has to recognise whom they
    let go on. It is deleted in the daily round after that time.
    """

    limit = models.CharField(max_length=20, choices=Limited.choices)
    per = models.CharField(max_length=10, choices=Per.choices)
    subject = models.CharField(max_length=254)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()
    full_at = models.DateTimeField(null=True, help_text="When the limit was reached.")

    objects: ClassVar[LimitUseQuerySet] = LimitUseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["limit", "per", "subject"], name="limit_use_is_one_count_each"
            ),
            models.CheckConstraint(name="limit_use_is_of_a_limit", condition=Q(limit__in=Limited)),
            models.CheckConstraint(name="limit_use_is_per_something", condition=Q(per__in=Per)),
        ]

    def __str__(self) -> str:
        return f"{self.get_limit_display()} of {self.get_per_display().lower()} {self.subject}"
