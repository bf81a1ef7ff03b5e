"""Approval: a request by one person that another person must approve."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from foundation.sealing import Sealed
from foundation.text_fields import LinesField

from .dated import Dated


class ApprovalState(models.TextChoices):
    """Asked for, and then decided once."""

    ASKED = "asked", "Asked"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"


class Approval(Dated):
    """An action that takes two people, with its reason and the decision."""

    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    reason = LinesField()
    detail = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=ApprovalState.choices, default=ApprovalState.ASKED
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_on = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_on = models.DateField(null=True)
    refusal_reason = LinesField(blank=True)

    sealed: ClassVar = Sealed(
        fixed=(
            "kind",
            "subject_type",
            "subject_id",
            "reason",
            "detail",
            "asked_by_id",
            "asked_on",
        ),
        open=(
            "state",
            "decided_by_id",
            "decided_on",
            "refusal_reason",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_takes_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="approval_is_decided_by_somebody_on_a_day",
                condition=Q(state="asked", decided_by=None, decided_on=None)
                | ~Q(state="asked") & Q(decided_by__isnull=False, decided_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="approval_is_asked_once_at_a_time",
                fields=["kind", "subject_type", "subject_id"],
                condition=Q(state="asked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_type} {self.subject_id}"
