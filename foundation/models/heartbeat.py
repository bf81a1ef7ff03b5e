"""Heartbeat: when each job that runs without a person last began, ended and succeeded."""

from django.db import models
from django.db.models import Q


class Job(models.TextChoices):
    """What has to run for the office to work, by the name of its command."""

    OUTBOX = "run_outbox", "The worker"
    DUE = "run_due", "The daily round"
    BOOKS = "check_books", "The check of the books"
    STRIPE = "reconcile_stripe", "The comparison with Stripe"
    BACKUP = "backup", "The backup"


class Heartbeat(models.Model):
    """The last signs of life of one job. ``sentence`` is what its last run said."""

    name = models.CharField(max_length=30, choices=Job.choices, unique=True)
    last_started = models.DateTimeField(null=True)
    last_finished = models.DateTimeField(null=True)
    last_ok = models.DateTimeField(null=True, help_text="When it last ended without a failure.")
    sentence = models.CharField(max_length=500, blank=True)
    clock_at = models.DateTimeField(
        null=True, help_text="What the clock showed when the job last trusted it."
    )
    may_go_on = models.BooleanField(
        default=False, help_text="A person has looked at the clock: the next run may trust it."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="heartbeat_is_of_a_job", condition=Q(name__in=Job)),
            models.CheckConstraint(
                name="heartbeat_ends_well_when_it_ends",
                condition=Q(last_ok=None) | Q(last_finished__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_name_display()
