"""Hiring requests: the roles employers want filled."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework.request import Request
from rest_framework.response import Response

from employers.api.skills import SkillsField
from employers.choices import Contract, RequestState
from employers.domain import hiring_requests
from employers.models import HiringRequest
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import can_place, is_employer_contact
from foundation.api.filters import IdFilter
from foundation.api.permissions import CanPlace, CanPlaceOrReadOnly, permission
from foundation.api.serializers import OnADaySerializer, StrictModelSerializer, named
from foundation.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin, post_action


def can_post(user: AnyUser) -> bool:
    """Return whether this person may post a role: staff, and contacts for their employer."""
    return can_place(user) or is_employer_contact(user)


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
            raise named("salary_to_pence", "The top of the range is below the bottom.")
        return attrs


class HiringRequestFilters(filters.FilterSet):
    employer = IdFilter()
    state = filters.ChoiceFilter(choices=RequestState.choices)
    contract = filters.ChoiceFilter(choices=Contract.choices)
    location = filters.CharFilter(lookup_expr="iexact")
    skills = filters.CharFilter("skills__name", "iexact")


class HiringRequestViewSet(CreateMixin, UpdateMixin, ScopedViewSet):
    """The roles a person may see: the office all, a contact their employer's."""

    queryset = HiringRequest.objects.prefetch_related("skills")
    serializer_class = HiringRequestSerializer
    filterset_class = HiringRequestFilters
    permission_classes = [CanPlaceOrReadOnly]
    search_fields = ["title", "location", "employer__name"]
    ordering = ["-id"]
    ordering_fields = {"title": "title", "created_at": "created_at"}

    def get_permissions(self) -> Any:
        return [permission(can_post)()] if self.action == "create" else super().get_permissions()

    def perform_create(self, serializer: Any) -> None:
        """Post the role; when an employer asks for people, the verb tells the office."""
        facts = dict(serializer.validated_data)
        skills = facts.pop("skills", [])
        serializer.instance = hiring_requests.post(
            HiringRequest(**facts), skills=skills, by=self.request.user, on=timezone.localdate()
        )

    @post_action(CanPlace, body=OnADaySerializer)
    def open(self, request: Request, pk: str) -> Response:
        """Open the role."""
        return self.moved(hiring_requests.open_)

    @post_action(CanPlace, body=OnADaySerializer)
    def close(self, request: Request, pk: str) -> Response:
        """Close the role."""
        return self.moved(hiring_requests.close)

    def moved(self, verb: Callable[..., HiringRequest]) -> Response:
        role = verb(self.get_object().pk, by=self.request.user, **self.validated(OnADaySerializer))
        return self.respond(role)
