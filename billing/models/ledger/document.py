"""Document: the PDF of an invoice, a credit note, a payment or a late charge, as it was sent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from billing.choices import DocumentKind
from foundation.sealing import Sealed

from .credit_note import CreditNote
from .invoice import Invoice
from .payment import Payment

OF = ("invoice", "credit_note", "payment", "late_charge")


def _only(kind: str, column: str) -> Q:
    """Return the condition that a document of this kind points at its one subject only."""
    return Q(kind=kind, **{f"{other}__isnull": other != column for other in OF})


class Document(models.Model):
    """A PDF with its SHA-256; never changed (a trigger).

    It is read through the thing it belongs to, so that who may see it is decided there.
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
    late_charge = models.OneToOneField(
        "billing.LateCharge", on_delete=models.PROTECT, related_name="document", null=True
    )
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    sealed: ClassVar = Sealed(
        fixed=(
            "kind",
            "invoice_id",
            "credit_note_id",
            "payment_id",
            "late_charge_id",
            "sha256",
            "content",
            "made_at",
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_is_of_one_thing",
                condition=_only("invoice", "invoice")
                | _only("credit_note", "credit_note")
                | _only("receipt", "payment")
                | _only("late_charge", "late_charge"),
            )
        ]

    def __str__(self) -> str:
        of = self.invoice or self.credit_note or self.payment or self.late_charge
        return f"{self.get_kind_display()} of {of}"
