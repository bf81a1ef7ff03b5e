"""Portfolio projects: what graduates built, often in a team for a nonprofit."""

from typing import Any, ClassVar, cast

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request

from employers.api.skills import SkillsField
from foundation.accounts.models import User
from foundation.api.files import FileOrWhy
from foundation.api.filters import IdFilter
from foundation.api.permissions import PlacesPeople, SignedIn, reading
from foundation.api.relations import NamedRelatedField, VisibleIdsField, id_in_path
from foundation.api.serializers import StrictModelSerializer
from foundation.api.viewsets import Creates, Edits, Noun, OneAnswer
from placements import rules
from placements.domain.people.pictures import CONTENT_TYPE
from placements.models import Cohort, Graduate, PortfolioProject, ProjectPicture


class PortfolioProjectSerializer(StrictModelSerializer):
    """An employer reads it without the names of those of the team it was not introduced to."""

    cohort = NamedRelatedField(
        slug_field="name", queryset=Cohort.objects.all(), required=False, allow_null=True
    )
    skills = SkillsField(required=False)
    team = VisibleIdsField(queryset=Graduate.objects.all(), required=False)
    picture = serializers.SerializerMethodField(help_text="Where it is; null without one.")
    picture_alt = serializers.SerializerMethodField(help_text="What it shows, in words.")
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
        kept = getattr(project, "picture", None)
        return reverse("portfolioproject-picture", args=[project.pk]) if kept else None

    def get_picture_alt(self, project: PortfolioProject) -> str:
        kept = getattr(project, "picture", None)
        return kept.alt if kept else ""

    def to_representation(self, instance: PortfolioProject) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not rules.sees_blind(self.context["request"].user):
            return shown
        team: list[Any] = instance.whole_team  # type: ignore[attr-defined]  # prefetched
        names = rules.names_of(mate for mate in team if not mate.known_to_viewer)
        for field in self.masked:
            shown[field] = rules.blind(shown[field], names)
        for field in self.links:
            shown[field] = rules.blind_link(shown[field], names)
        return shown


class PortfolioProjectFilters(filters.FilterSet):
    cohort = filters.CharFilter("cohort__name", "iexact")
    client = filters.CharFilter(lookup_expr="iexact")
    skills = filters.CharFilter("skills__name", "iexact")
    team = IdFilter("team__pk")


class PortfolioProjectViewSet(Creates, Edits, Noun):
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
    permission_classes = [reading(PlacesPeople)]
    search_fields = ["title", "client", "summary", "skills__name", "cohort__name"]
    ordering = ["-id"]
    ordering_fields = {"title": "title", "created_at": "created_at"}

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        people = Graduate.objects.with_known_to(self.person)
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("team", people.visible_to(self.person)),
                # Also those the viewer may not see: their names are taken out of the text.
                Prefetch("team", people, to_attr="whole_team"),
            )
        )

    def get_search_fields(self) -> list[str]:
        if rules.sees_blind(self.person):
            return ["client", "skills__name", "cohort__name"]
        return super().get_search_fields()


class PictureOrWhy(FileOrWhy):
    """A picture."""

    media_type = CONTENT_TYPE


class PictureFile(OneAnswer, GenericAPIView[Any]):
    """The picture of a project, for whoever may see the project."""

    permission_classes = [SignedIn]
    content_negotiation_class = PictureOrWhy
    pagination_class = None
    filter_backends = []
    serializer_class = None
    queryset = ProjectPicture.objects.all()

    @extend_schema(
        operation_id="portfolio_projects_picture",
        responses={(200, CONTENT_TYPE): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: str) -> HttpResponse:
        mine = ProjectPicture.objects.visible_to(cast(User, request.user))
        kept = mine.filter(project=id_in_path(pk)).first()
        if kept is None:
            raise NotFound
        headers = {"Cache-Control": "private, no-store"}
        return HttpResponse(bytes(kept.content), content_type=CONTENT_TYPE, headers=headers)
