"""JobReport: a graduate tells us about a job."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from employers.models import Employer
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField, LinesField
from placements.choices import HireState, ReportState, ThroughUs, Work

from .graduate import Graduate
from .hire import Hire
from .outcome import Outcome


class JobReportQuerySet(DatedQuerySet["JobReport"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a graduate their own."""
        return self if is_office(user) else self.filter(graduate__user=user.pk or 0)

    def waiting(self) -> Self:
        """Return those the office has to look at, the oldest first.

        They are not settled, and no hire of the graduate starts on the same day.
        """
        same = Hire.objects.exclude(state=HireState.FELL_THROUGH).filter(
            graduate=OuterRef("graduate"), start_on=OuterRef("start_on")
        )
        waiting = self.filter(~Exists(same), state=ReportState.WAITING)
        return waiting.order_by("reported_on", "pk")


class JobReport(Dated):
    """``employer`` is the known employer, ``employer_name`` the name the graduate gave."""

    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="job_reports")
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    employer_name = LineField(max_length=200)
    job_title = LineField(max_length=200)
    work = models.CharField(max_length=9, choices=Work.choices)
    start_on = models.DateField()
    salary_pence = models.BigIntegerField(null=True, blank=True)
    through_us = models.CharField(max_length=6, choices=ThroughUs.choices)
    evidence = LinesField(blank=True)
    reported_on = models.DateField()
    state = models.CharField(max_length=9, choices=ReportState.choices, default=ReportState.WAITING)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = LinesField(blank=True, help_text="Why it was dismissed.")
    hire = models.ForeignKey(
        Hire, on_delete=models.PROTECT, related_name="job_reports", null=True, blank=True
    )
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="job_reports", null=True, blank=True
    )

    objects: ClassVar[JobReportQuerySet] = JobReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="job_report_is_settled_by_somebody_or_waits",
                condition=Q(state="waiting", settled_on=None, settled_by=None)
                | Q(
                    state__in=["hired", "noted", "dismissed"],
                    settled_on__isnull=False,
                    settled_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="job_report_names_what_it_became",
                condition=Q(state="hired", hire__isnull=False)
                | Q(state="noted", outcome__isnull=False)
                | Q(state="dismissed") & ~Q(reason="")
                | Q(state="waiting", hire=None, outcome=None),
            ),
            models.CheckConstraint(
                name="job_report_work_is_known",
                condition=Q(work__in=Work, through_us__in=ThroughUs),
            ),
            models.CheckConstraint(
                name="job_report_salary_is_above_nothing",
                condition=Q(salary_pence=None) | Q(salary_pence__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["state", "reported_on"], name="job_reports_waiting")]

    def __str__(self) -> str:
        return f"{self.graduate} at {self.employer_name}"
