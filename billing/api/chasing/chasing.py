"""Chasing: reminders sent and to come, disputes, promises, and the steps each employer gets."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from billing.choices import ReminderStep
from billing.domain.chasing import disputes, promises, reminder_schedules, reminders
from billing.models import Dispute, Invoice, PromiseToPay, Reminder, ReminderSchedule
from employers.models import Employer
from foundation.api.fields import StrictCharField, StrictDateField, StrictTextField
from foundation.api.filters import IdFilter, from_until
from foundation.api.idempotency import idempotent
from foundation.api.permissions import CanBill, IsOffice
from foundation.api.serializers import EmptySerializer, StrictModelSerializer, StrictSerializer
from foundation.api.views import ON_A_DAY, ScopedAPIView, read_day
from foundation.api.viewsets import ScopedViewSet, post_action
from foundation.models import OutboxState

LETTERS = [(step.value, step.label) for step in ReminderStep if step != ReminderStep.ON_STOP]


class ReminderSerializer(StrictModelSerializer):
    """A reminder as it was sent; ``delivery`` says whether its letter has left."""

    step = serializers.ChoiceField(choices=LETTERS, read_only=True)
    delivery = serializers.ChoiceField(choices=OutboxState.choices, read_only=True)

    class Meta:
        model = Reminder
        fields = [
            "id",
            "invoice",
            "step",
            "due_on",
            "sent_on",
            "to",
            "subject",
            "body",
            "delivery",
            "created_at",
        ]
        read_only_fields = fields


class ReminderFilters(filters.FilterSet):
    invoice = IdFilter()
    employer = IdFilter("invoice__employer")
    step = filters.ChoiceFilter(choices=LETTERS)
    sent_on_from, sent_on_until = from_until("sent_on").values()


class ReminderViewSet(ScopedViewSet):
    """The reminders sent, word for word. They never change."""

    queryset = Reminder.objects.all()
    serializer_class = ReminderSerializer
    filterset_class = ReminderFilters
    permission_classes = [IsOffice]
    search_fields = ["invoice__number", "invoice__employer__name", "to"]
    ordering = ["-sent_on", "-id"]
    ordering_fields = {"sent_on": "sent_on"}

    def with_related(self, rows: Sequence[Any]) -> Sequence[Any]:
        became = reminders.deliveries(rows)
        for row in rows:
            row.delivery = became.get(row.pk, OutboxState.DONE)
        return rows


class DisputeSerializer(StrictModelSerializer):
    """A dispute of an invoice."""

    class Meta:
        model = Dispute
        fields = ["id", "invoice", "opened_on", "reason", "closed_on", "outcome"]
        read_only_fields = fields


class PromiseSerializer(StrictModelSerializer):
    """A promise to pay an invoice by a day."""

    class Meta:
        model = PromiseToPay
        fields = ["id", "invoice", "promised_on", "made_on", "by_whom"]
        read_only_fields = fields


class DisputingSerializer(StrictSerializer):
    """What the employer thinks is wrong."""

    reason = StrictTextField(max_length=2000)


class SettlingSerializer(StrictSerializer):
    """What was agreed."""

    outcome = StrictTextField(max_length=2000)


class PromisingSerializer(StrictSerializer):
    """The day they will pay by, and who promised it."""

    promised_on = StrictDateField()
    by_whom = StrictCharField(max_length=200)


class ChasingMixin:
    """What is done about an unpaid invoice."""

    @post_action(CanBill, body=DisputingSerializer, responses={201: DisputeSerializer})
    def dispute(self: Any, request: Request, pk: str) -> Response:
        """Record that the employer disputes it: no reminders are sent until it is settled."""
        validated, invoice = self.validated(DisputingSerializer), self.get_object()
        made = disputes.open_on(
            invoice.pk, by=self.request.user, on=timezone.localdate(), **validated
        )
        return Response(DisputeSerializer(made).data, status.HTTP_201_CREATED)

    @post_action(CanBill, body=SettlingSerializer, responses={200: DisputeSerializer})
    def settle_dispute(self: Any, request: Request, pk: str) -> Response:
        """Record how its dispute was settled: reminders continue where they stopped."""
        validated, invoice = self.validated(SettlingSerializer), self.get_object()
        settled = disputes.settle(
            invoice.pk, by=self.request.user, on=timezone.localdate(), **validated
        )
        return Response(DisputeSerializer(settled).data)

    @post_action(CanBill, body=PromisingSerializer, responses={201: PromiseSerializer})
    def promise(self: Any, request: Request, pk: str) -> Response:
        """Record a promise to pay by a day: no reminders are sent up to that day."""
        validated, invoice = self.validated(PromisingSerializer), self.get_object()
        made = promises.record(
            invoice.pk, by=self.request.user, on=timezone.localdate(), **validated
        )
        return Response(PromiseSerializer(made).data, status.HTTP_201_CREATED)

    @post_action(CanBill, responses={201: ReminderSerializer})
    def remind(self: Any, request: Request, pk: str) -> Response:
        """Send the next reminder, even before its day; at most one a day."""
        self.validated(EmptySerializer)
        invoice, today = self.get_object(), timezone.localdate()
        sent = reminders.send(invoice.pk, by=self.request.user, on=today, ahead=True)
        sent.delivery = OutboxState.WAITING  # type: ignore[attr-defined]  # not a column
        return Response(ReminderSerializer(sent).data, status.HTTP_201_CREATED)


class PreviewSerializer(serializers.Serializer[Any]):
    """The next reminder as it would read; ``quiet`` says why it would not be sent."""

    as_of = serializers.DateField()
    step = serializers.ChoiceField(choices=LETTERS)
    due_on = serializers.DateField()
    to = serializers.CharField()
    reply_to = serializers.CharField()
    subject = serializers.CharField()
    body = serializers.CharField()
    attached = serializers.CharField(help_text="The name of the attached PDF, or empty.")
    quiet = serializers.CharField()


class ReminderPreview(ScopedAPIView):
    """A preview of an invoice's next reminder. Nothing is sent."""

    serializer_class = PreviewSerializer
    permission_classes = [IsOffice]
    queryset = Invoice.objects.all()
    parameters = {"on"}

    @extend_schema(operation_id="invoices_reminder_preview", parameters=[ON_A_DAY])
    def get(self, request: Request, pk: str) -> Response:
        """Return the letter as it would read on a day."""
        on = read_day(request)
        letter = reminders.preview(self.get_object().pk, on=on)
        preview = {
            "as_of": on,
            "step": letter.step,
            "due_on": letter.due_on,
            "to": letter.to,
            "reply_to": letter.words.reply_to,
            "subject": letter.words.subject,
            "body": letter.words.body,
            "attached": letter.attached,
            "quiet": letter.quiet,
        }
        return Response(PreviewSerializer(preview).data)


class ReminderLadderSerializer(StrictModelSerializer):
    """The reminder steps an employer gets: all unless switched off."""

    class Meta:
        model = ReminderSchedule
        fields = ["before_due", "first", "second", "final", "on_stop"]


class ReminderLadderOf(ScopedAPIView):
    """Which reminders an employer gets."""

    serializer_class = ReminderLadderSerializer
    permission_classes = [IsOffice]
    queryset = Employer.objects.all()

    def get_permissions(self) -> Any:
        return [CanBill()] if self.request.method == "PATCH" else super().get_permissions()

    @extend_schema(operation_id="employers_reminder_ladder")
    def get(self, request: Request, pk: str) -> Response:
        """Return the steps that are on."""
        ladder = reminder_schedules.of(self.get_object())
        return Response(ReminderLadderSerializer(ladder).data)

    @extend_schema(operation_id="employers_reminder_ladder_update")
    @idempotent
    def patch(self, request: Request, pk: str) -> Response:
        """Switch steps on or off."""
        employer = self.get_object()
        serializer = ReminderLadderSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        changed = reminder_schedules.change(
            employer.pk,
            by=self.request.user,
            on=timezone.localdate(),
            **serializer.validated_data,
        )
        return Response(ReminderLadderSerializer(changed).data)
