"""Portfolio projects: what graduates built, often in a team for a nonprofit."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from employers.api.skills import SkillsField
from foundation.api.filters import IdFilter
from foundation.api.permissions import CanPlaceOrReadOnly, IsSignedIn
from foundation.api.serializers import NamedRelatedField, StrictModelSerializer, VisibleIdsField
from foundation.api.views import FileView
from foundation.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin
from placements import rules
from placements.domain.people.pictures import CONTENT_TYPE
from placements.models import Cohort, Graduate, PortfolioProject, ProjectPicture


class PortfolioProjectSerializer(StrictModelSerializer):
    """An employer sees it without the names of team members they have not been introduced to."""

    cohort = NamedRelatedField(
        slug_field="name", queryset=Cohort.objects.all(), required=False, allow_null=True
    )
    skills = SkillsField(required=False)
    team = VisibleIdsField(queryset=Graduate.objects.all(), required=False)
    picture = serializers.SerializerMethodField(help_text="Its address; null if there is none.")
    picture_alt = serializers.SerializerMethodField(help_text="What the picture shows, in words.")
    masked: ClassVar[tuple[str, ...]] = ("title", "client", "summary", "picture_alt")
    links: ClassVar[tuple[str, ...]] = ("repository_url", "live_url")

    class Meta:
        model = PortfolioProject
        fields = [
            "id",
            "title",
            "client",
            "cohort",
            "summary",
            "skills",
            "repository_url",
            "live_url",
            "team",
            "picture",
            "picture_alt",
            "created_at",
        ]

    def get_picture(self, project: PortfolioProject) -> str | None:
        if getattr(project, "picture", None) is None:
            return None
        return reverse("portfolioproject-picture", args=[project.pk])

    def get_picture_alt(self, project: PortfolioProject) -> str:
        picture: ProjectPicture | None = getattr(project, "picture", None)
        return picture.alt if picture else ""

    def to_representation(self, instance: PortfolioProject) -> dict[str, Any]:
        values = super().to_representation(instance)
        if not rules.sees_blind(self.context["request"].user):
            return values
        team: list[Any] = instance.whole_team  # type: ignore[attr-defined]  # prefetched
        names = rules.names_of(mate for mate in team if not mate.known_to_viewer)
        for field in self.masked:
            values[field] = rules.blind(values[field], names)
        for field in self.links:
            values[field] = rules.blind_link(values[field], names)
        return values


class PortfolioProjectFilters(filters.FilterSet):
    cohort = filters.CharFilter("cohort__name", "iexact")
    client = filters.CharFilter(lookup_expr="iexact")
    skills = filters.CharFilter("skills__name", "iexact")
    team = IdFilter("team__pk")


class PortfolioProjectViewSet(CreateMixin, UpdateMixin, ScopedViewSet):
    """The projects a person may see.

    The office all, an employer those of published graduates, a graduate their own.
    """

    queryset = (
        PortfolioProject.objects.select_related("cohort", "picture")
        .defer("picture__content")
        .prefetch_related("skills")
    )
    serializer_class = PortfolioProjectSerializer
    filterset_class = PortfolioProjectFilters
    changes_with = ("picture",)
    permission_classes = [CanPlaceOrReadOnly]
    search_fields = ["title", "client", "summary", "skills__name", "cohort__name"]
    ordering = ["-id"]
    ordering_fields = {"title": "title", "created_at": "created_at"}

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        people = Graduate.objects.with_known_to(self.request.user)
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("team", people.visible_to(self.request.user)),
                # Including those the viewer may not see: their names are masked in the text.
                Prefetch("team", people, to_attr="whole_team"),
            )
        )

    def get_search_fields(self) -> list[str]:
        if rules.sees_blind(self.request.user):
            return ["client", "skills__name", "cohort__name"]
        return super().get_search_fields()


class PictureFile(FileView):
    """The picture of a project, for people who may see the project."""

    permission_classes = [IsSignedIn]
    media_type = CONTENT_TYPE
    lookup_field = "project"
    queryset = ProjectPicture.objects.all()

    @extend_schema(
        operation_id="portfolio_projects_picture",
        responses={(200, CONTENT_TYPE): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: str) -> HttpResponse:
        content = bytes(self.get_object().content)
        headers = {"Cache-Control": "private, no-store"}
        return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
