"""A graduate's own files: their CV, and everything we hold about them."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.api.permissions import IsSignedIn
from foundation.api.views import PDF_RESPONSES, FileView, ScopedAPIView, pdf_answer
from placements import rules
from placements.exchange.my_data import my_data
from placements.models import Cv, Graduate


class CvFile(FileView):
    """The CV of a graduate, for them, the office, and employers they are introduced to."""

    permission_classes = [IsSignedIn]
    lookup_field = "graduate"
    queryset = Cv.objects.select_related("graduate")

    @extend_schema(operation_id="graduates_cv", responses=PDF_RESPONSES)
    def get(self, request: Request, pk: str) -> HttpResponse:
        cv = self.get_object()
        return pdf_answer(bytes(cv.content), f"CV {cv.graduate.reference}.pdf")


class MyData(ScopedAPIView):
    """Everything we hold about a graduate, part by part, for them and for the office.

    Only the graduate gets the answers of equality monitoring.
    """

    permission_classes = [IsSignedIn]
    serializer_class = None
    queryset = Graduate.objects.select_related("cohort", "user")

    @extend_schema(operation_id="graduates_my_data", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: str) -> Response:
        user, graduate = self.request.user, self.get_object()
        if rules.sees_blind(user):
            raise NotFound
        response = Response(my_data(graduate, by=user))
        response["Cache-Control"] = "private, no-store"
        # A file, as on the page: so it is counted and noted as an export.
        response["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return response
