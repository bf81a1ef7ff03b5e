"""ErasureRequest: a graduate asked to be erased, with the legal deadline."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from .graduate import Graduate


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    def open(self) -> Self:
        """Return those not done yet, the soonest due first."""
        return self.filter(done_on=None).order_by("due_on", "pk")

    def overdue(self, *, on: date) -> Self:
        """Return those whose deadline was before a day."""
        return self.open().filter(due_on__lt=on)


class ErasureRequest(models.Model):
    graduate = models.ForeignKey(
        Graduate, on_delete=models.PROTECT, related_name="erasure_requests"
    )
    asked_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    objects: ClassVar[ErasureRequestQuerySet] = ErasureRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="erasure_is_asked_once_at_a_time",
                fields=["graduate"],
                condition=Q(done_on=None),
            ),
            models.CheckConstraint(
                name="erasure_is_due_after_it_is_asked", condition=Q(due_on__gt=F("asked_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"Erasure requested on {self.asked_on}"
