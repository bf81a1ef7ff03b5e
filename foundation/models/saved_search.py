"""SavedSearch: the filters of a list, saved by a user under a name."""

from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models

from foundation.accounts.models import User
from foundation.text_fields import LineField

MOST: Final = 20


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Whose searches, and of which list."""

    def of(self, user: User, *, page: str) -> Self:
        """Return a user's searches of one list, by name."""
        return self.filter(user=user, page=page).order_by("name")


class SavedSearch(models.Model):
    """``page`` is the URL name of the list, ``query`` its query string.

    At most 20 for each user and list, enforced by a trigger in the database.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    page = models.CharField(max_length=60)
    name = LineField(max_length=60)
    query = models.CharField(max_length=1000)

    objects: ClassVar[SavedSearchQuerySet] = SavedSearchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"],
                name="saved_search_name_once_a_list",
                violation_error_message="You have a search of that name: choose another.",
            )
        ]

    def __str__(self) -> str:
        return self.name
