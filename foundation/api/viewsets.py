"""Base viewsets: scope first, then filters; every write is idempotent, atomic and in history."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.fields import empty
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import ViewSetMixin

from foundation import history
from foundation.choices import Verb
from foundation.models.dated import Dated

from .changes import UPDATED_SINCE, UpdatedSince, with_changed_at
from .filters import Search
from .idempotency import for_money, idempotent
from .pagination import KeysetPagination
from .permissions import IsOffice
from .serializers import EmptySerializer
from .views import ScopedAPIView

PAGED = {
    KeysetPagination.cursor_query_param,
    KeysetPagination.page_size_query_param,
    KeysetPagination.ordering_param,
    Search.search_param,
}


class ScopedViewSet(ViewSetMixin, ScopedAPIView):
    """The rows of one noun that the user may see: a list, and each by its id."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    pagination_class = KeysetPagination  # type: ignore[assignment]  # which its parent has not
    filter_backends = [DjangoFilterBackend, Search, UpdatedSince]
    query_parameters: ClassVar[dict[str, set[str]]] = {}
    ordering: ClassVar[list[str]] = ["id"]
    ordering_fields: ClassVar[dict[str, str]] = {}
    search_fields: ClassVar[list[str]] = []
    # Relations whose rows a row is shown with, and whose change is therefore its own.
    changes_with: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self) -> Any:
        """Return the rows this user may see, with what tells when they last changed."""
        return self.with_last_change(super().get_queryset())

    def with_last_change(self, rows: Any) -> Any:
        """Return the rows with ``changed_at``, if other rows are shown with them."""
        return with_changed_at(rows, self.changes_with) if self.changes_with else rows

    def is_dated(self) -> bool:
        """Return whether the rows know when they changed."""
        rows: Any = type(self).queryset
        return issubclass(rows.model, Dated)

    def updated_path(self) -> str:
        """Return the path of `updated_at`."""
        return "changed_at" if self.changes_with else "updated_at"

    def get_ordering_fields(self) -> dict[str, str]:
        """Return the fields this user may order by: public name to path."""
        dated = {"updated_at": self.updated_path()} if self.is_dated() else {}
        return {"id": "id", **self.ordering_fields, **dated}

    def get_search_fields(self) -> list[str]:
        """Return the paths this user may search."""
        return self.search_fields

    def known_parameters(self) -> set[str]:
        """Return the names of the query parameters this request may carry."""
        known = self.query_parameters.get(self.action or "", set())
        if self.action != "list":
            return known
        paged = PAGED if self.get_search_fields() else PAGED - {Search.search_param}
        return known | self.filter_names() | paged

    def filter_names(self) -> set[str]:
        """Return the names of the filters among them."""
        filters = getattr(self, "filterset_class", None)
        since = {UPDATED_SINCE} if self.is_dated() else set()
        return since | set(filters.base_filters if filters else ())

    def list(self, request: Request) -> Response:
        """Return a page of the rows."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        serializer = self.get_serializer(self.with_related(page), many=True)
        return self.get_paginated_response(serializer.data)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Return one row."""
        return Response(self.represent(self.get_object()))

    def with_related(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Return the rows with relations that need a query of their own, such as history."""
        return rows

    def represent(self, instance: Model) -> Any:
        """Return one row as this user may see it."""
        return self.get_serializer(self.with_related([instance])[0]).data

    def validated(self, serializer_class: type[Serializer[Any]]) -> dict[str, Any]:
        """Return the validated body. Raises ValidationError naming each fault."""
        context = self.get_serializer_context()
        serializer = serializer_class(data=self.request.data, context=context)
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        return values

    def respond(self, instance: Model, status_code: int = status.HTTP_200_OK) -> Response:
        """Return a row as it is now, read again."""
        row = self.get_queryset().get(pk=instance.pk)
        response = Response(self.represent(row), status_code)
        response.is_row = True  # type: ignore[attr-defined]  # so that it carries the row's ETag
        return response


class OfficeViewSet(ScopedViewSet):
    """Rows that the whole office may see, and nobody else."""

    permission_classes = [IsOffice]

    def get_queryset(self) -> Any:
        """Return every row: the permission admits only the office."""
        return self.with_last_change(GenericAPIView.get_queryset(self))


class CreateMixin:
    """POST to the list: a new row, and a line of history."""

    @idempotent
    def create(self: Any, request: Request) -> Response:
        """Return the new row: 201."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        self.perform_create(serializer)
        response: Response = self.respond(serializer.instance, status.HTTP_201_CREATED)
        return response

    def perform_create(self: Any, serializer: Any) -> None:
        """Save the row and begin its history. Override it to call a domain verb."""
        row = serializer.save()
        history.record(Verb.CREATED, row, by=self.request.user, on=timezone.localdate())


class UpdateMixin:
    """PATCH of a row: its history gets the old and new values of what changed."""

    @idempotent
    def partial_update(self: Any, request: Request, pk: str) -> Response:
        """Return the changed row."""
        row = self.get_object()
        # Locked and read again, so that a simultaneous change is not overwritten.
        type(row)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        row = self.get_object()
        before = self.represent(row)
        serializer = self.get_serializer(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        self.perform_update(serializer)
        response: Response = self.respond(row)
        changes = {
            name: [before[name], now]
            for name, now in response.data.items()
            if name in serializer.validated_data or name in request.data
            if before[name] != now
        }
        if changes:
            today = timezone.localdate()
            history.record(Verb.EDITED, row, by=self.request.user, on=today, changes=changes)
        return response

    def perform_update(self: Any, serializer: Any) -> None:
        """Save the row. Override it to call a domain verb."""
        serializer.save()


def post_action(
    permission: type[BasePermission],
    *,
    body: type[Serializer[Any]] = EmptySerializer,
    responses: dict[int, type[Serializer[Any]]] | None = None,
    money: bool = False,
) -> Callable[[Callable[..., Response]], Any]:
    """Return the ``@action`` of a POST on one row, such as `issue/`, idempotent and described.

    It returns 200 and the row as it is afterwards, unless ``responses`` says otherwise. With
    ``money`` it refuses a request without an Idempotency-Key.
    """

    def decorate(method: Callable[..., Response]) -> Any:
        name = method.__name__.replace("_", "-")
        once = for_money(idempotent(method)) if money else idempotent(method)
        routed = action(
            detail=True, methods=["post"], permission_classes=[permission], url_path=name
        )
        described = extend_schema(
            request=None if body is EmptySerializer else body, responses=responses or empty
        )
        return described(routed(once))

    return decorate
