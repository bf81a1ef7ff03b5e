"""HiringRequest: a role an employer wants filled."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from employers.choices import Contract, RequestState
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField

from .employer import Employer
from .skill import Skill


class HiringRequestQuerySet(DatedQuerySet["HiringRequest"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their employer's."""
        if is_office(user):
            return self
        return self.filter(employer__contacts__user=user.pk or 0)

    def open(self) -> Self:
        """Return the roles that still look for people."""
        return self.filter(state=RequestState.OPEN)


class HiringRequest(Dated):
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="hiring_requests")
    title = LineField(max_length=200)
    openings = models.PositiveSmallIntegerField(default=1)
    salary_from_pence = models.BigIntegerField(null=True, blank=True)
    salary_to_pence = models.BigIntegerField(null=True, blank=True)
    skills = models.ManyToManyField(Skill, related_name="hiring_requests", blank=True)
    location = LineField(max_length=100, blank=True)
    contract = models.CharField(max_length=10, choices=Contract.choices, default=Contract.PERMANENT)
    state = models.CharField(max_length=6, choices=RequestState.choices, default=RequestState.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[HiringRequestQuerySet] = HiringRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hiring_request_has_an_opening", condition=Q(openings__gte=1)
            ),
            models.CheckConstraint(
                name="hiring_request_salary_range_ascends",
                condition=Q(salary_from_pence=None)
                | Q(salary_to_pence=None)
                | Q(salary_from_pence__lte=F("salary_to_pence")),
            ),
            models.CheckConstraint(
                name="hiring_request_salary_is_not_negative",
                condition=(Q(salary_from_pence=None) | Q(salary_from_pence__gte=0))
                & (Q(salary_to_pence=None) | Q(salary_to_pence__gte=0)),
            ),
            models.CheckConstraint(
                name="hiring_request_state_is_known", condition=Q(state__in=RequestState)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} at {self.employer}"
