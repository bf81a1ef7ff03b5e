"""Declaring the nouns of the feed from their endpoints: what these show, the events carry."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from rest_framework.request import Request

from foundation import nouns
from foundation.accounts.models import User
from foundation.accounts.rules import is_office
from foundation.choices import Verb
from foundation.nouns import Noun

from .viewsets import ScopedViewSet

# What the doors of most nouns record, and what an import does.
ADDED = (Verb.CREATED, Verb.EDITED)
BROUGHT = (
    *(Verb.IMPORTED, Verb.CHANGED_BY_IMPORT),
    *(Verb.REMOVED_WITH_ITS_IMPORT, Verb.PUT_BACK_WITH_ITS_IMPORT),
)


def declare(
    path: str, viewset: type[ScopedViewSet], *verbs: Verb, inner: Iterable[Verb] = ()
) -> None:
    """Make the events of an endpoint's noun public: whoever may read the record reads them.

    ``inner`` verbs are read by the office only.
    """

    def rows(user: User) -> QuerySet[Any] | None:
        view = _view_for(viewset, user)
        allowed = all(each.has_permission(view.request, view) for each in view.get_permissions())
        return view.get_queryset() if allowed else None

    def serialised(user: User, ids: Iterable[int]) -> dict[int, Any]:
        view = _view_for(viewset, user)
        records = view.with_related(list(view.get_queryset().filter(pk__in=set(ids))))
        shapes = view.get_serializer(records, many=True).data
        return {record.pk: shape for record, shape in zip(records, shapes, strict=True)}

    model = _model_of(viewset)
    known = frozenset({*verbs, *inner})
    name, label = name_of(model), model._meta.label_lower
    nouns.declare(Noun(name, label, known, rows, serialised, path, frozenset(inner)))


def declare_without_endpoint(model: type[Model], *verbs: Verb) -> None:
    """Make the events of a noun without an endpoint public to the office; they carry no object."""
    label = model._meta.label_lower
    nouns.declare(Noun(name_of(model), label, frozenset(verbs), _of_office(model), _nothing))


def name_of(model: type[Model]) -> str:
    """Return the name of a model as one word: CreditNote is "credit_note"."""
    name = model.__name__
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).lstrip("_")


def _of_office(model: type[Model]) -> Any:
    return lambda user: model._base_manager.all() if is_office(user) else None


def _nothing(user: User, ids: Iterable[int]) -> dict[int, Any]:
    return {}


def _model_of(viewset: type[ScopedViewSet]) -> type[Model]:
    queryset: Any = viewset.queryset
    model: type[Model] = queryset.model
    return model


def _view_for(viewset: type[ScopedViewSet], user: User) -> Any:
    """Return the view as it would read a record for a user, without anybody having asked it."""
    site = urlsplit(settings.SITE_URL)
    http = HttpRequest()
    http.method = "GET"
    http.META = {
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "wsgi.url_scheme": site.scheme,
    }
    view: Any = viewset()
    view.request, view.action, view.format_kwarg = Request(http), "retrieve", None
    view.args, view.kwargs = (), {}
    view.request.user = user
    return view
