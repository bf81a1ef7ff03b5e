"""User, and what belongs to a user: API keys, choices of emails, the address of a calendar."""

import hmac
import secrets
from hashlib import sha256
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from rest_framework_api_key.models import AbstractAPIKey

from foundation.text_fields import LineField, MailField

from . import rules
from .choices import SWITCHES, Role


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, *, role: str, full_name: str = "", password: str | None = None
    ) -> "User":
        """Return a new user; without a password they sign in by a code, a link or a key."""
        user = self.model(email=email.strip().lower(), role=role, full_name=full_name)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in with their email address. The role says what they may do."""

    email = MailField(unique=True)
    full_name = LineField(max_length=200, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case"),
            models.CheckConstraint(name="user_role_is_known", condition=models.Q(role__in=Role)),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    # For templates; code calls the rules by name.
    is_office = property(rules.is_office)
    can_place = property(rules.can_place)
    can_bill = property(rules.can_bill)

    def wants(self, kind: str) -> bool:
        """Return whether to send this user emails of a kind: True unless they turned it off."""
        if kind not in SWITCHES[self.role]:
            return True
        return not self.notification_choices.filter(kind=kind, wanted=False).exists()


AnyUser = User | AnonymousUser


class ApiKey(AbstractAPIKey):
    """A program's key: hashed at rest, named, revocable. It carries the rights of its user."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")

    class Meta(AbstractAPIKey.Meta):
        verbose_name = "API key"
        verbose_name_plural = "API keys"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.full_clean(exclude=["prefix", "hashed_key"])
        super().save(*args, **kwargs)


class NotificationChoice(models.Model):
    """Whether a user wants a kind of email; without a row they do."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notification_choices")
    kind = models.CharField(max_length=30)  # of Notice, which grows without a migration
    wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="notification_choice_once_a_kind_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {'on' if self.wanted else 'off'}"


def new_secret() -> str:
    """Return 32 random bytes as text for a URL."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what is stored of a secret: it has 256 random bits, so a plain hash keeps it."""
    return sha256(secret.encode()).hexdigest()


class CalendarAddress(models.Model):
    """The secret part of a calendar feed's URL, which gives access to the feed.

    Only its hash is stored, so its owner reads it once, when it is made; a new one ends the old.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_address")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Calendar of {self.user}"

    def opens_with(self, secret: str) -> bool:
        """Return whether this is the secret, in a time that tells nothing about it."""
        return hmac.compare_digest(self.secret_sha256, digest_of(secret))
