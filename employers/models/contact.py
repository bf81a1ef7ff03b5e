"""Contact: a person at an employer, who may sign in."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField, MailField

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


class Contact(Dated):
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="contacts")
    full_name = LineField(max_length=200)
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

    def __str__(self) -> str:
        return self.full_name
