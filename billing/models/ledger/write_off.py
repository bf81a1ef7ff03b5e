"""WriteOff: a debt we no longer expect, which is not a credit: the employer still owes it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.models import Approval
from foundation.sealing import Sealed
from foundation.text_fields import LinesField

from .invoice import Invoice


class WriteOff(models.Model):
    """A bad debt written off with two people, or, below £0, one that was paid later.

    Rows are only added (a trigger). VAT stays as charged: relief for bad debts is claimed on the
    VAT return, and a credit note would be wrong. Source: VAT Regulations 1995, reg. 15C and 166A.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="write_offs")
    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, related_name="write_offs", null=True
    )
    amount_pence = models.BigIntegerField()
    written_off_on = models.DateField()
    reason = LinesField()

    sealed: ClassVar = Sealed(
        fixed=(
            "invoice_id",
            "approval_id",
            "amount_pence",
            "written_off_on",
            "reason",
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="write_off_takes_two_people_a_recovery_none",
                condition=Q(amount_pence__gt=0, approval__isnull=False)
                | Q(amount_pence__lt=0, approval=None),
            ),
            models.CheckConstraint(name="write_off_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Write-off of {self.invoice}"
