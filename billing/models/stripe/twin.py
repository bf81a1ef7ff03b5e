"""StripeTwin: which of Stripe's objects stands for which of ours, known before it is asked for."""

from django.db import models
from django.db.models import Q

from foundation.models.outbox import new_key


class StripeTwin(models.Model):
    """Stripe's object for a thing of ours (an employer, a VAT rate, an invoice, a line, ...).

    Written before Stripe is asked to make it, with the key the request carries: whatever becomes
    of the answer, the same question can be asked again. ``attempt`` goes up once an answer was an
    error, for Stripe would repeat that answer to the same key. ``part`` tells apart several for
    one thing: that an invoice was sent is one of its own.
    """

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    part = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=32, unique=True, default=new_key)
    attempt = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField(null=True, help_text="When this attempt was first made.")
    stripe_id = models.CharField(max_length=120, blank=True)
    # Of invoices: where to pay, how it stood when we looked last, and what Stripe has collected.
    url = models.TextField(blank=True)
    status = models.CharField(max_length=20, blank=True)
    collected_pence = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stripe_twin_once_a_thing", fields=["subject_type", "subject_id", "part"]
            ),
            models.UniqueConstraint(
                name="stripe_object_stands_for_one_thing",
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
