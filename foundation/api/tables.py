"""Reports whose rows are a table: JSON for programs, CSV for a spreadsheet, of the same rows."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from foundation.characters import guarded

from .fields import StrictChoiceField
from .views import Report, file_answer, read_parameter

CSV: Final = "text/csv"
FORMATS: Final = ("json", "csv")
FORMAT: Final = OpenApiParameter(
    "format", enum=FORMATS, description="`csv` returns the rows as a file for a spreadsheet."
)


class TableReport(Report):
    """A report that takes `?format=csv`; list `format` among its parameters."""

    def perform_content_negotiation(
        self,
        request: Request,
        force: bool = False,  # noqa: FBT001, FBT002 - the library's signature
    ) -> tuple[BaseRenderer, str]:
        """Return the JSON renderer where a format is named: the view itself makes the file."""
        if "format" in request.query_params:
            renderer = self.get_renderers()[0]
            return renderer, renderer.media_type or ""
        chosen: tuple[BaseRenderer, str] = super().perform_content_negotiation(request, force)
        return chosen

    @staticmethod
    def wants_csv(request: Request) -> bool:
        """Return whether the file was asked for. Raises ValidationError for another format."""
        field = StrictChoiceField(choices=FORMATS, required=False)
        return bool(read_parameter(request, "format", field) == "csv")


def csv_answer(
    columns: Sequence[str], rows: Iterable[Mapping[str, Any]], name: str
) -> HttpResponse:
    """Return rows as a CSV file: UTF-8, the names of the fields as headings, no formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        cells = (row[column] for column in columns)
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    return file_answer(out.getvalue().encode(), name, f"{CSV}; charset=utf-8")
