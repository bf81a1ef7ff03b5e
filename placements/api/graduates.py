"""Graduates: the work-seekers, whom employers see blind until they are introduced."""

from typing import Any, ClassVar

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from employers.api.skills import SkillsField
from foundation import references
from foundation.api.fields import StrictDateField, StrictURLField
from foundation.api.filters import from_until
from foundation.api.permissions import CanPlace, CanPlaceOrReadOnly
from foundation.api.serializers import (
    EmptySerializer,
    NamedRelatedField,
    StrictModelSerializer,
    StrictSerializer,
)
from foundation.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin, post_action
from placements import rules
from placements.choices import JobSearch, Visibility
from placements.domain.people import erasure, graduates
from placements.models import Cohort, Graduate

MOST_LINKS = 10


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class LinksField(serializers.DictField):
    """Web addresses by name: {"github": "https://..."}."""

    child = StrictURLField(max_length=300)

    def to_internal_value(self, data: Any) -> Any:
        links = super().to_internal_value(data)
        if len(links) > MOST_LINKS or any(len(name) > 40 or not name.strip() for name in links):
            raise serializers.ValidationError(
                f"Give up to {MOST_LINKS} links, each with a name of up to 40 characters.",
                code="invalid",
            )
        return links


class GraduateSerializer(StrictModelSerializer):
    """For an employer, fields that identify the graduate are null."""

    withheld: ClassVar[tuple[str, ...]] = rules.IDENTIFYING_FIELDS
    cohort = NamedRelatedField(
        slug_field="name", queryset=Cohort.objects.all(), required=False, allow_null=True
    )
    skills = SkillsField(required=False)
    links = LinksField(required=False)

    class Meta:
        model = Graduate
        fields = [
            "id",
            "reference",
            "full_name",
            "email",
            "cohort",
            "headline",
            "about",
            "skills",
            "location",
            "available_from",
            "job_search",
            "links",
            "identity_seen_on",
            "left_course_on",
            "visibility",
            "erased_on",
            "created_at",
        ]
        read_only_fields = ["visibility", "erased_on"]
        extra_kwargs = {
            "reference": {
                "required": False,
                "help_text": "Made automatically unless given, such as GRAD-0042.",
            }
        }

    def create(self, validated_data: dict[str, Any]) -> Graduate:
        validated_data.setdefault("reference", references.fresh(Graduate, "GRAD"))
        graduate: Graduate = super().create(validated_data)
        return graduate

    def to_representation(self, instance: Graduate) -> dict[str, Any]:
        values = super().to_representation(instance)
        viewer = self.context["request"].user
        # Without the annotation nobody is known, so a query that lacks it shows too little.
        if not rules.sees_blind(viewer) or getattr(instance, "known_to_viewer", False):
            return values
        for field in values.keys() & set(self.withheld):
            values[field] = None
        names = rules.names_of([instance])
        for field in ("headline", "about"):
            values[field] = rules.blind(values[field], names)
        return values


class GraduateFilters(filters.FilterSet):
    reference = filters.CharFilter()
    cohort = filters.CharFilter("cohort__name", "iexact")
    campus = filters.CharFilter("cohort__campus", "iexact")
    skills = filters.CharFilter("skills__name", "iexact")
    location = filters.CharFilter(lookup_expr="iexact")
    job_search = filters.ChoiceFilter(choices=JobSearch.choices)
    visibility = filters.ChoiceFilter(choices=Visibility.choices)
    available_from_from, available_from_until = from_until("available_from").values()


class PublishSerializer(StrictSerializer):
    """The day the graduate agreed to be shown to employers."""

    consented_on = StrictDateField()

    def validate_consented_on(self, day: Any) -> Any:
        if day > timezone.localdate():
            raise serializers.ValidationError("The date of consent cannot be in the future.")
        return day


class GraduateViewSet(CreateMixin, UpdateMixin, ScopedViewSet):
    """The graduates a person may see.

    The office all, an employer the published, blind until introduced, a graduate themselves.
    """

    queryset = Graduate.objects.select_related("cohort").prefetch_related("skills")
    serializer_class = GraduateSerializer
    filterset_class = GraduateFilters
    permission_classes = [CanPlaceOrReadOnly]
    search_fields = ["full_name", "email", "reference", "headline", *rules.BLIND_SEARCH]
    ordering_fields = {
        "reference": "reference",
        "full_name": "full_name",
        "available_from": "available_from",
        "created_at": "created_at",
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().with_known_to(self.request.user)

    def get_search_fields(self) -> list[str]:
        if rules.sees_blind(self.request.user):
            return list(rules.BLIND_SEARCH)
        return super().get_search_fields()

    def get_ordering_fields(self) -> dict[str, str]:
        fields = super().get_ordering_fields()
        if rules.sees_blind(self.request.user):
            fields = {name: fields[name] for name in fields if name != "full_name"}
        return fields

    @post_action(CanPlace, body=PublishSerializer)
    def publish(self, request: Request, pk: str) -> Response:
        """Show the profile to employers, with the date of consent."""
        validated = self.validated(PublishSerializer)
        today = timezone.localdate()
        return self.respond(
            graduates.publish(self.get_object().pk, by=self.request.user, on=today, **validated)
        )

    @post_action(CanPlace)
    def hide(self, request: Request, pk: str) -> Response:
        """Withdraw consent: hide the profile from all employers at once."""
        self.validated(EmptySerializer)
        today = timezone.localdate()
        return self.respond(graduates.hide(self.get_object().pk, by=self.request.user, on=today))

    @post_action(CanPlace)
    def erase(self, request: Request, pk: str) -> Response:
        """Erase the person as they asked; the accounting records stay without their name."""
        self.validated(EmptySerializer)
        today = timezone.localdate()
        return self.respond(erasure.erase(self.get_object().pk, by=self.request.user, on=today))
