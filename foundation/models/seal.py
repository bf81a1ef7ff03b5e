"""Seal: one link of the chain that shows whether a record was altered behind our back."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Seal(models.Model):
    """What a record was when it was saved, tied to the seal before; never changed (triggers).

    ``fixed`` and ``open`` are SHA-256 sums of the record's columns (foundation/sealing.py),
    ``fixed_count`` how many columns the first one covers. ``digest`` covers all of the seal and
    ``previous``, the digest of the seal before, so that one altered seal breaks all that follow.
    """

    position = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    fixed_count = models.PositiveSmallIntegerField()
    fixed = models.CharField(max_length=64)
    open = models.CharField(max_length=64, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    on = models.DateField(null=True, help_text="The business day of the verb that saved it.")
    sealed_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seal_follows_another_or_is_the_first",
                condition=Q(position=1, previous="") | Q(position__gt=1) & ~Q(previous=""),
            )
        ]
        indexes = [
            models.Index(fields=["kind", "subject_id", "position"], name="seals_of_a_record")
        ]

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"
