"""What is a graduate's own: their CV as a file, and everything we hold on them."""

from typing import Any, cast

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.models import User
from foundation.api.files import PDF_ANSWER, PdfOrWhy, pdf_answer
from foundation.api.permissions import SignedIn
from foundation.api.relations import id_in_path
from foundation.api.viewsets import OneAnswer
from placements import rules
from placements.exchange.my_data import my_data
from placements.models import Cv, Graduate


class CvFile(OneAnswer, GenericAPIView[Any]):
    """The CV of a graduate: theirs, the office's, and an employer's once introduced."""

    permission_classes = [SignedIn]
    content_negotiation_class = PdfOrWhy
    pagination_class = None
    filter_backends = []
    serializer_class = None
    queryset = Cv.objects.all()

    @extend_schema(operation_id="graduates_cv", responses=PDF_ANSWER)
    def get(self, request: Request, pk: str) -> HttpResponse:
        found = Cv.objects.visible_to(cast(User, request.user)).filter(graduate=id_in_path(pk))
        cv = found.select_related("graduate").first()
        if cv is None:
            raise NotFound
        return pdf_answer(bytes(cv.content), f"CV {cv.graduate.reference}.pdf")


class MyData(OneAnswer, GenericAPIView[Any]):
    """Everything we hold on a graduate, with a word on each part: for them and for the office.

    The answers of equality monitoring are in it for the person alone.
    """

    permission_classes = [SignedIn]
    pagination_class = None
    filter_backends = []
    serializer_class = None
    queryset = Graduate.objects.all()

    @extend_schema(operation_id="graduates_my_data", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: str) -> Response:
        person = cast(User, request.user)
        found = Graduate.objects.visible_to(person).filter(pk=id_in_path(pk))
        graduate = found.select_related("cohort", "user").first()
        if graduate is None or rules.sees_blind(person):
            raise NotFound
        answer = Response(my_data(graduate, by=person))
        answer["Cache-Control"] = "private, no-store"
        return answer
