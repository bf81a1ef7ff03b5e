"""Employer: the organisation that hires."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower

from employers.choices import EmployerKind, VatScope
from foundation.accounts.models import AnyUser
from foundation.accounts.rules import is_office
from foundation.models.dated import Dated, DatedQuerySet
from foundation.text_fields import LineField, LinesField, MailField, NameField


class EmployerQuerySet(DatedQuerySet["Employer"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return what this person may see: the office all, a contact their own employer."""
        if is_office(user):
            return self
        return self.filter(contacts__user=user.pk or 0)

    def named(self, name: str) -> Self:
        """Return the employer of this name, whatever its case, by the index that keeps it once."""
        return self.annotate(small=Lower("name")).filter(small=Lower(Value(name)))

    def of_group(self, employer: "Employer") -> Self:
        """Return an employer, its parent, and all that share the parent."""
        root = employer.group_id or employer.pk
        return self.filter(Q(pk=root) | Q(group=root))


class Employer(Dated):
    """A hirer. Employers of one group name the same parent; groups are one level deep."""

    reference = LineField(max_length=30, unique=True)
    name = NameField(max_length=200)
    kind = models.CharField(
        max_length=12, choices=EmployerKind.choices, default=EmployerKind.COMPANY
    )
    group = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="members", null=True, blank=True
    )
    company_number = LineField(max_length=12, blank=True)
    vat_treatment = models.CharField(
        max_length=14, choices=VatScope.choices, default=VatScope.STANDARD
    )
    vat_number = LineField(max_length=20, blank=True)
    business_evidence = LineField(
        max_length=200,
        blank=True,
        help_text="What shows that an overseas customer is a business, if not a VAT number.",
    )
    billing_name = LineField(max_length=200, blank=True)
    billing_email = MailField(blank=True)
    billing_address = LinesField(blank=True)
    on_stop = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[EmployerQuerySet] = EmployerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="employer_name_once_whatever_its_case"),
            models.CheckConstraint(
                name="employer_is_not_its_own_group",
                condition=Q(group=None) | ~Q(group=F("id")),
            ),
            models.CheckConstraint(
                name="employer_kind_is_known", condition=Q(kind__in=EmployerKind)
            ),
            models.CheckConstraint(
                name="employer_vat_treatment_is_known", condition=Q(vat_treatment__in=VatScope)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_business_evidence(self) -> bool:
        """Whether an overseas customer has shown that it is a business."""
        return bool(self.vat_number or self.business_evidence)
