"""Contacts: the people at an employer."""

from django_filters import rest_framework as filters

from employers.models import Contact
from foundation.api.filters import IdFilter
from foundation.api.permissions import CanPlaceOrReadOnly
from foundation.api.serializers import StrictModelSerializer
from foundation.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin


class ContactSerializer(StrictModelSerializer):
    class Meta:
        model = Contact
        fields = ["id", "employer", "full_name", "email", "role"]


class ContactFilters(filters.FilterSet):
    employer = IdFilter()
    email = filters.CharFilter(lookup_expr="iexact")


class ContactViewSet(CreateMixin, UpdateMixin, ScopedViewSet):
    """The contacts a person may see: the office all, a contact their colleagues."""

    queryset = Contact.objects.all()
    serializer_class = ContactSerializer
    filterset_class = ContactFilters
    permission_classes = [CanPlaceOrReadOnly]
    search_fields = ["full_name", "email", "employer__name"]
    ordering_fields = {"full_name": "full_name", "email": "email"}
