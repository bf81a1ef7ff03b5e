"""Document: the paper of an invoice, a credit note or a payment, as it was sent."""

from django.db import models
from django.db.models import Q

from billing.choices import DocumentKind

from .credit_note import CreditNote
from .invoice import Invoice
from .payment import Payment


class Document(models.Model):
    """A PDF, kept with its SHA-256 as it first was; a trigger keeps it so.

    It is read through the invoice, credit note or payment it belongs to, so that who may see it
    is decided there.
    """

    kind = models.CharField(max_length=11, choices=DocumentKind.choices)
    invoice = models.OneToOneField(
        Invoice, on_delete=models.PROTECT, related_name="document", null=True
    )
    credit_note = models.OneToOneField(
        CreditNote, on_delete=models.PROTECT, related_name="document", null=True
    )
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, related_name="document", null=True
    )
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_is_of_one_thing",
                condition=Q(
                    kind="invoice",
                    invoice__isnull=False,
                    credit_note__isnull=True,
                    payment__isnull=True,
                )
                | Q(
                    kind="credit_note",
                    invoice__isnull=True,
                    credit_note__isnull=False,
                    payment__isnull=True,
                )
                | Q(
                    kind="receipt",
                    invoice__isnull=True,
                    credit_note__isnull=True,
                    payment__isnull=False,
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.invoice or self.credit_note or self.payment}"
