"""Portfolio projects: what graduates built, often in a team for a nonprofit."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from django_filters import rest_framework as filters

from employers.api.skills import SkillsField
from placements import rules
from placements.models import Cohort, Graduate, PortfolioProject
from project.foundation.api.filters import IdFilter
from project.foundation.api.permissions import PlacesPeople, reading
from project.foundation.api.relations import NamedRelatedField, VisibleIdsField
from project.foundation.api.serializers import StrictModelSerializer
from project.foundation.api.viewsets import Creates, Edits, Noun


class PortfolioProjectSerializer(StrictModelSerializer):
    """An employer reads it without the names of those of the team it was not introduced to."""

    cohort = NamedRelatedField(
        slug_field="name", queryset=Cohort.objects.all(), required=False, allow_null=True
    )
    skills = SkillsField(required=False)
    team = VisibleIdsField(queryset=Graduate.objects.all(), required=False)
    masked: ClassVar[tuple[str, ...]] = ("title", "client", "summary")
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
            "created_at",
        ]

    def to_representation(self, instance: PortfolioProject) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not rules.sees_blind(self.context["request"].user):
            return shown
        team: list[Any] = instance.whole_team  # type: ignore[attr-defined]  # prefetched
        unknown = [mate for mate in team if not mate.known_to_viewer]
        for field in self.masked:
            shown[field] = rules.blind(shown[field], unknown)
        for field in self.links:
            shown[field] = rules.blind_link(shown[field], unknown)
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

    queryset = PortfolioProject.objects.select_related("cohort").prefetch_related("skills")
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
