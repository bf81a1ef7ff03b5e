"""Payment and Refund: money received, and money paid back."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from billing.choices import PaymentMethod
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models import Approval
from foundation.models.dated import Dated, DatedQuerySet
from foundation.sealing import Sealed
from foundation.text_fields import LinesField

from .credit_note import CreditNote
from .invoice import Invoice


class PaymentQuerySet(DatedQuerySet["Payment"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their employer's."""
        if is_office(user):
            return self
        return self.filter(invoice__employer__contacts__user=user.pk or 0)


class Payment(Dated):
    """``net_pence`` is its share without VAT, rounded so that a paid invoice adds up exactly."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    amount_pence = models.BigIntegerField()
    net_pence = models.BigIntegerField()
    received_on = models.DateField()
    method = models.CharField(max_length=13, choices=PaymentMethod.choices)
    reference = models.CharField(max_length=100, blank=True)
    bank_line = models.ForeignKey(
        "billing.BankLine",
        on_delete=models.PROTECT,
        related_name="payments",
        null=True,
        help_text="The line of a bank statement it came by.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    sealed: ClassVar = Sealed(
        fixed=(
            "invoice_id",
            "amount_pence",
            "net_pence",
            "received_on",
            "method",
            "reference",
            "bank_line_id",
            "created_at",
        )
    )

    objects: ClassVar[PaymentQuerySet] = PaymentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payment_is_money",
                condition=Q(amount_pence__gt=0, net_pence__gte=0)
                & Q(net_pence__lte=models.F("amount_pence")),
            ),
            models.CheckConstraint(
                name="payment_method_is_known", condition=Q(method__in=PaymentMethod)
            ),
        ]
        indexes = [models.Index(fields=["received_on"], name="payments_by_day_received")]

    def __str__(self) -> str:
        return f"Payment of {self.invoice} on {self.received_on}"


class Refund(models.Model):
    """Money paid back under a credit note; ``net_pence`` is its share without VAT."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="refunds")
    credit_note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, related_name="refunds")
    approval = models.ForeignKey(
        Approval,
        on_delete=models.PROTECT,
        related_name="refunds",
        help_text="Who asked for it, and who else agreed.",
    )
    amount_pence = models.BigIntegerField()
    net_pence = models.BigIntegerField()
    refunded_on = models.DateField()
    reason = LinesField()
    created_at = models.DateTimeField(auto_now_add=True)

    sealed: ClassVar = Sealed(
        fixed=(
            "invoice_id",
            "credit_note_id",
            "approval_id",
            "amount_pence",
            "net_pence",
            "refunded_on",
            "reason",
            "created_at",
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="refund_is_money",
                condition=Q(amount_pence__gt=0, net_pence__gte=0)
                & Q(net_pence__lte=models.F("amount_pence")),
            ),
            models.CheckConstraint(name="refund_has_a_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["refunded_on"], name="refunds_by_day")]

    def __str__(self) -> str:
        return f"Refund of {self.invoice} on {self.refunded_on}"
