"""CustomerCredit and CreditUse: money we hold for an employer, and how it was used."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from employers.models import Employer
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models import Approval
from foundation.models.dated import Dated, DatedQuerySet
from foundation.sealing import Sealed

from .credit_note import CreditNote
from .payment import Payment


class CustomerCreditQuerySet(DatedQuerySet["CustomerCredit"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their employer's."""
        if is_office(user):
            return self
        return self.filter(employer__contacts__user=user.pk or 0)

    def with_left(self, *, on: date | None = None) -> Self:
        """Return the credits with ``left_pence``: what is unused, at the end of a day if given."""
        uses = CreditUse.objects.filter(credit=OuterRef("pk"))
        if on is not None:
            uses = uses.filter(used_on__lte=on)
        used = uses.order_by().values("credit").annotate(n=Sum("amount_pence")).values("n")
        return self.annotate(left_pence=F("amount_pence") - Coalesce(Subquery(used), Value(0)))

    def available(self, *, on: date | None = None) -> Self:
        """Return the credits that are not used up, at the end of a day if given."""
        rows = self if on is None else self.filter(kept_on__lte=on)
        return rows.with_left(on=on).filter(left_pence__gt=0)

    def overused(self) -> Self:
        """Return the credits that are used beyond their amount: the guards prevent any."""
        return self.with_left().filter(left_pence__lt=0)


class CustomerCredit(Dated):
    """What an employer paid above its invoices, or what a credit note kept; never changed.

    Credit from a bank line is cash that is on no invoice yet, and counts as collected once it is
    applied. Credit from a credit note was collected when the invoice was paid.
    """

    # What the API calls this model as the subject of an approval: a promise to its clients.
    api_label: ClassVar[str] = "billing.keptcredit"

    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="customer_credits"
    )
    bank_line = models.OneToOneField(
        "billing.BankLine", on_delete=models.PROTECT, related_name="customer_credit", null=True
    )
    credit_note = models.OneToOneField(
        CreditNote, on_delete=models.PROTECT, related_name="customer_credit", null=True
    )
    amount_pence = models.BigIntegerField()
    kept_on = models.DateField()

    sealed: ClassVar = Sealed(
        fixed=(
            "employer_id",
            "bank_line_id",
            "credit_note_id",
            "amount_pence",
            "kept_on",
        )
    )

    objects: ClassVar[CustomerCreditQuerySet] = CustomerCreditQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="customer_credit_has_one_source",
                condition=Q(bank_line__isnull=False, credit_note=None)
                | Q(bank_line=None, credit_note__isnull=False),
            ),
            models.CheckConstraint(
                name="customer_credit_is_money", condition=Q(amount_pence__gt=0)
            ),
        ]

    def __str__(self) -> str:
        source = self.credit_note or (self.bank_line and f"the payment of {self.kept_on}")
        return f"Credit of {self.employer} from {source}"


class CreditUse(Dated):
    """A part of a credit that was applied to an invoice, or paid back with two people's consent.

    ``net_pence`` is what it takes off the net that was collected on the invoice of its credit
    note; credit that was never on an invoice takes off nothing. Never changed (a trigger).
    """

    credit = models.ForeignKey(CustomerCredit, on_delete=models.PROTECT, related_name="uses")
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, related_name="credit_use", null=True
    )
    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, related_name="credit_uses", null=True
    )
    amount_pence = models.BigIntegerField()
    net_pence = models.BigIntegerField()
    used_on = models.DateField()

    sealed: ClassVar = Sealed(
        fixed=(
            "credit_id",
            "payment_id",
            "approval_id",
            "amount_pence",
            "net_pence",
            "used_on",
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="credit_use_is_applied_or_paid_back_by_two",
                condition=Q(payment__isnull=False, approval=None)
                | Q(payment=None, approval__isnull=False),
            ),
            models.CheckConstraint(
                name="credit_use_is_money",
                condition=Q(amount_pence__gt=0, net_pence__gte=0)
                & Q(net_pence__lte=F("amount_pence")),
            ),
        ]
        indexes = [models.Index(fields=["used_on"], name="credit_uses_by_day")]

    def __str__(self) -> str:
        return f"Use of {self.credit} on {self.used_on}"
