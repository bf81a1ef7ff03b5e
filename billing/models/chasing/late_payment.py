"""ReferenceRate and LateCharge: the rate of late interest, the charge, its payments and waiver."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from billing.choices import PaymentMethod
from billing.models.ledger.invoice import Invoice
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models import Approval
from foundation.models.dated import Dated, DatedQuerySet
from foundation.sealing import Sealed
from foundation.text_fields import LineField, LinesField


class ReferenceRateQuerySet(DatedQuerySet["ReferenceRate"]):
    def by_half_year(self) -> dict[date, Decimal]:
        """Return the rates by the first day of their half-year."""
        return dict(self.values_list("effective_from", "rate"))


class ReferenceRate(Dated):
    """The Bank of England rate that holds for interest starting in one half-year."""

    effective_from = models.DateField(unique=True, help_text="1 January or 1 July.")
    rate = models.DecimalField(max_digits=6, decimal_places=5)
    checked_on = models.DateField(null=True, blank=True)
    source = LineField(max_length=200)

    objects: ClassVar[ReferenceRateQuerySet] = ReferenceRateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reference_rate_is_a_fraction", condition=Q(rate__gte=0, rate__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate} from {self.effective_from}"


class LateChargeQuerySet(DatedQuerySet["LateCharge"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their employer's."""
        if is_office(user):
            return self
        return self.filter(invoice__employer__contacts__user=user.pk or 0)


class LateCharge(Dated):
    """Interest and fixed sum that finance decided to charge; never changed (a trigger)."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="late_charge")
    charged_on = models.DateField()
    interest_pence = models.BigIntegerField()
    fixed_sum_pence = models.BigIntegerField()
    total_pence = models.BigIntegerField()
    working = models.JSONField()

    sealed: ClassVar = Sealed(
        fixed=(
            "invoice_id",
            "charged_on",
            "interest_pence",
            "fixed_sum_pence",
            "total_pence",
            "working",
        )
    )

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

    @property
    def outstanding_pence(self) -> int:
        """The part neither paid nor given up; reads ``payments`` and ``waiver``."""
        waived = getattr(self, "waiver", None)
        paid = sum(payment.amount_pence for payment in self.payments.all())
        return self.total_pence - paid - (waived.amount_pence if waived else 0)


class LateChargePayment(Dated):
    """A payment of a late charge. The five figures exclude it: they are about fees.

    Rows are only added, and never above what was charged (triggers).
    """

    charge = models.ForeignKey(LateCharge, on_delete=models.PROTECT, related_name="payments")
    amount_pence = models.BigIntegerField()
    received_on = models.DateField()
    method = models.CharField(max_length=13, choices=PaymentMethod.choices)
    reference = LineField(max_length=100, blank=True)

    sealed: ClassVar = Sealed(
        fixed=(
            "charge_id",
            "amount_pence",
            "received_on",
            "method",
            "reference",
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="late_charge_payment_is_money", condition=Q(amount_pence__gt=0)
            ),
            models.CheckConstraint(
                name="late_charge_payment_method_is_known", condition=Q(method__in=PaymentMethod)
            ),
        ]

    def __str__(self) -> str:
        return f"Payment of {self.charge} on {self.received_on}"


class LateChargeWaiver(Dated):
    """The unpaid part of a late charge, given up by two people; never changed (a trigger)."""

    charge = models.OneToOneField(LateCharge, on_delete=models.PROTECT, related_name="waiver")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="+")
    amount_pence = models.BigIntegerField()
    waived_on = models.DateField()
    reason = LinesField()

    sealed: ClassVar = Sealed(
        fixed=(
            "charge_id",
            "approval_id",
            "amount_pence",
            "waived_on",
            "reason",
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="late_charge_waiver_is_money", condition=Q(amount_pence__gt=0)
            ),
            models.CheckConstraint(name="late_charge_waiver_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Waiver of {self.charge}"
