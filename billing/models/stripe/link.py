"""StripeLink: which of Stripe's objects belongs to which of our rows."""

from django.db import models
from django.db.models import Q

from foundation.models.outbox import new_key


class StripeLink(models.Model):
    """Stripe's object for one of our rows (an employer, a VAT rate, an invoice, a line, ...).

    Stored before the request that creates the object, with the key the request carries, so that
    the same request can be repeated if the response is lost. ``attempt`` goes up after an error,
    because Stripe would repeat the error to the same key. ``part`` distinguishes several objects
    of one row: the sending of an invoice has its own.
    """

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    part = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=32, unique=True, default=new_key)
    attempt = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField(null=True, help_text="When this attempt was first made.")
    stripe_id = models.CharField(max_length=120, blank=True)
    # Invoices only: where to pay, the status when last read, and what Stripe has collected.
    url = models.TextField(blank=True)
    status = models.CharField(max_length=20, blank=True)
    collected_pence = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stripe_link_once_a_thing", fields=["subject_type", "subject_id", "part"]
            ),
            models.UniqueConstraint(
                name="stripe_object_belongs_to_one_subject",
                fields=["stripe_id", "part"],
                condition=~Q(stripe_id=""),
            ),
            models.CheckConstraint(
                name="stripe_collected_is_not_negative", condition=Q(collected_pence__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.stripe_id or f"to be made for {self.subject_type} {self.subject_id}"

    @property
    def request_key(self) -> str:
        """The idempotency key of this attempt."""
        return f"foothold-{self.key}-{self.attempt}"
