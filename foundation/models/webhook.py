"""WebhookEndpoint: an address that gets events; WebhookAttempt: one try to deliver one."""

from datetime import datetime
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_admin
from foundation.text_fields import LineField, LinkField

from .dated import Dated, DatedQuerySet
from .outbox import WEBHOOK, OutboxQuerySet, OutboxRow

# How much of an answer the log keeps, in characters.
LONGEST_ANSWER: Final = 500


class EndpointState(models.TextChoices):
    """Active; paused by a person; or disabled, by a person, its failures or its own 410."""

    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    DISABLED = "disabled", "Disabled"


class WebhookEndpointQuerySet(DatedQuerySet["WebhookEndpoint"]):
    """Which endpoints there are, and for whom."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: an admin all, anybody else none."""
        return self if is_admin(user) else self.none()

    def active(self) -> Self:
        """Return the endpoints that get events."""
        return self.filter(state=EndpointState.ACTIVE)


class WebhookEndpoint(Dated):
    """Where events go. It gets what its owner may see, in the form in which they see it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    url = LinkField(max_length=500)
    description = LineField(max_length=200, blank=True)
    types = models.JSONField(default=list, blank=True)
    state = models.CharField(
        max_length=8, choices=EndpointState.choices, default=EndpointState.ACTIVE
    )
    state_reason = models.CharField(max_length=300, blank=True)
    secret = models.TextField(help_text="Encrypted.")
    old_secrets = models.JSONField(
        default=list, help_text="Those before, encrypted, each with the time until which it signs."
    )
    last_position = models.BigIntegerField(
        default=0, help_text="Of the newest event that was put in its lane or passed over."
    )
    failing_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[WebhookEndpointQuerySet] = WebhookEndpointQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="webhook_endpoint_state_is_known", condition=Q(state__in=EndpointState)
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.url

    @property
    def old_secret_until(self) -> datetime | None:
        """Until when it also signs with an old secret; None if it has never had another."""
        ends = [datetime.fromisoformat(until) for _, until in self.old_secrets]
        return max(ends, default=None)

    def secrets_at(self, now: datetime) -> list[str]:
        """Return the encrypted secrets it signs with at a moment, the newest first."""
        valid = [old for old, until in self.old_secrets if now < datetime.fromisoformat(until)]
        return [self.secret, *valid]

    @property
    def is_active(self) -> bool:
        """Whether it gets events."""
        return self.state == EndpointState.ACTIVE


class WebhookDeliveryQuerySet(OutboxQuerySet):
    """The outbox rows of webhooks."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: an admin all, anybody else none."""
        return self.filter(kind=WEBHOOK) if is_admin(user) else self.none()

    def to(self, endpoint_id: int) -> Self:
        """Return the deliveries to an endpoint."""
        label = WebhookEndpoint._meta.label_lower
        return self.filter(kind=WEBHOOK, subject_type=label, subject_id=endpoint_id)


class WebhookDelivery(OutboxRow):
    """One event on its way to one endpoint: a row of the outbox, with its attempts."""

    objects: ClassVar[WebhookDeliveryQuerySet] = WebhookDeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name_plural = "webhook deliveries"

    @property
    def position(self) -> int | None:
        """The position of its event; None for a test."""
        position: int | None = self.payload.get("event")
        return position

    @property
    def webhook_id(self) -> str:
        """What the endpoint knows the event by: the same at every attempt and replay."""
        return f"evt_{self.position}" if self.position else f"test_{self.key}"


class WebhookAttemptQuerySet(models.QuerySet["WebhookAttempt"]):
    """The log of attempts."""

    def before(self, moment: datetime) -> Self:
        """Return the attempts before a moment, which are no longer of use."""
        return self.filter(at__lt=moment)


class WebhookAttempt(models.Model):
    """One request to an endpoint, and what became of it."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, help_text="Empty: there was no answer.")
    answer = models.TextField(blank=True, help_text="The first bytes of the answer.")
    fault = models.CharField(max_length=300, blank=True)

    objects: ClassVar[WebhookAttemptQuerySet] = WebhookAttemptQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["at"], name="webhook_attempt_by_time")]

    def __str__(self) -> str:
        return f"try {self.number} of {self.delivery_id}: {self.status or self.fault}"
