"""StripeReceipt: money that Stripe collected for us, and the payments it was booked as."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from billing.models.ledger.invoice import Invoice
from billing.models.ledger.payment import Payment
from foundation.sealing import Sealed


class StripeReceipt(models.Model):
    """One paid payment of one invoice at Stripe. A payment still processing has no receipt."""

    stripe_id = models.CharField(max_length=120, unique=True)
    intent = models.CharField(max_length=120, blank=True, help_text="What a refund is made of.")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="stripe_receipts", null=True
    )
    amount_pence = models.BigIntegerField(help_text="In the hundredths of its own currency.")
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=30)
    received_on = models.DateField()

    sealed: ClassVar = Sealed(
        fixed=(
            "stripe_id",
            "intent",
            "invoice_id",
            "amount_pence",
            "currency",
            "method",
            "received_on",
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="stripe_receipt_is_money", condition=Q(amount_pence__gt=0))
        ]

    def __str__(self) -> str:
        return self.stripe_id


class StripeBooking(models.Model):
    """A payment in our books that is a Stripe receipt, or part of one."""

    receipt = models.ForeignKey(StripeReceipt, on_delete=models.PROTECT, related_name="bookings")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="stripe_booking")

    sealed: ClassVar = Sealed(
        fixed=(
            "receipt_id",
            "payment_id",
        )
    )

    def __str__(self) -> str:
        return f"{self.payment} from {self.receipt}"
