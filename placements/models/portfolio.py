"""PortfolioProject: work shown to employers, often built by a team for a nonprofit client."""

from typing import ClassVar, Self

from django.db import models

from employers.models import Skill
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_employer_contact, is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField, LinesField, LinkField
from placements.choices import Visibility

from .graduate import Graduate
from .programme import Cohort


class PortfolioProjectQuerySet(DatedQuerySet["PortfolioProject"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see.

        The office sees all; an employer those with a published graduate in the team; a graduate
        those they worked on.
        """
        if is_office(user):
            return self
        if user.is_active and is_employer_contact(user):
            return self.filter(team__visibility=Visibility.PUBLISHED).distinct()
        return self.filter(team__user=user.pk or 0)


class PortfolioProject(Dated):
    title = LineField(max_length=200)
    client = LineField(max_length=200, blank=True)
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, related_name="projects", null=True, blank=True
    )
    summary = LinesField(blank=True)
    skills = models.ManyToManyField(Skill, related_name="projects", blank=True)
    repository_url = LinkField(blank=True)
    live_url = LinkField(blank=True)
    team = models.ManyToManyField(Graduate, related_name="projects", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PortfolioProjectQuerySet] = PortfolioProjectQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="portfolio_project_title_once_a_cohort",
                fields=["cohort", "title"],
            ),
            models.UniqueConstraint(
                name="portfolio_project_title_once_without_a_cohort",
                fields=["title"],
                condition=models.Q(cohort=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title
