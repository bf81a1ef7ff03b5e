"""Reports: what was booked, earned, invoiced and collected; who owes what; the month's workbook."""

from typing import Any, get_args

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from billing.reports.debtors import AGES, debtors, debts
from billing.reports.revenue import By, revenue
from foundation.api.fields import StrictChoiceField, StrictDateField
from foundation.api.views import ON_A_DAY, Report, read_day, read_month, read_parameter

MOST_MONTHS = 600


class FiguresSerializer(serializers.Serializer[Any]):
    """Sums in pence, net of VAT. `earned_pence` has the rebates taken off."""

    booked_pence = serializers.IntegerField()
    earned_pence = serializers.IntegerField()
    invoiced_pence = serializers.IntegerField()
    collected_pence = serializers.IntegerField()
    rebates_pence = serializers.IntegerField()


class RevenueRowSerializer(FiguresSerializer):
    """One month, employer, cohort or programme."""

    key = serializers.CharField(
        help_text="A month such as 2018-09, otherwise a reference or a name."
    )
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's name for it


class RevenueTotalSerializer(FiguresSerializer):
    """The sums of all rows; the last three are balances of all our books at ``as_of``."""

    at_risk_pence = serializers.IntegerField()
    secured_pence = serializers.IntegerField()
    outstanding_pence = serializers.IntegerField()


class RevenueSerializer(serializers.Serializer[Any]):
    """Figures of the requested months, as of a day."""

    as_of = serializers.DateField()
    by = serializers.ChoiceField(choices=get_args(By))
    rows = RevenueRowSerializer(many=True)
    total = RevenueTotalSerializer()


class DebtorSerializer(serializers.Serializer[Any]):
    """What one employer owes in pence, VAT included, by days overdue."""

    employer = serializers.IntegerField()
    reference = serializers.CharField()
    name = serializers.CharField()
    since = serializers.DateField(help_text="The oldest due date.")
    current_pence = serializers.IntegerField()
    days_1_30_pence = serializers.IntegerField()
    days_31_60_pence = serializers.IntegerField()
    days_61_90_pence = serializers.IntegerField()
    over_90_pence = serializers.IntegerField()
    total_pence = serializers.IntegerField()


class DebtSerializer(serializers.Serializer[Any]):
    """What is owed on one instalment, in pence, VAT included."""

    invoice = serializers.IntegerField()
    number = serializers.CharField()
    employer = serializers.IntegerField()
    reference = serializers.CharField()
    name = serializers.CharField()
    instalment = serializers.IntegerField()
    instalments = serializers.IntegerField()
    due_on = serializers.DateField()
    days_late = serializers.IntegerField()
    age = serializers.ChoiceField(choices=[name.removesuffix("_pence") for name in AGES])
    owed_pence = serializers.IntegerField()


class DebtorsSerializer(serializers.Serializer[Any]):
    """Who owes us on a day, the largest debt first; by invoice, the oldest debt first."""

    as_of = serializers.DateField()
    rows = PolymorphicProxySerializer(
        component_name="DebtorOrDebt",
        serializers=[DebtorSerializer, DebtSerializer],
        resource_type_field_name=None,
        many=True,
    )


def month_parameter(name: str, about: str) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
        required=True,
        description=about,
    )


class RevenueReport(Report):
    """The five figures by month, employer, cohort or programme."""

    serializer_class = RevenueSerializer
    parameters = {"from", "to", "by", "on"}

    @extend_schema(
        operation_id="reports_revenue",
        parameters=[
            month_parameter("from", "The first month, such as 2018-01."),
            month_parameter("to", "The last month, included."),
            OpenApiParameter("by", enum=get_args(By), description="Defaults to month."),
            OpenApiParameter(
                "on", OpenApiTypes.DATE, description="Defaults to the last day of `to`."
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        first, last = read_month(request, "from"), read_month(request, "to")
        if last < first or (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS:
            fault = f"Choose a month from 0 to {MOST_MONTHS} months after `from`."
            raise ValidationError({"to": [ErrorDetail(fault, "invalid")]})
        by = read_parameter(request, "by", StrictChoiceField(choices=get_args(By), required=False))
        on = read_parameter(request, "on", StrictDateField(required=False))
        return Response(revenue(first, last, by=by or "month", on=on).as_json())


class DebtorsReport(Report):
    """Who owes us, how much and for how long."""

    serializer_class = DebtorsSerializer
    parameters = {"on", "by"}

    @extend_schema(
        operation_id="reports_debtors",
        parameters=[
            ON_A_DAY,
            OpenApiParameter(
                "by", enum=("employer", "invoice"), description="Defaults to employer."
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        on = read_day(request)
        field = StrictChoiceField(choices=("employer", "invoice"), required=False)
        rows = debts(on=on) if read_parameter(request, "by", field) == "invoice" else debtors(on=on)
        return Response({"as_of": on, "rows": [row.as_json() for row in rows]})
