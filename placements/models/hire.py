"""Hire: an engagement of a graduate by an employer."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim

from employers.choices import EndReason
from employers.models import Employer, Terms
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField, LinesField
from placements.choices import Contract, HireState

from .graduate import Graduate
from .introduction import Introduction

models.CharField.register_lookup(Length)
models.TextField.register_lookup(Length)
models.TextField.register_lookup(Trim)

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class HireQuerySet(DatedQuerySet["Hire"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, an employer and a graduate theirs."""
        if is_office(user):
            return self
        return self.filter(
            Q(employer__in=Employer.objects.filter(contacts__user=user.pk or 0))
            | Q(graduate__user=user.pk or 0)
        )

    def booked(self, *, on: date) -> Self:
        """Return the hires agreed by a day that had not fallen through by then."""
        return self.filter(Q(fell_through_on=None) | Q(fell_through_on__gt=on), agreed_on__lte=on)


class Hire(Dated):
    """``terms`` is the version in force when introduced; empty if no fee is due."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.PROTECT, related_name="hires", null=True, blank=True
    )
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="hires")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="hires")
    no_introduction_reason = LinesField(blank=True)
    late_conversion_of = models.ForeignKey(
        Introduction,
        on_delete=models.PROTECT,
        related_name="late_conversions",
        null=True,
        blank=True,
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="replacements", null=True, blank=True
    )
    terms = models.ForeignKey(
        Terms, on_delete=models.PROTECT, related_name="hires", null=True, blank=True
    )
    fee_due = models.BooleanField()
    fee_note = LineField(max_length=300, help_text="Why a fee is or is not due.")
    job_title = LineField(max_length=200, blank=True)
    start_on = models.DateField()
    salary_pence = models.BigIntegerField()
    fte = models.DecimalField(max_digits=5, decimal_places=4, default=1)
    contract = models.CharField(max_length=10, choices=Contract.choices, default=Contract.PERMANENT)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed_on = models.DateField()
    state = models.CharField(max_length=12, choices=HireState.choices, default=HireState.AGREED)
    fell_through_on = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=14, choices=EndReason.choices, blank=True)
    reason = LinesField(blank=True, help_text="The reason given when it ended or fell through.")
    brought_over = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[HireQuerySet] = HireQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="hire_state_is_known", condition=Q(state__in=HireState)),
            models.CheckConstraint(
                name="hire_has_an_introduction_or_a_reason",
                condition=Q(introduction__isnull=False, no_introduction_reason="")
                | Q(introduction=None, no_introduction_reason__trim__length__gte=10),
            ),
            models.CheckConstraint(
                name="hire_fee_is_due_under_terms",
                condition=Q(fee_due=False) | Q(terms__isnull=False),
            ),
            models.CheckConstraint(
                name="hire_in_place_of_another_owes_no_fee",
                condition=Q(replaces=None) | Q(fee_due=False),
            ),
            models.CheckConstraint(
                name="hire_late_conversion_is_without_introduction",
                condition=Q(late_conversion_of=None) | Q(introduction=None, fee_due=True),
            ),
            models.CheckConstraint(
                name="hire_fixed_term_has_months",
                condition=Q(contract="permanent", months=None)
                # A check that evaluates to NULL passes, so test for NOT NULL explicitly.
                | Q(contract="fixed_term", months__isnull=False, months__gte=1),
            ),
            models.CheckConstraint(
                name="hire_salary_and_hours_are_real",
                condition=Q(salary_pence__gt=0, fte__gt=0, fte__lte=1),
            ),
            models.CheckConstraint(
                name="hire_starts_in_living_memory",
                condition=Q(start_on__gte=FIRST_DAY, start_on__lte=LAST_DAY),
            ),
            models.CheckConstraint(
                name="hire_end_is_whole_or_absent",
                condition=Q(state="ended", last_day__isnull=False, last_day__gte=F("start_on"))
                & ~Q(end_reason="")
                | ~Q(state="ended") & Q(last_day=None, end_reason=""),
            ),
            models.CheckConstraint(
                name="hire_falls_through_on_a_day",
                condition=Q(state="fell_through", fell_through_on__isnull=False)
                | ~Q(state="fell_through") & Q(fell_through_on=None),
            ),
            models.UniqueConstraint(
                name="hire_once_a_pair_and_start_day",
                fields=["employer", "graduate", "start_on"],
                condition=~Q(state="fell_through"),
            ),
            models.UniqueConstraint(
                name="hire_once_an_introduction",
                fields=["introduction"],
                condition=~Q(state="fell_through"),
            ),
        ]
        indexes = [models.Index(fields=["state", "start_on"], name="hires_by_state_and_start")]

    def __str__(self) -> str:
        return f"{self.graduate} at {self.employer}"
