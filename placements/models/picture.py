"""ProjectPicture: the picture of a project, redrawn from the upload."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from foundation.accounts.models import AnyUser
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LinesField

from .portfolio import PortfolioProject


class ProjectPictureQuerySet(DatedQuerySet["ProjectPicture"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the pictures of the projects they may see."""
        return self.filter(project__in=PortfolioProject.objects.visible_to(user).values("pk"))


class ProjectPicture(Dated):
    """One for each project: a newer one replaces it. Always WebP, and only pixels."""

    project = models.OneToOneField(
        PortfolioProject, on_delete=models.CASCADE, related_name="picture"
    )
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    # What it shows, for people who cannot see it. The domain limits its length; masking a name
    # later may make it longer.
    alt = LinesField()
    uploaded_on = models.DateField()

    objects: ClassVar[ProjectPictureQuerySet] = ProjectPictureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="project_picture_says_what_it_shows",
                condition=Q(alt__trim__length__gte=1),
                violation_error_message="Describe what the picture shows.",
            ),
            models.CheckConstraint(
                name="project_picture_fits_a_page",
                condition=Q(width__gte=1, width__lte=1200, height__gte=1, height__lte=2400),
            ),
        ]

    def __str__(self) -> str:
        return f"Picture of {self.project}"

    @property
    def version(self) -> str:
        """The version in its address, so that a new picture has a new address."""
        return self.sha256[:12]
