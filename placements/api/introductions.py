"""Introductions: graduates' details passed to employers, and what followed."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.rules import is_office
from foundation.api.fields import StrictMomentField, StrictTextField
from foundation.api.filters import IdFilter, from_until
from foundation.api.permissions import CanPlace, CanPlaceOrReadOnly, IsGraduate
from foundation.api.serializers import (
    EmptySerializer,
    HistorySerializer,
    OnADaySerializer,
    StrictModelSerializer,
    StrictSerializer,
    named,
    with_history,
)
from foundation.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin, post_action
from placements.choices import IntroductionState
from placements.domain.introductions import interviews, introductions, willingness
from placements.domain.introductions.introduction_warnings import warnings
from placements.models import Introduction


class IntroductionSerializer(StrictModelSerializer):
    history = HistorySerializer(many=True, read_only=True)
    warnings = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="Warnings before the introduction; for the office only.",
    )

    class Meta:
        model = Introduction
        fields = [
            "id",
            "graduate",
            "employer",
            "hiring_request",
            "contact",
            "asked_on",
            "willing_on",
            "state",
            "sent_on",
            "valid_until",
            "terms",
            "interview_at",
            "reason",
            "brought_over",
            "history",
            "warnings",
            "created_at",
        ]
        read_only_fields = [
            *("asked_on", "state", "sent_on", "valid_until", "terms", "reason", "brought_over"),
            "interview_at",
        ]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the values. On an edit, the graduate and the employer cannot change."""
        if self.instance is None:
            return attrs
        for field in ("graduate", "employer"):
            if field in attrs:
                raise named(
                    field, "You cannot change this. Withdraw the introduction and make a new one."
                )
        for field in ("hiring_request", "contact"):
            chosen = attrs.get(field)
            if chosen and chosen.employer_id != self.instance.employer_id:
                raise named(field, f"This does not belong to {self.instance.employer}.")
        return attrs


class IntroductionFilters(filters.FilterSet):
    graduate = IdFilter()
    employer = IdFilter()
    hiring_request = IdFilter()
    state = filters.ChoiceFilter(choices=IntroductionState.choices)
    sent_on_from, sent_on_until = from_until("sent_on").values()
    valid_until_from, valid_until_until = from_until("valid_until").values()


class ReasonSerializer(OnADaySerializer):
    """An action that needs a reason."""

    reason = StrictTextField(max_length=2000)


class PerhapsReasonSerializer(OnADaySerializer):
    """An action that may have a reason."""

    reason = StrictTextField(max_length=2000, required=False, allow_blank=True)


class InterviewSerializer(OnADaySerializer):
    """When they meet."""

    at = StrictMomentField()


class NoThanksSerializer(StrictSerializer):
    """A no, with an optional reason."""

    reason = StrictTextField(max_length=2000, required=False, allow_blank=True)


class IntroductionViewSet(CreateMixin, UpdateMixin, ScopedViewSet):
    """The introductions a person may see.

    The office all, an employer those sent to it, a graduate their own.
    """

    queryset = Introduction.objects.select_related("graduate", "employer")
    serializer_class = IntroductionSerializer
    filterset_class = IntroductionFilters
    permission_classes = [CanPlaceOrReadOnly]
    search_fields = ["graduate__full_name", "employer__name", "hiring_request__title"]
    ordering = ["-id"]
    ordering_fields = {
        "sent_on": "sent_on",
        "valid_until": "valid_until",
        "created_at": "created_at",
    }

    def with_related(self, rows: Sequence[Any]) -> Sequence[Any]:
        office = is_office(self.request.user)
        by_row = warnings(rows, on=timezone.localdate()) if office else {}
        for row in rows:
            row.warnings = by_row.get(row.pk, [])
        return with_history(rows)

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = introductions.propose(
            by=self.request.user, on=timezone.localdate(), **serializer.validated_data
        )

    @post_action(CanPlace, body=OnADaySerializer)
    def send(self, request: Request, pk: str) -> Response:
        """Pass the graduate's details on: the introduction period begins."""
        return self.moved(introductions.send, OnADaySerializer)

    @post_action(CanPlace, body=OnADaySerializer)
    def interview(self, request: Request, pk: str) -> Response:
        """Record that the employer is interviewing."""
        return self.moved(introductions.interview, OnADaySerializer)

    @post_action(CanPlace, body=InterviewSerializer)
    def arrange_interview(self, request: Request, pk: str) -> Response:
        """Record when they meet, replacing an earlier date; a sent one becomes interviewing."""
        return self.moved(interviews.arrange, InterviewSerializer)

    @post_action(CanPlace, body=OnADaySerializer)
    def call_off_interview(self, request: Request, pk: str) -> Response:
        """Cancel the date; they are still interviewing."""
        return self.moved(interviews.call_off, OnADaySerializer)

    @post_action(CanPlace, body=OnADaySerializer)
    def offer(self, request: Request, pk: str) -> Response:
        """Record that the employer has made an offer."""
        return self.moved(introductions.offer, OnADaySerializer)

    @post_action(CanPlace, body=ReasonSerializer)
    def decline(self, request: Request, pk: str) -> Response:
        """Record that the employer declined, and why."""
        return self.moved(introductions.decline, ReasonSerializer)

    @post_action(CanPlace, body=PerhapsReasonSerializer)
    def withdraw(self, request: Request, pk: str) -> Response:
        """Record that the graduate has withdrawn."""
        return self.moved(introductions.withdraw, PerhapsReasonSerializer)

    @post_action(CanPlace, body=OnADaySerializer)
    def reopen(self, request: Request, pk: str) -> Response:
        """Reopen it; its period still runs from the day it was first sent."""
        return self.moved(introductions.reopen, OnADaySerializer)

    @post_action(IsGraduate)
    def agree(self, request: Request, pk: str) -> Response:
        """Say yes to this position, as the graduate it is about; the office can then send it."""
        self.validated(EmptySerializer)
        today, row = timezone.localdate(), self.get_object()
        return self.respond(willingness.agree_to_meet(row.pk, by=self.request.user, on=today))

    @post_action(IsGraduate, body=NoThanksSerializer)
    def decline_to_meet(self, request: Request, pk: str) -> Response:
        """Say no to this position; we do not tell the employer who you are."""
        validated = self.validated(NoThanksSerializer)
        today, row = timezone.localdate(), self.get_object()
        return self.respond(
            willingness.decline_to_meet(row.pk, by=self.request.user, on=today, **validated)
        )

    def moved(self, verb: Callable[..., Introduction], body: type[OnADaySerializer]) -> Response:
        """Return the introduction after a move."""
        row = self.get_object()
        return self.respond(verb(row.pk, by=self.request.user, **self.validated(body)))
