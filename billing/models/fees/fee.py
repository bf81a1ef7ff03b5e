"""Fee and Rebate: what a hire earns, and what is given back when it ends early."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from billing.choices import REBATE_COUNTS, FeeState, RebateState, Remedy
from employers.models import Terms
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.sealing import Sealed
from foundation.text_fields import LinesField
from placements.models import Hire


class FeeQuerySet(DatedQuerySet["Fee"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return everything for the office, nothing for others, who see their invoices."""
        return self if is_office(user) else self.none()

    def live(self) -> Self:
        """Return the fees that were not waived."""
        return self.filter(state=FeeState.LIVE)

    def inside_rebate_period(self, *, on: date) -> Self:
        """Return the fees of people employed on a day who could still leave with a rebate."""
        return self.live().filter(
            Q(hire__last_day=None) | Q(hire__last_day__gt=on),
            hire__start_on__lte=on,
            protected_until__gte=on,
        )


class Fee(Dated):
    """A fee, computed once when the hire starts, from the terms on the day of introduction.

    ``terms_snapshot`` and ``working`` prove it; an override leaves ``computed_net_pence`` as is.
    VAT is the sum over the instalments, since each invoice rounds its own.
    """

    hire = models.ForeignKey(Hire, on_delete=models.PROTECT, related_name="fees")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="fees")
    terms_snapshot = models.JSONField()
    state = models.CharField(max_length=6, choices=FeeState.choices, default=FeeState.LIVE)
    computed_net_pence = models.BigIntegerField()
    net_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField()
    gross_pence = models.BigIntegerField()
    working = models.JSONField()
    override_reason = LinesField(blank=True)
    waive_reason = LinesField(blank=True)
    earned_on = models.DateField(help_text="The start date.")
    protected_until = models.DateField(
        null=True, help_text="The last day on which leaving still gives a rebate."
    )
    brought_over = models.BooleanField(default=False)

    sealed: ClassVar = Sealed(
        fixed=("hire_id", "terms_id", "terms_snapshot"),
        open=(
            "computed_net_pence",
            "working",
            "earned_on",
            "brought_over",
            "state",
            "net_pence",
            "vat_pence",
            "gross_pence",
            "override_reason",
            "waive_reason",
            "protected_until",
        ),
    )

    objects: ClassVar[FeeQuerySet] = FeeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="fee_one_live_a_hire", fields=["hire"], condition=Q(state="live")
            ),
            models.CheckConstraint(name="fee_state_is_known", condition=Q(state__in=FeeState)),
            models.CheckConstraint(
                name="fee_adds_up",
                condition=Q(net_pence__gte=0, vat_pence__gte=0)
                & Q(gross_pence=F("net_pence") + F("vat_pence")),
            ),
            models.CheckConstraint(
                name="fee_differs_from_its_working_for_a_reason",
                condition=Q(net_pence=F("computed_net_pence")) | ~Q(override_reason=""),
            ),
            models.CheckConstraint(
                name="fee_is_waived_for_a_reason",
                condition=Q(state="live", waive_reason="")
                | Q(state="waived") & ~Q(waive_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["earned_on"], name="fees_by_day_earned"),
            models.Index(fields=["protected_until"], name="fees_by_end_of_rebate_period"),
        ]

    def __str__(self) -> str:
        return f"Fee of {self.hire}"


class RebateQuerySet(DatedQuerySet["Rebate"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return all for the office, nothing for others."""
        return self if is_office(user) else self.none()

    def counting(self) -> Self:
        """Return the rebates that reduce what was earned."""
        return self.filter(state__in=REBATE_COUNTS)


class Rebate(Dated):
    """What is given back for a leaver under the fee's terms, with the working; one for each fee."""

    hire = models.ForeignKey(Hire, on_delete=models.PROTECT, related_name="rebates")
    fee = models.OneToOneField(Fee, on_delete=models.PROTECT, related_name="rebate")
    share = models.DecimalField(max_digits=9, decimal_places=8)
    net_pence = models.BigIntegerField()
    working = models.JSONField()
    barred = models.TextField(blank=True, help_text="Why nothing is due, if so.")
    fell_due_on = models.DateField(help_text="The last day of the employment.")
    state = models.CharField(max_length=10, choices=RebateState.choices)
    remedy = models.CharField(max_length=11, choices=Remedy.choices, blank=True)
    replacement_until = models.DateField(
        null=True, help_text="The last day on which a replacement hire can be agreed."
    )
    taken_back_pence = models.BigIntegerField(
        default=0, help_text="What was given back and charged again, net, after a return."
    )

    sealed: ClassVar = Sealed(
        fixed=(
            "hire_id",
            "fee_id",
        ),
        open=(
            "share",
            "net_pence",
            "working",
            "barred",
            "fell_due_on",
            "state",
            "remedy",
            "replacement_until",
            "taken_back_pence",
        ),
    )

    objects: ClassVar[RebateQuerySet] = RebateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rebate_state_is_known", condition=Q(state__in=RebateState)
            ),
            models.CheckConstraint(
                name="rebate_is_part_of_the_fee",
                condition=Q(net_pence__gte=0, taken_back_pence__gte=0, share__gte=0, share__lte=1),
            ),
            models.CheckConstraint(
                name="rebate_barred_gives_nothing",
                condition=~Q(state="barred") & Q(barred="") | Q(state="barred", net_pence=0),
            ),
            models.CheckConstraint(
                name="rebate_has_a_remedy_once_settled",
                condition=Q(state__in=["proposed", "barred"], remedy="")
                | Q(state__in=["replacing", "replaced"], remedy="replacement")
                | Q(state="taken_back")
                | Q(state="confirmed", remedy__in=["offset", "refund", "credit"]),
            ),
        ]
        indexes = [models.Index(fields=["fell_due_on"], name="rebates_by_day_due")]

    def __str__(self) -> str:
        return f"Rebate of {self.hire}"
