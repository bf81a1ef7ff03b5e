"""Outcome of a graduate, with the evidence; and the figures as published."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim

from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField, LinesField
from placements.choices import OutcomeCode

from .graduate import Graduate

models.TextField.register_lookup(Length)
models.TextField.register_lookup(Trim)


class OutcomeQuerySet(DatedQuerySet["Outcome"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a graduate their own."""
        return self if is_office(user) else self.filter(graduate__user=user.pk or 0)


class Outcome(Dated):
    """A decision never changes; a correction is a new one, and the latest one counts.

    ``since_on`` is the day from which it was true, ``decided_on`` the day it was recorded.
    """

    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="outcomes")
    code = models.CharField(max_length=2, choices=OutcomeCode.choices)
    since_on = models.DateField()
    decided_on = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    evidence = LinesField(
        blank=True, help_text="An offer letter, a web page, or who told us and when."
    )
    salary_pence = models.BigIntegerField(null=True, blank=True)

    objects: ClassVar[OutcomeQuerySet] = OutcomeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="outcome_code_is_known", condition=Q(code__in=OutcomeCode)),
            models.CheckConstraint(
                name="outcome_has_evidence_unless_seeking",
                condition=Q(code=OutcomeCode.SEEKING) | Q(evidence__trim__length__gte=1),
                violation_error_message="Every outcome except “still seeking” needs evidence.",
            ),
            models.CheckConstraint(
                name="outcome_is_decided_once_it_is_true",
                condition=Q(since_on__lte=F("decided_on")),
                violation_error_message="The date cannot be in the future.",
            ),
            models.CheckConstraint(
                name="outcome_salary_is_above_nothing",
                condition=Q(salary_pence=None) | Q(salary_pence__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.graduate}"


class PublishedOutcomes(models.Model):
    """The outcome figures as published: frozen, whatever we learn later."""

    title = LineField(max_length=200)
    published_on = models.DateField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    figures = models.JSONField()

    class Meta:
        verbose_name_plural = "published outcomes"
        constraints = [
            models.UniqueConstraint(name="outcomes_are_published_once", fields=["title"])
        ]

    def __str__(self) -> str:
        return self.title
