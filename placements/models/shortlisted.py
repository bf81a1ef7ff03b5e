"""Shortlisted: a graduate on an employer's shortlist."""

from typing import ClassVar, Self

from django.db import models

from employers.models import Contact, Employer
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.text_fields import LineField
from placements.choices import Visibility

from .graduate import Graduate


class ShortlistedQuerySet(models.QuerySet["Shortlisted"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see.

        The office sees all; a contact those of the whole employer, while they are published. Others
        see nothing: a graduate does not learn who looked and moved on.
        """
        if is_office(user):
            return self
        return self.filter(
            employer__contacts__user=user.pk or 0, graduate__visibility=Visibility.PUBLISHED
        )


class Shortlisted(models.Model):
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="shortlist")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="shortlisted_by")
    by = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="shortlisted", null=True, blank=True
    )
    at = models.DateTimeField(auto_now_add=True)
    note = LineField(max_length=200, blank=True)

    objects: ClassVar[ShortlistedQuerySet] = ShortlistedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="shortlisted_once_an_employer", fields=["employer", "graduate"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.graduate} on the shortlist of {self.employer}"
