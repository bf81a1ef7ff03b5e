"""StripeEvent: a message from Stripe that something changed; the facts are read from its API."""

from django.db import models
from django.db.models import Q


class StripeEvent(models.Model):
    """One event, stored once however often it arrives; ``done_at`` once it was followed up."""

    event_id = models.CharField(max_length=120, unique=True)
    type = models.CharField(max_length=80)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=120)
    through_stripe = models.BooleanField(
        null=True, help_text="Of a payment: whether Stripe collected it, or we reported it."
    )
    made_at = models.DateTimeField(help_text="Stripe's own time.")
    received_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stripe_event_has_an_id", condition=~Q(event_id="") & ~Q(type="")
            )
        ]
        indexes = [models.Index(fields=["object_id"], name="stripe_events_of_an_object")]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
