"""Employers: those who hire."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError

from employers.choices import EmployerKind, VatScope
from employers.models import Employer
from foundation import references
from foundation.api.filters import FlagFilter, IdFilter
from foundation.api.permissions import CanPlaceOrReadOnly
from foundation.api.serializers import StrictModelSerializer
from foundation.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin


class EmployerSerializer(StrictModelSerializer):
    class Meta:
        model = Employer
        fields = [
            "id",
            "reference",
            "name",
            "kind",
            "group",
            "company_number",
            "vat_treatment",
            "vat_number",
            "business_evidence",
            "billing_name",
            "billing_email",
            "billing_address",
            "on_stop",
            "created_at",
        ]
        extra_kwargs = {
            "reference": {"required": False, "help_text": "Given one, or made: EMP-0042."},
            "group": {"help_text": "The parent employer, if it belongs to a group."},
        }

    def validate_group(self, parent: Employer | None) -> Employer | None:
        """Return the parent. Groups are one level deep, so that none is ever a chain."""
        if parent and parent == self.instance:
            raise ValidationError("An employer cannot be its own parent.")
        if parent and parent.group_id:
            raise ValidationError(f"{parent} belongs to a group itself. Choose its parent instead.")
        if parent and self.instance and self.instance.members.exists():
            raise ValidationError(
                f"{self.instance} is the parent of other employers, so it cannot have a parent."
            )
        return parent

    def create(self, validated_data: dict[str, Any]) -> Employer:
        validated_data.setdefault("reference", references.fresh(Employer, "EMP"))
        employer: Employer = super().create(validated_data)
        return employer


class EmployerFilters(filters.FilterSet):
    reference = filters.CharFilter()
    name = filters.CharFilter(lookup_expr="iexact")
    kind = filters.ChoiceFilter(choices=EmployerKind.choices)
    group = IdFilter()
    vat_treatment = filters.ChoiceFilter(choices=VatScope.choices)
    on_stop = FlagFilter()


class EmployerViewSet(CreateMixin, UpdateMixin, ScopedViewSet):
    """The employers a person may see: the office all, a contact their own."""

    queryset = Employer.objects.all()
    serializer_class = EmployerSerializer
    filterset_class = EmployerFilters
    permission_classes = [CanPlaceOrReadOnly]
    search_fields = ["name", "reference", "company_number", "billing_name"]
    ordering = ["name"]
    ordering_fields = {"name": "name", "reference": "reference", "created_at": "created_at"}
