"""Base views: known parameters only, visible rows only; reports and files."""

from datetime import date
from typing import Any, ClassVar, Final

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.periods import Month

from .etags import tagged
from .fields import StrictDateField
from .filters import refuse_unknown
from .permissions import IsOffice
from .schema import Refusal

PDF: Final = "application/pdf"
PDF_RESPONSES: Final = {(200, PDF): OpenApiTypes.BINARY, 409: Refusal}
PAGE_NUMBER: Final = "page"
ON_A_DAY: Final = OpenApiParameter(
    "on", OpenApiTypes.DATE, description="As it was at the end of this day; today by default."
)


class UserRequest(Request):
    """A request that passed a permission: the user has signed in."""

    user: User


class ScopedAPIView(GenericAPIView[Any]):
    """An endpoint that refuses unknown parameters and returns only rows the user may see."""

    request: UserRequest
    lookup_url_kwarg = "pk"
    pagination_class = None
    filter_backends = []
    parameters: ClassVar[set[str]] = set()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the user and the query parameters."""
        super().initial(request, *args, **kwargs)
        if PAGE_NUMBER in request.query_params:
            raise NotFound("Pages are not numbered. Follow `next`.")
        refuse_unknown(request, self.known_parameters(), self.filter_names())

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the response with its ETag, or 304 if the client has it already."""
        final = super().finalize_response(request, response, *args, **kwargs)
        return tagged(request, final, is_row=getattr(response, "is_row", False))

    def known_parameters(self) -> set[str]:
        """Return the names of the query parameters this request may carry."""
        return self.parameters

    def filter_names(self) -> set[str]:
        """Return the names of the filters among them."""
        return set()

    def get_queryset(self) -> Any:
        """Return the rows this user may see, before any filter."""
        rows: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows  # the schema is made for no particular user
        return rows.visible_to(self.request.user)

    def get_object(self) -> Any:
        """Return the row of the path. Raises NotFound, also if the id is not a number."""
        row_id = id_in_path(self.kwargs[self.lookup_url_kwarg])
        row = self.get_queryset().filter(**{self.lookup_field: row_id}).first()
        if row is None:
            raise NotFound
        self.check_object_permissions(self.request, row)
        return row


class Report(ScopedAPIView):
    """A page of figures for the office."""

    permission_classes = [IsOffice]


class FileView(ScopedAPIView):
    """An endpoint that returns a file of one type, or JSON that says why there is none."""

    media_type: ClassVar[str] = PDF
    serializer_class = None

    def perform_content_negotiation(
        self,
        request: Request,
        force: bool = False,  # noqa: FBT001, FBT002 - the library's signature
    ) -> tuple[BaseRenderer, str]:
        """Return the renderer for refusals; a request for the file's own type is accepted too."""
        negotiator: Any = self.get_content_negotiator()
        accepted = {kind.partition(";")[0].strip() for kind in negotiator.get_accept_list(request)}
        if accepted & {self.media_type, "application/*"}:
            renderer = self.get_renderers()[0]
            return renderer, renderer.media_type or ""
        chosen: tuple[BaseRenderer, str] = super().perform_content_negotiation(request, force)
        return chosen


@extend_schema(exclude=True)
class NothingHere(APIView):
    """404 in the shape of the API at every unknown address, for all users."""

    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Raise NotFound."""
        raise NotFound("There is nothing at this address. Paths end with a slash.")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """Return a PDF as a download with a file name, never cached."""
    return file_answer(content, name, PDF)


def file_answer(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a file as a download with a file name, never cached."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "Cache-Control": "private, no-store",
        },
    )


def id_in_path(text: str) -> int:
    """Return the id of a path such as ``employers/7/``. Raises NotFound if it is not a number."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound
    return int(text)


def read_parameter(
    request: Request, name: str, field: serializers.Field[Any, Any, Any, Any]
) -> Any:
    """Return a parameter's value, read by a field. Raises ValidationError naming the parameter."""
    text = request.query_params.get(name)
    if text is None:
        if field.required:
            raise ValidationError({name: [ErrorDetail("This parameter is required.", "required")]})
        return None
    try:
        return field.run_validation(text)
    except ValidationError as error:
        raise ValidationError({name: error.detail}) from None


def read_day(request: Request, name: str = "on") -> date:
    """Return the day a parameter names, or today."""
    return read_parameter(request, name, StrictDateField(required=False)) or timezone.localdate()


def read_month(request: Request, name: str) -> Month:
    """Return the month a parameter names. Raises ValidationError, also when it is absent."""
    text = read_parameter(request, name, serializers.CharField(max_length=20))
    try:
        return Month.parse(text)
    except BadValue as fault:
        raise ValidationError({name: [ErrorDetail(fault.sentence, "invalid")]}) from None
