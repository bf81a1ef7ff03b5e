"""StartReport: an employer tells us who it hired, from which day and at what salary."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from employers.models import Contact
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from placements.choices import HireState

from .hire import Hire
from .introduction import Introduction


class StartReportQuerySet(models.QuerySet["StartReport"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their employer's."""
        if is_office(user):
            return self
        return self.filter(introduction__employer__contacts__user=user.pk or 0)

    def waiting(self) -> Self:
        """Return those the office has to look at, the oldest first.

        They are not settled, and no hire of the introduction agrees: there is none yet, or it
        starts on another day or at another salary.
        """
        same = Hire.objects.exclude(state=HireState.FELL_THROUGH).filter(
            introduction=OuterRef("introduction"),
            start_on=OuterRef("start_on"),
            salary_pence=OuterRef("salary_pence"),
        )
        return self.filter(~Exists(same), settled_on=None).order_by("reported_on", "pk")


class StartReport(models.Model):
    """``salary_pence`` is the first year's, as the employer gives it; ``settled_on`` closes it."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.PROTECT, related_name="start_reports"
    )
    start_on = models.DateField()
    salary_pence = models.BigIntegerField()
    reported_by = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="start_reports")
    reported_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)

    objects: ClassVar[StartReportQuerySet] = StartReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="start_report_salary_is_above_nothing", condition=Q(salary_pence__gt=0)
            ),
            models.CheckConstraint(
                name="start_report_is_settled_after_it_came",
                condition=Q(settled_on=None) | Q(settled_on__gte=F("reported_on")),
            ),
            models.UniqueConstraint(
                name="start_report_waits_once_an_introduction",
                fields=["introduction"],
                condition=Q(settled_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Start of {self.introduction} on {self.start_on}"
