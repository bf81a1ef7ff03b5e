"""The cash forecast."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.reports.forecast import STAGES, forecast
from foundation.api.views import ON_A_DAY, Report, read_day


class ExpectedSerializer(serializers.Serializer[Any]):
    """The cash of a month, in pence with VAT."""

    month = serializers.CharField(help_text="Such as 2018-09.")
    issued_pence = serializers.IntegerField()
    drafts_pence = serializers.IntegerField()
    agreed_pence = serializers.IntegerField()
    total_pence = serializers.IntegerField()


class StageSerializer(serializers.Serializer[Any]):
    """Introductions at a stage, in pence net of VAT: ``hired`` of ``decided`` became hires."""

    stage = serializers.ChoiceField(choices=[stage.value for stage in STAGES])
    open = serializers.IntegerField()
    hired = serializers.IntegerField()
    decided = serializers.IntegerField()
    mean_fee_pence = serializers.IntegerField()
    weighted_pence = serializers.IntegerField()


class ForecastSerializer(serializers.Serializer[Any]):
    """Expected cash by month, disputed sums, and what the introductions may be worth."""

    as_of = serializers.DateField()
    rows = ExpectedSerializer(many=True)
    disputed_pence = serializers.IntegerField()
    pipeline = StageSerializer(many=True)


class ForecastReport(Report):
    """Cash by month from what is owed, drafted and agreed, and the weighted pipeline."""

    serializer_class = ForecastSerializer
    parameters = {"on"}

    @extend_schema(operation_id="reports_forecast", parameters=[ON_A_DAY])
    def get(self, request: Request) -> Response:
        report = forecast(on=read_day(request))
        return Response(
            {
                "as_of": report.as_of,
                "rows": [row.as_json() for row in report.months],
                "disputed_pence": report.disputed_pence,
                "pipeline": [row.as_json() for row in report.pipeline],
            }
        )
