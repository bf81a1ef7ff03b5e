"""SecurityEvent: sign-ins, factors, keys, downloads and rights, as the security log has them."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class SecurityEventKind(models.TextChoices):
    """What the security log notes, by the names its lines have."""

    SIGNED_IN = "signed_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
    SIGNED_OUT = "signed_out", "Signed out"
    LINK_MADE = "sign_in_link_made", "Sign-in link printed on the server"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    FACTOR_USED = "second_factor_used", "Second factor used"
    FACTOR_FAILED = "second_factor_failed", "Second factor failed"
    FACTOR_ADDED = "second_factor_added", "Second factor added"
    FACTOR_REMOVED = "second_factor_removed", "Second factor removed"
    KEY_MADE = "key_made", "API key made"
    KEY_REVOKED = "key_revoked", "API key revoked"
    KEY_REFUSED = "key_refused", "API key refused"
    EXPORTED = "exported", "File downloaded"
    RIGHTS_GIVEN = "rights_given", "Access given"
    RIGHTS_TAKEN = "rights_taken", "Access removed"


class SecurityEventQuerySet(models.QuerySet["SecurityEvent"]):
    """Which events are of one source, or old."""

    def just_now(self, kind: str, source: str, *, since: datetime) -> Self:
        """Return the events of a kind from one source since a moment."""
        return self.filter(kind=kind, source=source, at__gte=since)


class SecurityEvent(models.Model):
    """One line of the security log. It names nobody: ids, and keyed hashes of what was typed.

    ``user`` is whose account it is about, ``detail`` has ids, hashes and names of our own.
    """

    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=25, choices=SecurityEventKind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    source = models.CharField(
        max_length=16, blank=True, help_text="A keyed hash of the network address."
    )
    request_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)

    objects: ClassVar[SecurityEventQuerySet] = SecurityEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="security_event_kind_is_known", condition=Q(kind__in=SecurityEventKind)
            ),
        ]
        indexes = [
            models.Index(fields=["at"], name="security_event_by_time"),
            models.Index(fields=["kind", "source", "at"], name="security_event_of_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at.isoformat()}"
