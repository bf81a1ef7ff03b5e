"""Programme and Cohort: a course at a campus, and one run of it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from foundation.accounts.models import AnyUser
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField
from placements.choices import CohortState


class Programme(models.Model):
    name = LineField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="programme_once_whatever_its_case")
        ]

    def __str__(self) -> str:
        return self.name


class CohortQuerySet(DatedQuerySet["Cohort"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return all for anyone who is signed in."""
        return self if user.is_authenticated else self.none()


class Cohort(Dated):
    """One run of a programme. Its dates may move, and it may be postponed."""

    name = LineField(max_length=60)
    campus = LineField(max_length=60)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    start_on = models.DateField(null=True, blank=True)
    end_on = models.DateField(null=True, blank=True)
    places = models.PositiveSmallIntegerField(default=16)
    state = models.CharField(max_length=9, choices=CohortState.choices, default=CohortState.PLANNED)

    objects: ClassVar[CohortQuerySet] = CohortQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="cohort_once_whatever_its_case"),
            models.CheckConstraint(
                name="cohort_ends_after_it_starts",
                condition=Q(start_on=None) | Q(end_on=None) | Q(end_on__gte=F("start_on")),
            ),
            models.CheckConstraint(
                name="cohort_state_is_known", condition=Q(state__in=CohortState)
            ),
        ]

    def __str__(self) -> str:
        return self.name
