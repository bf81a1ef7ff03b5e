"""Terms: one version of the agreement that sets the fee."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from employers.choices import Acceptance, FeeBasis, PaymentFrom
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField

from .employer import Employer


class TermsQuerySet(DatedQuerySet["Terms"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their employer's."""
        if is_office(user):
            return self
        return self.filter(employer__contacts__user=user.pk or 0)

    def covering(self, on: date) -> Self:
        """Return the versions whose dates hold a day, accepted or not."""
        return self.filter(Q(effective_to=None) | Q(effective_to__gte=on), effective_from__lte=on)

    def in_force(self, *, on: date) -> Self:
        """Return the accepted versions whose dates hold a day: one an employer, or none.

        A version under the standard rate holds only once a second person approved it.
        """
        approved = Q(needs_approval=False) | Q(approved_on__lte=on)
        return self.covering(on).filter(approved, accepted_on__lte=on)

    def on_offer(self, *, on: date) -> Self:
        """Return the versions an employer may still accept on a day.

        Not those that wait for our own second person, nor those that have ended.
        """
        settled = Q(needs_approval=False) | Q(approved_on__isnull=False)
        running = Q(effective_to=None) | Q(effective_to__gte=on)
        return self.filter(settled, running, accepted_on=None)


class Terms(Dated):
    """Terms of business, from ``effective_from`` to ``effective_to``, both days included.

    Versions of one employer never overlap (an exclusion constraint on PostgreSQL, triggers on
    SQLite), and once a fee was computed from a version it no longer changes.
    Fields: the project's domain rules, section 3; ``employers.domain.terms.fee_terms`` reads them.
    """

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="terms")
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)

    fee_basis = models.CharField(max_length=14, choices=FeeBasis.choices)
    rate = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    fixed_pence = models.BigIntegerField(null=True, blank=True)
    bands = models.JSONField(default=list, blank=True)
    discount_rate = models.DecimalField(max_digits=7, decimal_places=6, default=0)
    discount_reason = LineField(max_length=200, blank=True)
    minimum_pence = models.BigIntegerField(null=True, blank=True)
    maximum_pence = models.BigIntegerField(null=True, blank=True)
    fixed_term = models.JSONField(null=True, blank=True)
    payment_days = models.PositiveSmallIntegerField(default=30)
    payment_from = models.CharField(
        max_length=7, choices=PaymentFrom.choices, default=PaymentFrom.START
    )
    instalments = models.JSONField(default=list, blank=True)
    rebate = models.JSONField(null=True, blank=True)
    introduction_months = models.PositiveSmallIntegerField(default=12)

    accepted_on = models.DateField(null=True, blank=True)
    accepted_by = LineField(max_length=200, blank=True)
    acceptance = models.CharField(max_length=9, choices=Acceptance.choices, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    under_standard_reason = LineField(max_length=200, blank=True)
    needs_approval = models.BooleanField(
        default=False, help_text="Under the standard rate: a second person has to approve."
    )
    approved_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TermsQuerySet] = TermsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.CheckConstraint(
                name="terms_end_after_they_begin",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
            ),
            models.CheckConstraint(
                name="terms_have_what_their_basis_needs",
                condition=Q(fee_basis="percentage", rate__isnull=False, fixed_pence=None)
                | Q(fee_basis="fixed", fixed_pence__isnull=False, rate=None)
                | Q(fee_basis__in=["bands_whole", "bands_marginal"], rate=None, fixed_pence=None),
            ),
            models.CheckConstraint(
                name="terms_rates_are_fractions",
                condition=(Q(rate=None) | Q(rate__gte=0, rate__lte=1))
                & Q(discount_rate__gte=0, discount_rate__lte=1),
            ),
            models.CheckConstraint(
                name="terms_amounts_are_not_negative",
                condition=(Q(fixed_pence=None) | Q(fixed_pence__gte=0))
                & (Q(minimum_pence=None) | Q(minimum_pence__gte=0))
                & (Q(maximum_pence=None) | Q(maximum_pence__gte=0)),
            ),
            models.CheckConstraint(
                name="terms_minimum_is_not_above_maximum",
                condition=Q(minimum_pence=None)
                | Q(maximum_pence=None)
                | Q(minimum_pence__lte=F("maximum_pence")),
            ),
            models.CheckConstraint(
                name="terms_discount_has_a_reason",
                condition=Q(discount_rate=0) | ~Q(discount_reason=""),
            ),
            models.CheckConstraint(
                name="terms_acceptance_is_whole_or_absent",
                condition=Q(accepted_on=None, accepted_by="", acceptance="")
                | Q(accepted_on__isnull=False) & ~Q(accepted_by="") & ~Q(acceptance=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Terms of {self.employer} from {self.effective_from}"
