"""Credit notes: the only way to reduce an issued invoice."""

from django_filters import rest_framework as filters

from billing.models import CreditNote
from foundation.api.filters import IdFilter, from_until
from foundation.api.permissions import IsSignedIn
from foundation.api.serializers import StrictModelSerializer
from foundation.api.viewsets import ScopedViewSet


class CreditNoteSerializer(StrictModelSerializer):
    """Amounts in pence. Offset, refund and kept add up to the gross."""

    class Meta:
        model = CreditNote
        fields = [
            "id",
            "number",
            "invoice",
            "issued_on",
            "reason",
            "net_pence",
            "vat_pence",
            "gross_pence",
            "offset_pence",
            "refund_pence",
            "kept_pence",
        ]
        read_only_fields = fields


class CreditNoteFilters(filters.FilterSet):
    number = filters.CharFilter(lookup_expr="iexact")
    invoice = IdFilter()
    employer = IdFilter("invoice__employer")
    rebate = IdFilter()
    issued_on_from, issued_on_until = from_until("issued_on").values()


class CreditNoteViewSet(ScopedViewSet):
    """The credit notes you may see: all for the office, its own for an employer."""

    queryset = CreditNote.objects.all()
    serializer_class = CreditNoteSerializer
    filterset_class = CreditNoteFilters
    permission_classes = [IsSignedIn]
    search_fields = ["number", "invoice__number", "invoice__employer__name"]
    ordering = ["-id"]
    ordering_fields = {"number": "number", "issued_on": "issued_on", "gross_pence": "gross_pence"}
