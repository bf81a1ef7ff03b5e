"""A month for an accounting program, as finance downloads it."""

from typing import Final, get_args

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from billing.api.reports import month_parameter
from billing.exchange.accounting.files import KINDS, accounting_file
from billing.exchange.accounting.month import Program
from foundation.api.fields import StrictChoiceField
from foundation.api.schema import Refusal
from foundation.api.views import FileView, Report, file_answer, read_month, read_parameter

CSV: Final = "text/csv"
PROGRAMS: Final = get_args(Program)


class AccountingFileReport(FileView, Report):
    """The invoices, credit notes or receipts of a month, for an accounting program to import."""

    media_type = CSV
    parameters = {"program", "month", "kind"}

    @extend_schema(
        operation_id="reports_accounting_file",
        parameters=[
            OpenApiParameter("program", enum=PROGRAMS, required=True),
            month_parameter("month", "The month, such as 2018-09."),
            OpenApiParameter("kind", enum=KINDS, description="Defaults to invoices."),
        ],
        responses={(200, CSV): OpenApiTypes.STR, 409: Refusal},
    )
    def get(self, request: Request) -> HttpResponse:
        program = read_parameter(request, "program", StrictChoiceField(choices=PROGRAMS))
        month = read_month(request, "month")
        field = StrictChoiceField(choices=KINDS, required=False)
        kind = read_parameter(request, "kind", field) or "invoices"
        table = accounting_file(program, month, kind)
        name = f"{program}-{month}-{kind.replace('_', '-')}.csv"
        return file_answer(table.as_csv(), name, f"{CSV}; charset=utf-8")
