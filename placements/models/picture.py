"""ProjectPicture: what a project looks like, made anew from what was uploaded."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from foundation.accounts.models import AnyUser
from foundation.text_fields import LinesField

from .portfolio import PortfolioProject


class ProjectPictureQuerySet(models.QuerySet["ProjectPicture"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the pictures of the projects they may see."""
        return self.filter(project__in=PortfolioProject.objects.visible_to(user).values("pk"))


class ProjectPicture(models.Model):
    """One a project: a newer one takes its place. Always WebP, with nothing in it but pixels."""

    project = models.OneToOneField(
        PortfolioProject, on_delete=models.CASCADE, related_name="picture"
    )
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    # What it shows, for those who do not see it. Kept short by the domain; a name that is taken
    # out of it later may make it longer.
    alt = LinesField()
    uploaded_on = models.DateField()

    objects: ClassVar[ProjectPictureQuerySet] = ProjectPictureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="project_picture_says_what_it_shows",
                condition=Q(alt__trim__length__gte=1),
                violation_error_message="Say what the picture shows.",
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
        """What stands behind its address, so that another picture has another address."""
        return self.sha256[:12]
