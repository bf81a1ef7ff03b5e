"""Answers that are files: a PDF, or JSON that says why there is none."""

from collections.abc import Iterable
from typing import ClassVar, Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from .schema import Refusal

PDF: Final = "application/pdf"
PDF_ANSWER: Final = {(200, PDF): OpenApiTypes.BINARY, 409: Refusal}


class FileOrWhy(DefaultContentNegotiation):
    """Lets those in who ask for the file's type; a refusal is JSON all the same."""

    media_type: ClassVar[str]

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return what writes a refusal, and its type."""
        accepted = {kind.partition(";")[0].strip() for kind in self.get_accept_list(request)}
        if accepted & {self.media_type, "application/*"}:
            first = next(iter(renderers))
            return first, first.media_type or ""
        chosen: tuple[BaseRenderer, str] = super().select_renderer(
            request, renderers, format_suffix
        )
        return chosen


class PdfOrWhy(FileOrWhy):
    """A PDF."""

    media_type = PDF


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """Return a PDF to be saved under a name, and by nobody in between."""
    return file_answer(content, name, PDF)


def file_answer(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a file to be saved under a name, and by nobody in between."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "Cache-Control": "private, no-store",
        },
    )
