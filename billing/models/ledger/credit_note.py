"""CreditNote: the only way to reduce an issued invoice."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from billing.models.fees.fee import Rebate
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.sealing import Sealed
from foundation.text_fields import LinesField

from .invoice import Invoice


class CreditNoteQuerySet(DatedQuerySet["CreditNote"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their employer's."""
        if is_office(user):
            return self
        return self.filter(invoice__employer__contacts__user=user.pk or 0)


class CreditNote(Dated):
    """What is taken off an invoice: offset against its debt, refunded, or kept as credit.

    Made issued, and never changed or deleted (a trigger).
    """

    sequence = models.PositiveIntegerField(unique=True)
    number = models.CharField(max_length=40, unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    rebate = models.ForeignKey(
        Rebate, on_delete=models.PROTECT, related_name="credit_notes", null=True, blank=True
    )
    issued_on = models.DateField()
    seller = models.JSONField(null=True, help_text="Who we are on that day, as printed.")
    reason = LinesField()
    net_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField()
    gross_pence = models.BigIntegerField()
    offset_pence = models.BigIntegerField()
    refund_pence = models.BigIntegerField(default=0)
    kept_pence = models.BigIntegerField(default=0)

    sealed: ClassVar = Sealed(
        fixed=(
            "sequence",
            "number",
            "invoice_id",
            "rebate_id",
            "issued_on",
            "seller",
            "reason",
            "net_pence",
            "vat_pence",
            "gross_pence",
            "offset_pence",
            "refund_pence",
            "kept_pence",
        )
    )

    objects: ClassVar[CreditNoteQuerySet] = CreditNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="credit_note_adds_up",
                condition=Q(net_pence__gte=0, vat_pence__gte=0, gross_pence__gt=0)
                & Q(gross_pence=F("net_pence") + F("vat_pence")),
            ),
            models.CheckConstraint(
                name="credit_note_is_offset_refunded_or_kept",
                condition=Q(offset_pence__gte=0, refund_pence__gte=0, kept_pence__gte=0)
                & Q(gross_pence=F("offset_pence") + F("refund_pence") + F("kept_pence")),
            ),
            models.CheckConstraint(name="credit_note_has_a_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["issued_on"], name="credit_notes_by_issue_date")]

    def __str__(self) -> str:
        return self.number
