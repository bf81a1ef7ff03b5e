"""TermsDocument: the words of the terms an employer read and accepted, kept as they were."""

from typing import ClassVar, Self

from django.db import models

from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office

from .terms import Terms


class TermsDocumentQuerySet(models.QuerySet["TermsDocument"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their employer's."""
        if is_office(user):
            return self
        return self.filter(terms__employer__contacts__user=user.pk or 0)


class TermsDocument(models.Model):
    """The text itself, and its SHA-256 in UTF-8; a trigger keeps both."""

    terms = models.OneToOneField(Terms, on_delete=models.PROTECT, related_name="document")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TermsDocumentQuerySet] = TermsDocumentQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"Document of {self.terms}"
