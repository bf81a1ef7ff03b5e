"""ReferenceRate and LateCharge: what a late debt costs, and that it was charged."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from project.accounts.models import AnyUser, is_office

from .invoice import Invoice


class ReferenceRateQuerySet(models.QuerySet["ReferenceRate"]):
    def by_half_year(self) -> dict[date, Decimal]:
        """Return the rates by the first day of their half-year."""
        return dict(self.values_list("effective_from", "rate"))


class ReferenceRate(models.Model):
    """The Bank of England rate that holds for interest starting in one half-year."""

    effective_from = models.DateField(unique=True, help_text="1 January or 1 July.")
    rate = models.DecimalField(max_digits=6, decimal_places=5)
    checked_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    objects: ClassVar[ReferenceRateQuerySet] = ReferenceRateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reference_rate_is_a_fraction", condition=Q(rate__gte=0, rate__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate} from {self.effective_from}"


class LateChargeQuerySet(models.QuerySet["LateCharge"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their employer's."""
        if is_office(user):
            return self
        return self.filter(invoice__employer__contacts__user=user.pk or 0)


class LateCharge(models.Model):
    """Interest and fixed sum that finance decided to charge; never changed (a trigger)."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="late_charge")
    charged_on = models.DateField()
    interest_pence = models.BigIntegerField()
    fixed_sum_pence = models.BigIntegerField()
    total_pence = models.BigIntegerField()
    working = models.JSONField()

    objects: ClassVar[LateChargeQuerySet] = LateChargeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="late_charge_adds_up",
                condition=Q(interest_pence__gte=0, fixed_sum_pence__gt=0)
                & Q(total_pence=F("interest_pence") + F("fixed_sum_pence")),
            )
        ]

    def __str__(self) -> str:
        return f"Late charge on {self.invoice}"
