"""Outcomes of graduates, and the figures made from them."""

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.api.filters import IdFilter
from foundation.api.permissions import CanPlaceOrReadOnly
from foundation.api.serializers import StrictModelSerializer
from foundation.api.views import ON_A_DAY, Report, read_day, read_parameter
from foundation.api.viewsets import CreateMixin, ScopedViewSet
from placements.choices import MONITORING, OutcomeCode
from placements.domain.outcomes import outcomes as deciding
from placements.models import Outcome
from placements.reports.inclusion import fared, inclusion, people
from placements.reports.outcomes import WINDOW, outcomes


class OutcomeSerializer(StrictModelSerializer):
    class Meta:
        model = Outcome
        fields = [
            *("id", "graduate", "code", "since_on", "decided_on", "evidence", "salary_pence"),
        ]
        read_only_fields = ["decided_on"]


class OutcomeFilters(filters.FilterSet):
    graduate = IdFilter()
    code = filters.ChoiceFilter(choices=OutcomeCode.choices)


class OutcomeViewSet(CreateMixin, ScopedViewSet):
    """The decisions a person may see: the office all, a graduate their own. They do not change."""

    queryset = Outcome.objects.all()
    serializer_class = OutcomeSerializer
    filterset_class = OutcomeFilters
    permission_classes = [CanPlaceOrReadOnly]
    ordering = ["-id"]
    ordering_fields = {"since_on": "since_on", "decided_on": "decided_on"}

    def perform_create(self, serializer: Any) -> None:
        validated = dict(serializer.validated_data)
        graduate, today = validated.pop("graduate"), timezone.localdate()
        serializer.instance = deciding.decide(
            graduate.pk, by=self.request.user, on=today, **validated
        )


class ShareSerializer(serializers.Serializer[Any]):
    """A percentage with its two numbers, and the sentence that may be published."""

    key = serializers.CharField()
    words = serializers.CharField()
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    percent = serializers.CharField(allow_null=True, help_text="Null for a base under 22.5.")
    published = serializers.CharField()


class PoolSerializer(serializers.Serializer[Any]):
    """Cohorts combined until their base is large enough for a percentage."""

    cohorts = serializers.ListField(child=serializers.CharField())
    window_ended_on = serializers.DateField()
    enrolled = serializers.IntegerField()
    graduated = serializers.IntegerField()
    excluded = serializers.IntegerField()
    base = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="By CIRR code.")
    shares = ShareSerializer(many=True)
    median_salary_pence = serializers.IntegerField(allow_null=True)
    may_be_published = serializers.BooleanField()


class OutcomesSerializer(serializers.Serializer[Any]):
    """The cohorts whose window of 180 days is over, the earliest first."""

    as_of = serializers.DateField()
    window_days = serializers.IntegerField()
    rows = PoolSerializer(many=True)


class OutcomesReport(Report):
    """Outcomes of everyone who enrolled, each percentage with numerator and denominator."""

    serializer_class = OutcomesSerializer
    parameters = {"cohort", "on"}

    @extend_schema(
        operation_id="reports_outcomes",
        parameters=[
            ON_A_DAY,
            OpenApiParameter(
                "cohort", str, description="The name of a cohort, to get only its pool."
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        on = read_day(request)
        cohort = read_parameter(
            request, "cohort", serializers.CharField(max_length=60, required=False)
        )
        rows = [pool.as_json() for pool in outcomes(on=on, cohort=cohort)]
        return Response({"as_of": on, "window_days": WINDOW.days, "rows": rows})


@extend_schema_serializer(component_name="Said")
class AnswerCountSerializer(serializers.Serializer[Any]):
    """How many gave an answer, to the nearest 5; null where that could identify someone."""

    answer = serializers.CharField()
    words = serializers.CharField()
    count = serializers.IntegerField(allow_null=True)
    percent = serializers.CharField(allow_null=True, help_text="Of those who answered.")


class FaredSerializer(serializers.Serializer[Any]):
    """Of those whose 180 days are over: how many, and how many found work in the field."""

    answer = serializers.CharField()
    words = serializers.CharField()
    people = serializers.IntegerField(allow_null=True)
    in_field = serializers.IntegerField(allow_null=True)
    percent = serializers.CharField(allow_null=True)


class QuestionSerializer(serializers.Serializer[Any]):
    """A question of equality monitoring, with counts and never people."""

    question = serializers.CharField()
    words = serializers.CharField()
    answered = serializers.IntegerField()
    answers = AnswerCountSerializer(many=True)
    fared = FaredSerializer(many=True)


class InclusionSerializer(serializers.Serializer[Any]):
    """Who we reach, and how each group fared."""

    as_of = serializers.DateField()
    people = serializers.IntegerField(help_text="All graduates, to the nearest 5.")
    rows = QuestionSerializer(many=True)


class InclusionReport(Report):
    """Who we reach: counts to the nearest 5, small ones hidden."""

    serializer_class = InclusionSerializer
    parameters = {"on"}

    @extend_schema(operation_id="reports_inclusion", parameters=[ON_A_DAY])
    def get(self, request: Request) -> Response:
        on = read_day(request)
        fared_by = {question: fared(question, on=on) for question in MONITORING}
        rows = [{**row.as_json(), "fared": fared_by[row.question]} for row in inclusion()]
        report = {"as_of": on, "people": people(), "rows": rows}
        return Response(InclusionSerializer(report).data)
