"""Cohorts: the runs of a programme."""

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.api.fields import StrictCharField
from foundation.api.filters import from_until
from foundation.api.permissions import CanPlaceOrReadOnly
from foundation.api.serializers import StrictModelSerializer, named
from foundation.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin
from placements.choices import CohortState
from placements.models import Cohort, Programme


@extend_schema_field({"type": "string", "maxLength": 100})
class ProgrammeField(serializers.Field[Any, Any, Any, Any]):
    """A programme by its name, ignoring case; a new name adds a programme."""

    def to_internal_value(self, data: Any) -> Programme:
        name = StrictCharField(max_length=100).run_validation(data)
        known = Programme.objects.filter(name__iexact=name).first()
        return known or Programme(name=name)

    def to_representation(self, value: Programme) -> str:
        return value.name


class CohortSerializer(StrictModelSerializer):
    programme = ProgrammeField()

    class Meta:
        model = Cohort
        fields = ["id", "name", "campus", "programme", "start_on", "end_on", "places", "state"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last = (
            attrs.get(field, getattr(self.instance, field, None))
            for field in ("start_on", "end_on")
        )
        if first and last and last < first:
            raise named("end_on", "The end date must not be before the start date.")
        if (programme := attrs.get("programme")) and programme.pk is None:
            # Only once everything else is valid: a refused cohort adds no programme.
            programme.save()
        return attrs


class CohortFilters(filters.FilterSet):
    name = filters.CharFilter(lookup_expr="iexact")
    campus = filters.CharFilter(lookup_expr="iexact")
    programme = filters.CharFilter("programme__name", "iexact")
    state = filters.ChoiceFilter(choices=CohortState.choices)
    start_on_from, start_on_until = from_until("start_on").values()


class CohortViewSet(CreateMixin, UpdateMixin, ScopedViewSet):
    """The cohorts, visible to everyone who is signed in."""

    queryset = Cohort.objects.select_related("programme")
    serializer_class = CohortSerializer
    filterset_class = CohortFilters
    permission_classes = [CanPlaceOrReadOnly]
    search_fields = ["name", "campus", "programme__name"]
    ordering = ["name"]
    ordering_fields = {"name": "name", "start_on": "start_on", "campus": "campus"}
