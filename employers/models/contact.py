"""Contact: a person at an employer, who may sign in."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from foundation.accounts.models import AnyUser, SignsInByAddress
from foundation.accounts.rules import is_office
from foundation.errors import DomainError
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField, MailField, NameField

from .employer import Employer


class ContactQuerySet(DatedQuerySet["Contact"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their own colleagues."""
        if is_office(user):
            return self
        return self.filter(employer__contacts__user=user.pk or 0)

    def signing_in(self) -> Self:
        """Return those who may sign in, by name."""
        return self.filter(user__is_active=True).select_related("user").order_by("full_name")


class StaysWithEmployer(DomainError):
    """A contact does not change employer: what they saw and agreed to was the first one's."""

    code = "contact_stays_with_employer"


class Contact(Dated, SignsInByAddress):
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="contacts")
    full_name = NameField(max_length=200)
    email = MailField("e-mail")
    role = LineField(max_length=100, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="contact",
        null=True,
        blank=True,
    )

    objects: ClassVar[ContactQuerySet] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "employer", Lower("email"), name="contact_email_once_an_employer"
            )
        ]

    _employer_as_loaded: int | None = None

    def __str__(self) -> str:
        return self.full_name

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        row = super().from_db(*args, **kwargs)
        row._employer_as_loaded = row.__dict__.get("employer_id")
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the contact. Raises StaysWithEmployer if it is another employer's now."""
        if self._employer_as_loaded not in (None, self.employer_id):
            raise StaysWithEmployer(
                "A contact stays with their employer. Remove their access here, and add them as a "
                "new contact of the other employer."
            )
        super().save(*args, **kwargs)
        self._employer_as_loaded = self.employer_id
