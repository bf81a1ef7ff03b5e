"""The month's finance workbook, as finance downloads it."""

from typing import Final

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from billing.api.reports import month_parameter
from billing.exchange.workbook import workbook_stream
from foundation.api.fields import StrictDateField
from foundation.api.files import FileOrWhy
from foundation.api.parameters import month_asked, read
from foundation.api.reports import Report
from foundation.errors import BadValue

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class XlsxOrWhy(FileOrWhy):
    """A spreadsheet."""

    media_type = XLSX


class FinanceWorkbook(Report):
    """The books of a month as a spreadsheet: every figure a formula over its rows."""

    serializer_class = None
    content_negotiation_class = XlsxOrWhy
    parameters = {"month", "on"}

    @extend_schema(
        operation_id="reports_finance_workbook",
        parameters=[
            month_parameter("month", "The month, such as 2018-09."),
            OpenApiParameter(
                "on", OpenApiTypes.DATE, description="Count up to this day; the month's last."
            ),
        ],
        responses={(200, XLSX): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> FileResponse:
        month = month_asked(request, "month")
        on = read(request, "on", StrictDateField(required=False))
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
