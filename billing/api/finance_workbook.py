"""The month's finance workbook, as finance downloads it."""

from typing import Final

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from billing.api.reports import month_parameter
from foundation.api.fields import StrictDateField
from foundation.api.views import FileView, Report, read_month, read_parameter
from foundation.errors import BadValue

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FinanceWorkbook(FileView, Report):
    """The books of a month as a spreadsheet: every figure is a formula over its rows."""

    media_type = XLSX
    parameters = {"month", "on"}

    @extend_schema(
        operation_id="reports_finance_workbook",
        parameters=[
            month_parameter("month", "The month, such as 2018-09."),
            OpenApiParameter(
                "on",
                OpenApiTypes.DATE,
                description="The last day to count; defaults to the month's last.",
            ),
        ],
        responses={(200, XLSX): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> FileResponse:
        # openpyxl and pandas take 0.5 s to load, and few requests need them.
        from billing.exchange.workbook import workbook_stream  # noqa: PLC0415

        month = read_month(request, "month")
        on = read_parameter(request, "on", StrictDateField(required=False))
        try:
            file = workbook_stream(month, as_of=on, made_at=timezone.now())
        except BadValue as fault:
            raise BadValue("on", fault.sentence) from None
        return FileResponse(
            file,
            as_attachment=True,
            filename=f"finance-workbook-{month}.xlsx",
            content_type=XLSX,
            headers={"Cache-Control": "private, no-store"},
        )
