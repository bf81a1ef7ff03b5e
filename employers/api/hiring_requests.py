"""Hiring requests: the roles employers want filled."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from employers.api.skills import SkillsField
from employers.choices import Contract, RequestState
from employers.domain import hiring_requests
from employers.models import HiringRequest
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.api.filters import IdFilter
from foundation.api.permissions import MayBe, PlacesPeople
from foundation.api.serializers import StrictModelSerializer, named
from foundation.api.viewsets import Creates, Edits, Noun, OnADay, deed


class AsksForPeople(BasePermission):
    """Everybody reads; staff write; an employer's contact may ask for people in its own name."""

    message = MayBe.message

    def has_permission(self, request: Request, view: Any) -> bool:
        person = request.user
        if not isinstance(person, User):
            return False
        asks = view.action == "create" and person.role == Role.EMPLOYER
        return request.method in SAFE_METHODS or person.places_people or asks


class HiringRequestSerializer(StrictModelSerializer):
    skills = SkillsField(required=False)

    class Meta:
        model = HiringRequest
        fields = [
            "id",
            "employer",
            "title",
            "openings",
            "salary_from_pence",
            "salary_to_pence",
            "skills",
            "location",
            "contract",
            "state",
            "created_at",
        ]
        read_only_fields = ["state"]
        extra_kwargs = {"openings": {"min_value": 1}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        low, high = (
            attrs.get(field, getattr(self.instance, field, None))
            for field in ("salary_from_pence", "salary_to_pence")
        )
        if low is not None and high is not None and low > high:
            raise named("salary_to_pence", "The range ends below where it begins.")
        return attrs


class HiringRequestFilters(filters.FilterSet):
    employer = IdFilter()
    state = filters.ChoiceFilter(choices=RequestState.choices)
    contract = filters.ChoiceFilter(choices=Contract.choices)
    location = filters.CharFilter(lookup_expr="iexact")
    skills = filters.CharFilter("skills__name", "iexact")


class HiringRequestViewSet(Creates, Edits, Noun):
    """The roles a person may see: the office all, a contact their employer's."""

    queryset = HiringRequest.objects.prefetch_related("skills")
    serializer_class = HiringRequestSerializer
    filterset_class = HiringRequestFilters
    permission_classes = [AsksForPeople]
    search_fields = ["title", "location", "employer__name"]
    ordering = ["-id"]
    ordering_fields = {"title": "title", "created_at": "created_at"}

    def make(self, serializer: Any) -> HiringRequest:
        facts = dict(serializer.validated_data)
        skills = facts.pop("skills", [])
        role = HiringRequest(**facts)
        return hiring_requests.post(role, skills=skills, by=self.person, on=timezone.localdate())

    @deed(may=PlacesPeople, asks=OnADay)
    def open(self, request: Request, pk: str) -> Response:
        """Look for people from now on."""
        return self.moved(hiring_requests.open_)

    @deed(may=PlacesPeople, asks=OnADay)
    def close(self, request: Request, pk: str) -> Response:
        """Look for nobody any more."""
        return self.moved(hiring_requests.close)

    def moved(self, verb: Callable[..., HiringRequest]) -> Response:
        role = verb(self.get_object().pk, by=self.person, **self.asked(OnADay))
        return self.answer(role)
