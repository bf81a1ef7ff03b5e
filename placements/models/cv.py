"""Cv: the PDF a graduate uploaded, stored unchanged."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_employer_contact, is_office
from placements.choices import Visibility

from .graduate import Graduate


class CvQuerySet(models.QuerySet["Cv"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see.

        The office sees all; an employer those of published graduates introduced to them, since a CV
        names its person; a graduate their own.
        """
        if is_office(user):
            return self
        if user.is_active and is_employer_contact(user):
            return self.filter(
                graduate__visibility=Visibility.PUBLISHED,
                graduate__in=Graduate.objects.filter(
                    introductions__employer__contacts__user=user.pk,
                    introductions__sent_on__isnull=False,
                ),
            )
        return self.filter(graduate__user=user.pk or 0)


class Cv(models.Model):
    """One for each graduate: a newer one replaces it. It is checked before it is stored."""

    graduate = models.OneToOneField(Graduate, on_delete=models.PROTECT, related_name="cv")
    content = models.BinaryField()
    pages = models.PositiveSmallIntegerField()
    uploaded_on = models.DateField()

    objects: ClassVar[CvQuerySet] = CvQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cv_has_one_to_ten_pages", condition=Q(pages__gte=1, pages__lte=10)
            )
        ]

    def __str__(self) -> str:
        return f"CV of {self.graduate}"
