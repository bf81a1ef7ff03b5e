"""StripeUnallocated: money and changes at Stripe that only a person can allocate."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from billing.choices import UnallocatedKind, UnallocatedState
from billing.models.ledger.invoice import Invoice
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LinesField

from .receipt import StripeReceipt


class StripeUnallocatedQuerySet(DatedQuerySet["StripeUnallocated"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office everything, others nothing."""
        return self if is_office(user) else self.none()

    def waiting(self) -> Self:
        """Return the items that are not decided yet."""
        return self.filter(state=UnallocatedState.WAITING)


class StripeUnallocated(Dated):
    """Something at Stripe that only a person can allocate; decided once."""

    kind = models.CharField(max_length=11, choices=UnallocatedKind.choices)
    stripe_id = models.CharField(max_length=120, help_text="Which of Stripe's objects it is about.")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="stripe_unallocated", null=True
    )
    receipt = models.OneToOneField(
        StripeReceipt, on_delete=models.PROTECT, related_name="unallocated", null=True
    )
    amount_pence = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    says = models.TextField()
    found_on = models.DateField()
    state = models.CharField(
        max_length=9, choices=UnallocatedState.choices, default=UnallocatedState.WAITING
    )
    reason = LinesField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_on = models.DateField(null=True)

    objects: ClassVar[StripeUnallocatedQuerySet] = StripeUnallocatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stripe_unallocated_once_an_object_and_sum",
                fields=["kind", "stripe_id", "amount_pence"],
            ),
            models.CheckConstraint(
                name="stripe_unallocated_is_decided_by_a_person_on_a_day",
                condition=Q(state="waiting", decided_by=None, decided_on=None)
                | Q(
                    state__in=["settled", "dismissed"],
                    decided_by__isnull=False,
                    decided_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="stripe_unallocated_is_dismissed_for_a_reason",
                condition=~Q(state="dismissed") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="stripe_unallocated_kind_is_known", condition=Q(kind__in=UnallocatedKind)
            ),
        ]

    def __str__(self) -> str:
        return self.says
