"""Terms of business: the versions of each employer's agreement."""

from datetime import date
from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters

from employers.api.fee_terms import FeeTermsSerializer, read_terms
from employers.choices import Acceptance, FeeBasis
from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.typed_fields import fields_of
from employers.domain.terms.versions import Evidence
from employers.models import Terms
from employers.models.terms import TermsQuerySet
from foundation.api.filters import DayFilter, IdFilter
from foundation.api.permissions import CanPlaceOrReadOnly
from foundation.api.serializers import StrictModelSerializer, named
from foundation.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin

EVIDENCE = ("accepted_on", "accepted_by", "acceptance")


class TermsSerializer(FeeTermsSerializer, StrictModelSerializer):
    class Meta:
        model = Terms
        fields = [
            "id",
            "employer",
            "effective_from",
            "effective_to",
            *fields_of(FeeTerms),
            *EVIDENCE,
            "document_sha256",
            "under_standard_reason",
            "needs_approval",
            "approved_on",
            "created_at",
        ]
        read_only_fields = ["needs_approval", "approved_on"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the values, the fee terms among them sound as a whole."""
        whole = self.with_stored(attrs)
        if whole.get("effective_to") and whole["effective_to"] < whole["effective_from"]:
            raise named("effective_to", "The last day is before the first day.")
        given = [bool(whole.get(field)) for field in EVIDENCE]
        if any(given) and not all(given):
            missing = EVIDENCE[given.index(False)]
            raise named(
                missing,
                "Give the date, the person and how they accepted, or leave all three empty.",
            )
        read = read_terms(whole).as_json()
        # Only what was given is written: what an edit leaves alone stays to the letter.
        return attrs | {name: read[name] for name in attrs if name in read}

    def with_stored(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the values as they will stand: those given, over those a PATCH leaves alone."""
        if self.instance is None:
            return attrs
        names = ("effective_from", "effective_to", *fields_of(FeeTerms), *EVIDENCE)
        return {name: getattr(self.instance, name) for name in names} | attrs


class TermsFilters(filters.FilterSet):
    employer = IdFilter()
    fee_basis = filters.ChoiceFilter(choices=FeeBasis.choices)
    acceptance = filters.ChoiceFilter(choices=Acceptance.choices)
    in_force_on = DayFilter(method="keep_in_force")

    def keep_in_force(self, rows: TermsQuerySet, _name: str, on: date) -> TermsQuerySet:
        return rows.in_force(on=on)


class TermsViewSet(CreateMixin, UpdateMixin, ScopedViewSet):
    """The terms a person may see: the office all, a contact their employer's."""

    queryset = Terms.objects.all()
    serializer_class = TermsSerializer
    filterset_class = TermsFilters
    permission_classes = [CanPlaceOrReadOnly]
    search_fields = ["employer__name"]
    ordering = ["-effective_from"]
    ordering_fields = {"effective_from": "effective_from", "effective_to": "effective_to"}

    def perform_create(self, serializer: Any) -> None:
        given = serializer.validated_data
        serializer.instance = terms_of_business.agree(
            given["employer"].pk,
            read_terms(given),
            effective_from=given["effective_from"],
            effective_to=given.get("effective_to"),
            evidence=evidence_in(given),
            under_standard_reason=given.get("under_standard_reason", ""),
            by=self.request.user,
            on=timezone.localdate(),
        )

    def perform_update(self, serializer: Any) -> None:
        """Save plain corrections; accepting and ending are actions of their own."""
        given, terms, today = serializer.validated_data, serializer.instance, timezone.localdate()
        before = rates_of(terms)
        accepts = evidence_in(given) if terms.accepted_on is None else None
        ends = given.pop("effective_to", None)
        if accepts:
            for field in EVIDENCE:
                del given[field]
        serializer.save()
        if rates_of(terms) != before:
            terms_of_business.reconsider(terms.pk, by=self.request.user, on=today)
        if accepts:
            terms_of_business.accept(terms.pk, accepts, by=self.request.user, on=today)
        if ends and ends != terms.effective_to:
            terms_of_business.end(terms.pk, effective_to=ends, by=self.request.user, on=today)


def rates_of(terms: Terms) -> tuple[Any, ...]:
    """Return what decides whether terms are under the standard rate."""
    fields = terms_of_business.fee_terms_of(terms).as_json()
    return fields["rate"], fields["discount_rate"], fields["bands"], terms.under_standard_reason


def evidence_in(given: dict[str, Any]) -> Evidence | None:
    """Return the evidence of acceptance, if the request brings any."""
    if not given.get("accepted_on"):
        return None
    return Evidence(
        accepted_on=given["accepted_on"],
        accepted_by=given["accepted_by"],
        acceptance=given["acceptance"],
        document_sha256=given.get("document_sha256", ""),
    )
