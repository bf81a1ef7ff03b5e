"""Job reports: a graduate reports a job; the office logs a hire or an outcome."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from employers.choices import Contract
from employers.models import Employer
from foundation.accounts.rules import is_office
from foundation.api.fields import (
    PenceField,
    RateField,
    StrictChoiceField,
    StrictDateField,
    StrictIntegerField,
    StrictTextField,
)
from foundation.api.filters import IdFilter
from foundation.api.permissions import CanPlace, IsGraduateOrReadOnly
from foundation.api.serializers import StrictModelSerializer, StrictSerializer, VisibleRelatedField
from foundation.api.viewsets import CreateMixin, ScopedViewSet, post_action
from foundation.limits import MOST_MONTHS
from placements.choices import ReportState
from placements.domain.outcomes import job_reports
from placements.domain.outcomes.job_reports import Agreed, Job
from placements.models import Graduate, JobReport


class JobReportSerializer(StrictModelSerializer):
    candidate = serializers.IntegerField(
        read_only=True,
        allow_null=True,
        help_text="The running introduction to that employer or its group; for the office only.",
    )

    class Meta:
        model = JobReport
        fields = [
            "id",
            "graduate",
            "employer",
            "employer_name",
            "job_title",
            "work",
            "start_on",
            "salary_pence",
            "through_us",
            "evidence",
            "reported_on",
            "state",
            "settled_on",
            "reason",
            "hire",
            "candidate",
        ]
        read_only_fields = [
            *("graduate", "employer", "reported_on", "state", "settled_on", "reason", "hire"),
        ]


class AgreedSerializer(StrictSerializer):
    """What the employer agreed; the fee is worked out from it."""

    employer = VisibleRelatedField(queryset=Employer.objects.all())
    salary_pence = PenceField(min_value=1)
    fte = RateField(places=4, required=False)
    contract = StrictChoiceField(choices=Contract.choices, required=False)
    months = StrictIntegerField(required=False, allow_null=True, min_value=1, max_value=MOST_MONTHS)
    agreed_on = StrictDateField()


class EvidenceSerializer(StrictSerializer):
    """Evidence, if the graduate gave none."""

    evidence = StrictTextField(max_length=2000, required=False, allow_blank=True)


class DismissSerializer(StrictSerializer):
    """The reason for dismissing it."""

    reason = StrictTextField(max_length=2000)


class JobReportFilters(filters.FilterSet):
    graduate = IdFilter()
    employer = IdFilter()
    state = filters.ChoiceFilter(choices=ReportState.choices)


class JobReportViewSet(CreateMixin, ScopedViewSet):
    """The reports a person may see: the office all, a graduate their own."""

    queryset = JobReport.objects.select_related("graduate", "employer")
    serializer_class = JobReportSerializer
    filterset_class = JobReportFilters
    permission_classes = [IsGraduateOrReadOnly]
    ordering = ["-id"]
    ordering_fields = {"reported_on": "reported_on", "start_on": "start_on"}

    def with_related(self, rows: Sequence[Any]) -> Sequence[Any]:
        candidates = job_reports.candidates(rows) if is_office(self.request.user) else {}
        for row in rows:
            introduction = candidates.get(row.pk)
            row.candidate = introduction.pk if introduction else None
        return rows

    def perform_create(self, serializer: Any) -> None:
        own = Graduate.objects.filter(user=self.request.user).first()
        if own is None:
            raise PermissionDenied("You do not have a profile yet. Ask us to add one.")
        job = Job(**serializer.validated_data)
        serializer.instance = job_reports.report(
            own.pk, job, by=self.request.user, on=timezone.localdate()
        )

    @post_action(CanPlace, body=AgreedSerializer)
    def log_hire(self, request: Request, pk: str) -> Response:
        """Log it as a hire, under the running introduction or as a late conversion."""
        agreed = Agreed(**self.validated(AgreedSerializer))
        report = self.get_object()
        job_reports.log_hire(report.pk, agreed, by=self.request.user, on=timezone.localdate())
        return self.respond(report)

    @post_action(CanPlace, body=EvidenceSerializer)
    def note_outcome(self, request: Request, pk: str) -> Response:
        """Record it as the graduate's outcome, without a fee."""
        report, validated = self.get_object(), self.validated(EvidenceSerializer)
        today = timezone.localdate()
        return self.respond(
            job_reports.note_outcome(report.pk, by=self.request.user, on=today, **validated)
        )

    @post_action(CanPlace, body=DismissSerializer)
    def dismiss(self, request: Request, pk: str) -> Response:
        """Dismiss it, for a reason."""
        report, validated = self.get_object(), self.validated(DismissSerializer)
        today = timezone.localdate()
        return self.respond(
            job_reports.dismiss(report.pk, by=self.request.user, on=today, **validated)
        )
