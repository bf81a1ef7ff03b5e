"""Hires: engagements of graduates by employers, and how they end."""

from typing import Any, ClassVar

from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from employers.choices import EndReason
from foundation.accounts.rules import is_office
from foundation.api.fields import RateField, StrictChoiceField, StrictDateField, StrictTextField
from foundation.api.filters import FlagFilter, IdFilter, from_until
from foundation.api.permissions import CanPlace, CanPlaceOrReadOnly
from foundation.api.serializers import StrictModelSerializer, StrictSerializer, named
from foundation.api.viewsets import CreateMixin, ScopedViewSet, post_action
from placements.choices import Contract, HireState
from placements.domain.hires import hires, leavers
from placements.domain.hires.engagement import Engagement
from placements.models import Hire


class HireSerializer(StrictModelSerializer):
    """Give the introduction, or the graduate, the employer and why there was no introduction."""

    fte = RateField(above_least=True, places=4, required=False)
    end_reason = StrictChoiceField(choices=EndReason.choices, allow_blank=True, read_only=True)
    fee = serializers.SerializerMethodField(help_text="The fee in force; for the office only.")
    withheld: ClassVar[tuple[str, ...]] = ("fee", "fee_due", "fee_note")

    class Meta:
        model = Hire
        fields = [
            "id",
            "introduction",
            "graduate",
            "employer",
            "no_introduction_reason",
            "replaces",
            "late_conversion_of",
            "terms",
            "job_title",
            "start_on",
            "salary_pence",
            "fte",
            "contract",
            "months",
            "agreed_on",
            "state",
            "fell_through_on",
            "last_day",
            "notified_on",
            "end_reason",
            "reason",
            "fee",
            "fee_due",
            "fee_note",
            "brought_over",
            "created_at",
        ]
        read_only_fields = [
            "late_conversion_of",
            "terms",
            "state",
            "fell_through_on",
            "last_day",
            "notified_on",
            "end_reason",
            "reason",
            "fee_due",
            "fee_note",
            "brought_over",
        ]
        extra_kwargs = {
            "graduate": {"required": False},
            "employer": {"required": False},
            "replaces": {"help_text": "The ended hire that this one replaces."},
            "agreed_on": {"required": False, "help_text": "Defaults to today."},
            "salary_pence": {"min_value": 1, "help_text": "First-year gross pay, as agreed."},
        }

    def get_fee(self, hire: Hire) -> int | None:
        """Return the id of the fee in force, if any; a waived fee is not."""
        standing = [fee.pk for fee in hire.fees.all() if fee.state == "live"]
        return standing[0] if standing else None

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the values, graduate and employer taken from the introduction, if it is given."""
        introduction = attrs.get("introduction")
        for field in ("graduate", "employer"):
            if introduction is None and attrs.get(field) is None:
                raise named(field, "Give the introduction, or the graduate and the employer.")
            if introduction:
                attrs.setdefault(field, getattr(introduction, field))
        return attrs

    def to_representation(self, instance: Hire) -> dict[str, Any]:
        values = super().to_representation(instance)
        if not is_office(self.context["request"].user):
            values.update(dict.fromkeys(self.withheld))
        return values


class HireFilters(filters.FilterSet):
    introduction = IdFilter()
    graduate = IdFilter()
    employer = IdFilter()
    state = filters.ChoiceFilter(choices=HireState.choices)
    contract = filters.ChoiceFilter(choices=Contract.choices)
    cohort = filters.CharFilter("graduate__cohort__name", "iexact")
    brought_over = FlagFilter()
    start_on_from, start_on_until = from_until("start_on").values()
    agreed_on_from, agreed_on_until = from_until("agreed_on").values()


class StartSerializer(StrictSerializer):
    """The actual first day, which defaults to the agreed one."""

    on = StrictDateField(required=False)


class EndSerializer(StrictSerializer):
    """The last day of employment, why it ended, and when we were told."""

    last_day = StrictDateField()
    reason = StrictTextField(max_length=2000, help_text="Such as resigned or redundancy.")
    notified_on = StrictDateField(required=False, allow_null=True)


class LastDaySerializer(StrictSerializer):
    """The corrected last day, and why it changed."""

    last_day = StrictDateField()
    notified_on = StrictDateField(required=False, allow_null=True)
    reason = StrictTextField(max_length=2000, required=False, allow_blank=True)


class ReEngageSerializer(StrictSerializer):
    """The first day back."""

    back_on = StrictDateField()


class FallThroughSerializer(StrictSerializer):
    """Why it never started."""

    reason = StrictTextField(max_length=2000)


class HireViewSet(CreateMixin, ScopedViewSet):
    """The hires a person may see: the office all, an employer and a graduate their own."""

    queryset = Hire.objects.prefetch_related("fees")
    serializer_class = HireSerializer
    filterset_class = HireFilters
    changes_with = ("fees",)
    permission_classes = [CanPlaceOrReadOnly]
    search_fields = ["graduate__full_name", "employer__name", "job_title"]
    ordering = ["-id"]
    ordering_fields = {
        "start_on": "start_on",
        "agreed_on": "agreed_on",
        "salary_pence": "salary_pence",
        "created_at": "created_at",
    }

    def perform_create(self, serializer: Any) -> None:
        today = timezone.localdate()
        engagement = Engagement(**{"agreed_on": today, **serializer.validated_data})
        serializer.instance = hires.agree(engagement, by=self.request.user, on=today)

    @post_action(CanPlace, body=StartSerializer)
    def start(self, request: Request, pk: str) -> Response:
        """Record the first day: the fee is raised and its invoices are drafted."""
        hire = self.get_object()
        first_day = self.validated(StartSerializer).get("on", hire.start_on)
        return self.respond(hires.start(hire.pk, by=self.request.user, on=first_day))

    @post_action(CanPlace, body=EndSerializer)
    def end(self, request: Request, pk: str) -> Response:
        """Record the last day, and work out whether a rebate is due."""
        today, validated = timezone.localdate(), self.validated(EndSerializer)
        return self.respond(
            hires.end(self.get_object().pk, by=self.request.user, on=today, **validated)
        )

    @post_action(CanPlace, body=LastDaySerializer)
    def change_last_day(self, request: Request, pk: str) -> Response:
        """Correct the last day of a hire that ended: its rebate is worked out again."""
        today, validated = timezone.localdate(), self.validated(LastDaySerializer)
        done = leavers.change_last_day(
            self.get_object().pk, by=self.request.user, on=today, **validated
        )
        return self.respond(done)

    @post_action(CanPlace, body=ReEngageSerializer)
    def re_engage(self, request: Request, pk: str) -> Response:
        """Record that the employer took them back: a rebate already given is charged again."""
        today, validated = timezone.localdate(), self.validated(ReEngageSerializer)
        done = leavers.re_engage(self.get_object().pk, by=self.request.user, on=today, **validated)
        return self.respond(done)

    @post_action(CanPlace, body=FallThroughSerializer)
    def fall_through(self, request: Request, pk: str) -> Response:
        """Record that it will never start, so no fee is due."""
        today, validated = timezone.localdate(), self.validated(FallThroughSerializer)
        done = hires.fall_through(self.get_object().pk, by=self.request.user, on=today, **validated)
        return self.respond(done)
