"""User, and what belongs to a user: choices of emails, the address of a calendar, API keys."""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from foundation.errors import BadValue
from foundation.text_fields import LineField, MailField, NameField

from . import rules
from .choices import SWITCHES, Role
from .security_events import SecurityEvent

__all__ = ["AnyUser", "ApiKey", "CalendarAddress", "NotificationChoice", "SecurityEvent", "User"]


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
    full_name = NameField(max_length=200, blank=True)
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

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Return what a session must match: a new password or a new address ends it."""
        stays: str = salted_hmac(
            "foundation.accounts.User.get_session_auth_hash",
            f"{self.password}\n{self.email}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()
        return stays

    def wants(self, kind: str) -> bool:
        """Return whether to send this user emails of a kind: True unless they turned it off."""
        if kind not in SWITCHES[self.role]:
            return True
        return not self.notification_choices.filter(kind=kind, wanted=False).exists()


AnyUser = User | AnonymousUser


class SignsInByAddress(models.Model):
    """A row with an email address and the user who signs in with it: a contact, a graduate.

    When the row's address changes, the user's follows, which ends their sessions and keys: who
    reads the old address must not stay in.
    """

    email: Any
    user: Any
    user_id: Any
    _address_as_loaded = ""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        before, after = self._address_as_loaded.lower(), self.email.strip().lower()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if before and before != after and self.user_id and self.user.email == before:
                if User.objects.filter(email__iexact=after).exclude(pk=self.user_id).exists():
                    raise BadValue("email", "Somebody else signs in with this email address.")
                self.user.email = after
                self.user.save(update_fields=["email"])
        self._address_as_loaded = self.email

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        row: Any = super().from_db(*args, **kwargs)
        row._address_as_loaded = row.__dict__.get("email", "")
        return row


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


KEY_LIFE: Final = timedelta(days=90)
READ, WRITE = "read", "write"
NOUN: Final = re.compile(r"[a-z][a-z-]{0,48}[a-z]")


def all_scopes() -> list[str]:
    """Return the scopes of a key without limits: its user's rights, whole."""
    return [READ, WRITE]


def in_ninety_days() -> datetime:
    """Return when a key made now expires, unless its owner says otherwise."""
    return timezone.now() + KEY_LIFE


def check_scopes(scopes: object) -> None:
    """Raise ValidationError unless the scopes are a list of "read", "write" and nouns.

    Without "read" and "write" a key could do nothing, and nobody would know why.
    """
    if not isinstance(scopes, list) or not {READ, WRITE} & set(map(str, scopes)):
        raise ValidationError("A key reads, or writes, or both.", code="scopes")
    if len(set(scopes)) != len(scopes) or not all(
        isinstance(one, str) and NOUN.fullmatch(one) for one in scopes
    ):
        raise ValidationError("Name each part of the API once, as in its address.", code="scopes")


class ApiKeyManager(models.Manager["ApiKey"]):
    def create_key(self, **fields: Any) -> tuple["ApiKey", str]:
        """Return a new key and its secret, which is stored nowhere."""
        prefix = get_random_string(8)
        secret = f"{prefix}.{get_random_string(32)}"
        fields["made_for"] = fields["user"].email
        return self.create(prefix=prefix, digest=digest_of(secret), **fields), secret

    def usable(self, *, at: datetime) -> models.QuerySet["ApiKey"]:
        """Return the keys that open something: neither revoked nor expired, of an active user.

        A user whose address has changed since makes new ones.
        """
        rows = self.filter(revoked=False, user__is_active=True, made_for=models.F("user__email"))
        return rows.exclude(expires_at__lte=at)

    def get_from_key(self, secret: str) -> "ApiKey":
        """Return the usable key with this secret, its user with it. Raises ApiKey.DoesNotExist."""
        rows = self.usable(at=timezone.now()).select_related("user")
        key = rows.get(prefix=secret.partition(".")[0])
        if not constant_time_compare(key.digest, digest_of(secret)):
            raise ApiKey.DoesNotExist
        return key


class ApiKey(models.Model):
    """A program's key: hashed at rest, named, revocable.

    It carries the rights of its user, within its scopes: "read", "write", and the nouns of the
    API that it is for; without a noun it is for all of them.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = LineField(max_length=50)
    prefix = models.CharField(max_length=8, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    made_for = models.CharField(max_length=254, editable=False)  # the address of its user then
    scopes = models.JSONField(default=all_scopes, validators=[check_scopes])
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=in_ninety_days, null=True)  # NULL: never
    revoked = models.BooleanField(default=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    # Where it was used from, newest last: its owner hears of each new one.
    addresses = models.JSONField(default=list, editable=False)
    end_announced = models.BooleanField(default=False, editable=False)

    objects: ClassVar[ApiKeyManager] = ApiKeyManager()

    class Meta:
        verbose_name = "API key"
        verbose_name_plural = "API keys"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="api_key_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.clean_fields()
        super().save(*args, **kwargs)

    @property
    def may_read(self) -> bool:
        """Whether it may read."""
        return READ in self.scopes

    @property
    def may_write(self) -> bool:
        """Whether it may change anything."""
        return WRITE in self.scopes

    @property
    def nouns(self) -> list[str]:
        """The parts of the API it is for; empty for all of them."""
        return [one for one in self.scopes if one not in (READ, WRITE)]

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= timezone.now()
