"""Followup: a member of staff asked an employer for news, on a day."""

from datetime import date, timedelta
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from placements.choices import FollowupKind

from .hire import Hire
from .introduction import Introduction

# How long to wait for an answer before the introduction counts as silent again.
PATIENCE: Final = timedelta(days=7)
# The last month of a rebate period is worth one call, and at most a second at its very end.
TRUST: Final = timedelta(days=21)


class FollowupQuerySet(models.QuerySet["Followup"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, others nothing."""
        return self if is_office(user) else self.none()

    def standing(self) -> Self:
        """Return those that were not undone."""
        return self.filter(undone=False)

    def of_silence(self, *, on: date) -> Self:
        """Return those about an introduction of the last 7 days, which may still be answered."""
        return self.standing().filter(kind=FollowupKind.ASKED_AGAIN, on__gt=on - PATIENCE)

    def of_hires(self, *, on: date) -> Self:
        """Return those about a hire of the last 21 days."""
        return self.standing().filter(kind=FollowupKind.HOW_IT_GOES, on__gt=on - TRUST)


class Followup(models.Model):
    """About an introduction that is silent, or a hire near the end of its rebate period."""

    kind = models.CharField(max_length=12, choices=FollowupKind.choices)
    introduction = models.ForeignKey(
        Introduction, on_delete=models.PROTECT, related_name="followups", null=True, blank=True
    )
    hire = models.ForeignKey(
        Hire, on_delete=models.PROTECT, related_name="followups", null=True, blank=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    undone = models.BooleanField(default=False)

    objects: ClassVar[FollowupQuerySet] = FollowupQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="followup_is_about_what_its_kind_says",
                condition=Q(kind="asked_again", introduction__isnull=False, hire=None)
                | Q(kind="how_it_goes", hire__isnull=False, introduction=None),
            ),
            models.UniqueConstraint(
                name="followup_once_an_introduction_and_day",
                fields=["introduction", "on"],
                condition=Q(undone=False),
            ),
            models.UniqueConstraint(
                name="followup_once_a_hire_and_day",
                fields=["hire", "on"],
                condition=Q(undone=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introduction or self.hire}, {self.on}"
