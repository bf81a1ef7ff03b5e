"""Base viewsets: scope first, then filters; every write once and whole, with its history."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django.db.models import Model
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.fields import empty
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb

from .fields import StrictDateField
from .filters import Search, refuse_unknown
from .idempotency import answered_once
from .pagination import Pages
from .relations import id_in_path
from .serializers import StrictSerializer

PAGE_NUMBER = "page"
PAGED = {
    Pages.cursor_query_param,
    Pages.page_size_query_param,
    Pages.ordering_param,
    Search.search_param,
}


class OneAnswer:
    """Any endpoint: the query parameters it knows, and each write once and whole."""

    query_parameters: ClassVar[dict[str, set[str]]] = {}
    stores: ClassVar[bool] = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check who asks and which parameters; make ready for storing once."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if PAGE_NUMBER in request.query_params:
            raise NotFound("There are no numbered pages: follow `next`.")
        refuse_unknown(request, self.known_parameters(), self.filter_names())
        method = (request.method or "").lower()
        if self.stores and request.method not in SAFE_METHODS and hasattr(self, method):
            # The dispatcher looks its method up after ``initial``; from here on it finds the one
            # that keeps the promise of the Idempotency-Key, for every write of every endpoint.
            effect = getattr(self, method)
            setattr(self, method, once(effect))

    def known_parameters(self) -> set[str]:
        """Return the names of the query parameters this request may carry."""
        return self.query_parameters.get(getattr(self, "action", None) or "", set())

    def filter_names(self) -> set[str]:
        """Return the names of the filters among them."""
        return set()


def once(effect: Callable[..., Response]) -> Callable[..., Response]:
    """Return the effect in one transaction, answered once for one Idempotency-Key."""

    def answer(request: Request, *args: Any, **kwargs: Any) -> Response:
        return answered_once(request, lambda: effect(request, *args, **kwargs))

    return answer


class Noun(OneAnswer, GenericViewSet[Any]):
    """The rows of one noun that a person may see: a list, and each by its id."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    ordering: ClassVar[list[str]] = ["id"]
    ordering_fields: ClassVar[dict[str, str]] = {}
    search_fields: ClassVar[list[str]] = []

    @property
    def person(self) -> User:
        """Who asks; the permissions have seen to it that somebody has signed in."""
        return cast(User, self.request.user)

    def get_queryset(self) -> Any:
        """Return what this person may see, before any filter."""
        rows: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows  # the schema is made for nobody in particular
        return self.scoped(rows)

    def scoped(self, rows: Any) -> Any:
        """Return the rows that are this person's to see."""
        return rows.visible_to(self.person)

    def get_object(self) -> Any:
        """Return the row of the path. Raises NotFound, also for what cannot be an id."""
        found = self.get_queryset().filter(pk=id_in_path(self.kwargs["pk"])).first()
        if found is None:
            raise NotFound
        self.check_object_permissions(self.request, found)
        return found

    def get_ordering_fields(self) -> dict[str, str]:
        """Return the fields this person may order by: public name to path."""
        return {"id": "id", **self.ordering_fields}

    def get_search_fields(self) -> list[str]:
        """Return the paths this person may search."""
        return self.search_fields

    def known_parameters(self) -> set[str]:
        """Return the names of the query parameters this request may carry."""
        known = super().known_parameters()
        if self.action != "list":
            return known
        paged = PAGED if self.get_search_fields() else PAGED - {Search.search_param}
        return known | self.filter_names() | paged

    def filter_names(self) -> set[str]:
        """Return the names of the filters among them."""
        filters = getattr(self, "filterset_class", None)
        return set(filters.base_filters) if filters else set()

    def list(self, request: Request) -> Response:
        """Return a page of the rows."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self.get_serializer(self.dressed(page), many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Return one row."""
        return Response(self.shown(self.get_object()))

    def dressed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Return the rows with what no join brings, such as their history: one query for all."""
        return rows

    def shown(self, thing: Model) -> Any:
        """Return one row as this person may read it."""
        return self.get_serializer(self.dressed([thing])[0]).data

    def asked(self, serializer: type[Serializer[Any]]) -> dict[str, Any]:
        """Return what the body asks. Raises ValidationError naming each fault."""
        asked = serializer(data=self.request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = asked.validated_data
        return values

    def answer(self, thing: Model, *, code: int = status.HTTP_200_OK) -> Response:
        """Return a row as it now stands, read afresh."""
        return Response(self.shown(self.get_queryset().get(pk=thing.pk)), code)


class Creates:
    """POST to the list: a new row, and a line of history."""

    def create(self: Any, request: Request) -> Response:
        """Return the new row: 201."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        answer: Response = self.answer(self.make(serializer), code=status.HTTP_201_CREATED)
        return answer

    def make(self: Any, serializer: Serializer[Any]) -> Model:
        """Return the saved row, its history begun. Where a domain verb makes rows, call that."""
        thing: Model = serializer.save()
        history.record(Verb.CREATED, thing, by=self.person, on=timezone.localdate())
        return thing


class Edits:
    """PATCH of a row: what changed goes to its history, from and to."""

    def partial_update(self: Any, request: Request, pk: str) -> Response:
        """Return the changed row."""
        thing = self.get_object()
        # Locked and read again: a deed done meanwhile must not be overwritten by what was read.
        type(thing)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=thing.pk)
        thing = self.get_object()
        before = self.shown(thing)
        serializer = self.get_serializer(thing, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        self.change(serializer)
        answer: Response = self.answer(thing)
        changes = {
            name: [before[name], now]
            for name, now in answer.data.items()
            if name in serializer.validated_data or name in request.data
            if before[name] != now
        }
        if changes:
            today = timezone.localdate()
            history.record(Verb.EDITED, thing, by=self.person, on=today, changes=changes)
        return answer

    def change(self: Any, serializer: Serializer[Any]) -> None:
        """Save the row. Where a domain verb changes it, call that."""
        serializer.save()


class Nothing(StrictSerializer):
    """A deed that asks nothing: an empty body, or {}."""


class OnADay(StrictSerializer):
    """A deed done on a day: today unless given."""

    on = StrictDateField(required=False, default=timezone.localdate)


def deed(
    *,
    may: type[BasePermission],
    asks: type[Serializer[Any]] = Nothing,
    answers: tuple[int, type[Serializer[Any]]] | None = None,
) -> Callable[[Callable[..., Response]], Any]:
    """Return a decorator for a POST on one row, such as `issue/`: who may, and what it asks.

    It answers 200 and the row as it then stands, unless ``answers`` says otherwise.
    """

    def decorate(method: Callable[..., Response]) -> Any:
        name = method.__name__.replace("_", "-")
        endpoint = action(detail=True, methods=["post"], permission_classes=[may], url_path=name)
        return extend_schema(
            request=None if asks is Nothing else asks,
            responses=dict([answers]) if answers else empty,
        )(endpoint(method))

    return decorate
