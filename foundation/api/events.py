"""Events: what happened, in order, each with its object."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation import feed, nouns
from foundation.models import Event

from .fields import ObjectField
from .filters import IdFilter
from .pagination import KeysetPagination, Step, steps_of
from .permissions import IsSignedIn
from .viewsets import ScopedViewSet

MOST_TYPES = 100


@extend_schema_serializer(component_name="Event")
class EventSerializer(serializers.Serializer[Any]):
    """One event. Ids only grow, with gaps: those are the events that you may not see."""

    id = serializers.IntegerField(help_text="Its place in the feed.")
    type = serializers.CharField(help_text="The noun and the verb: `invoice.issued`.")
    at = serializers.DateTimeField(help_text="When it was done.")
    on = serializers.DateField(help_text="The business day it was done on.")
    by = serializers.CharField(
        allow_null=True, help_text="Who did it; for the office only. Null for an automatic step."
    )
    from_state = serializers.CharField(help_text="The state before, if the noun has states.")
    to_state = serializers.CharField(help_text="The state after.")
    noun = serializers.CharField()
    object_id = serializers.IntegerField()
    object_url = serializers.CharField(allow_null=True, help_text="Null: it has no endpoint.")
    object = ObjectField(
        allow_null=True,
        help_text="The record as its own endpoint returns it to you now. Null if it is gone.",
    )
    updated_at = serializers.DateTimeField(help_text="When it got its place in the feed.")


class TypesField(forms.Field):
    """One or more types of events, separated by commas; `invoice.*` is all of a noun."""

    def to_python(self, value: Any) -> list[str]:
        """Return the types. Raises ValidationError for one that does not exist."""
        if value in self.empty_values:
            return []
        types = str(value).split(",")
        known = {*nouns.types(), *nouns.wildcards()}
        if len(types) > MOST_TYPES or (unknown := [one for one in types if one not in known]):
            first = "so many" if len(types) > MOST_TYPES else unknown[0][:80]
            raise forms.ValidationError(f"There is no type {first}.", "invalid")
        return types


@extend_schema_field({"type": "string"})
class TypesFilter(filters.Filter):
    """Events of some types."""

    field_class = TypesField


class NounField(forms.Field):
    """The name of a noun."""

    def to_python(self, value: Any) -> str:
        """Return the label of the noun's model. Raises ValidationError."""
        if value in self.empty_values:
            return ""
        noun = nouns.by_name().get(str(value))
        if noun is None:
            known = ", ".join(nouns.by_name())
            raise forms.ValidationError(f"The nouns are: {known}.", "invalid")
        return noun.label


@extend_schema_field({"type": "string"})
class NounFilter(filters.Filter):
    """Events of one noun."""

    field_class = NounField


class EventFilters(filters.FilterSet):
    """Of some types, of one noun, of one record."""

    type = TypesFilter(method="of_types")
    noun = NounFilter("subject_type")
    object_id = IdFilter("subject_id")

    def of_types(self, rows: Any, name: str, value: list[str]) -> Any:
        """Return the events of these types."""
        return rows.of_types(value) if value else rows


class FeedPagination(KeysetPagination):
    """Pages in the order of the feed. Every event in it has its position."""

    def steps_for(self, queryset: Any, paths: list[str]) -> list[Step]:
        """Return the order by the position, which ties with no other and is never empty."""
        return [step._replace(nullable=False) for step in steps_of(queryset, paths)[:1]]


class EventViewSet(ScopedViewSet):
    """What happened to the records you may see, in order, the oldest first.

    Follow `next` to its end, keep the last id, and ask later with the cursor of the last page:
    nothing ever appears behind it. Types and promises: docs/programs/events.md.
    """

    queryset = Event.objects.select_related("by")
    serializer_class = EventSerializer
    filterset_class = EventFilters
    pagination_class = FeedPagination
    permission_classes = [IsSignedIn]
    lookup_field = "position"

    def is_dated(self) -> bool:
        """Return True: an event is dated by the moment it got its place."""
        return True

    def updated_path(self) -> str:
        """Return the path of that moment."""
        return "placed_at"

    def get_ordering_fields(self) -> dict[str, str]:
        """Return the only order: an event's id is its position."""
        return {"id": "position"}

    @extend_schema(responses=EventSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Return a page of events. Those that have just happened get their place first."""
        feed.place(now=timezone.now())
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self.described(page))

    def represent(self, instance: Any) -> Any:
        """Return one event as this user may see it."""
        return self.described([instance])[0]

    def described(self, page: Sequence[Event]) -> Sequence[dict[str, Any]]:
        """Return events with their objects."""
        return feed.described(page, to=self.request.user)
