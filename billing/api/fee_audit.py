"""The fee audit: lost fees and overcharges, each with its worth and what mends it."""

from typing import Any, Final

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.choices import AuditDirection
from billing.reports.audit.audit import fee_audit
from billing.reports.audit.kinds import KINDS
from foundation.api.fields import StrictChoiceField
from foundation.api.tables import CSV, FORMAT, TableReport, csv_answer
from foundation.api.views import ON_A_DAY, read_day, read_parameter

COLUMNS: Final = ("kind", "label", "direction", "worth_pence", "sentence", "action", "link")


class FindingSerializer(serializers.Serializer[Any]):
    """One loss or overcharge, in pence net of VAT."""

    kind = serializers.ChoiceField(choices=list(KINDS))
    label = serializers.CharField()  # type: ignore[assignment]  # the report's name for it
    direction = serializers.ChoiceField(choices=AuditDirection.choices)
    sentence = serializers.CharField()
    worth_pence = serializers.IntegerField()
    action = serializers.CharField()
    link = serializers.CharField()
    subjects = serializers.DictField(child=serializers.IntegerField())


class FeeAuditSerializer(serializers.Serializer[Any]):
    """The findings of a day, those worth most first, and what they come to."""

    as_of = serializers.DateField()
    rows = FindingSerializer(many=True)
    loss_pence = serializers.IntegerField()
    overcharge_pence = serializers.IntegerField()


class FeeAuditReport(TableReport):
    """Lost fees and overcharges: terms, hires, invoices, cash and reports side by side."""

    serializer_class = FeeAuditSerializer
    parameters = {"on", "kind", "format"}

    @extend_schema(
        operation_id="reports_fee_audit",
        parameters=[
            ON_A_DAY,
            OpenApiParameter("kind", enum=list(KINDS), description="Findings of one kind only."),
            FORMAT,
        ],
        responses={200: FeeAuditSerializer, (200, CSV): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponseBase:
        on, as_file = read_day(request), self.wants_csv(request)
        field = StrictChoiceField(choices=list(KINDS), required=False)
        kind = read_parameter(request, "kind", field)
        report = fee_audit(on=on, kinds=[kind] if kind else None).as_json()
        if as_file:
            return csv_answer(COLUMNS, report["rows"], f"fee-audit-{on}.csv")
        return Response(report)
