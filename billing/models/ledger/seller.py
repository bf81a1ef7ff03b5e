"""Seller, its logo, and VatRate: our details on documents from a day on, and the VAT rates."""

from datetime import date
from typing import ClassVar, Self

from django.db import models

from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.sealing import Sealed
from foundation.text_fields import LineField, LinesField, MailField


class Logo(models.Model):
    """A picture for the head of our documents, by its SHA-256; never changed (a trigger)."""

    sha256 = models.CharField(max_length=64, unique=True)
    png = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


class SellerQuerySet(DatedQuerySet["Seller"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return everything for the office, nothing for others, who see our documents."""
        return self if is_office(user) else self.none()

    def on(self, day: date) -> "Seller":
        """Return our details on a day. Raises DoesNotExist before the first row."""
        return self.filter(effective_from__lte=day).latest("effective_from")


class Seller(Dated):
    """Our name, address and numbers from a day on; a change is a new row."""

    effective_from = models.DateField(unique=True)
    name = LineField(max_length=200)
    address = LinesField(blank=True)
    company_number = LineField(max_length=12, blank=True)
    vat_registered = models.BooleanField(default=True)
    vat_number = LineField(max_length=20, blank=True)
    email = MailField(blank=True)
    bank_details = LinesField(blank=True)
    logo = models.ForeignKey(Logo, on_delete=models.PROTECT, related_name="sellers", null=True)

    sealed: ClassVar = Sealed(
        fixed=(
            "effective_from",
            "name",
            "address",
            "company_number",
            "vat_registered",
            "vat_number",
            "email",
            "bank_details",
            "logo_id",
        )
    )

    objects: ClassVar[SellerQuerySet] = SellerQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.name} from {self.effective_from}"


class VatRateQuerySet(models.QuerySet["VatRate"]):
    def on(self, day: date) -> "VatRate":
        """Return the rate of a day. Raises DoesNotExist before the first row."""
        return self.filter(effective_from__lte=day).latest("effective_from")


class VatRate(models.Model):
    """The standard rate of VAT from a day on: 0.20 since 4 January 2011."""

    effective_from = models.DateField(unique=True)
    rate = models.DecimalField(max_digits=5, decimal_places=4)

    objects: ClassVar[VatRateQuerySet] = VatRateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="vat_rate_is_a_fraction", condition=models.Q(rate__gte=0, rate__lte=1)
            )
        ]

    def __str__(self) -> str:
        return f"{self.rate} from {self.effective_from}"
