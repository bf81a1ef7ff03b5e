"""Webhook endpoints and their deliveries, for admins."""

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation import webhooks
from foundation.models import EndpointState, OutboxState, WebhookDelivery, WebhookEndpoint
from foundation.models.webhook import WebhookAttempt

from .fields import StrictCharField, StrictIntegerField, StrictMomentField, UTCDateTimeField
from .filters import IdFilter
from .idempotency import idempotent
from .permissions import IsAdmin
from .serializers import EmptySerializer, StrictModelSerializer, StrictSerializer
from .viewsets import CreateMixin, ScopedViewSet, UpdateMixin, post_action


class WebhookEndpointSerializer(StrictModelSerializer):
    """The secret is in the answer to its making only."""

    old_secret_until = UTCDateTimeField(
        read_only=True,
        allow_null=True,
        help_text="Until then it also signs with the secret before.",
    )
    types = serializers.ListField(
        child=StrictCharField(max_length=100),
        max_length=200,
        required=False,
        help_text="Such as `invoice.issued` or `invoice.*`; an empty list stands for all.",
    )

    class Meta:
        model = WebhookEndpoint
        fields = [
            "id",
            "url",
            "description",
            "types",
            "owner",
            "state",
            "state_reason",
            "failing_since",
            "last_position",
            "old_secret_until",
            "created_at",
        ]
        read_only_fields = [
            *("owner", "state", "state_reason", "failing_since", "last_position"),
        ]
        extra_kwargs = {
            "url": {"help_text": "A public address that begins with https://."},
            "owner": {"help_text": "The user whose rights it has: who made it."},
        }


class WithSecretSerializer(WebhookEndpointSerializer):
    """The endpoint with its new secret, which is not shown again."""

    secret = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="Store it now. Null if this answer is a repetition by its Idempotency-Key.",
    )

    class Meta(WebhookEndpointSerializer.Meta):
        fields = [*WebhookEndpointSerializer.Meta.fields, "secret"]


class ReplaySerializer(StrictSerializer):
    """Either the id of an event, or the time from which to send all again."""

    event = StrictIntegerField(required=False, min_value=1)
    since = StrictMomentField(required=False)


class ReplayedSerializer(serializers.Serializer[Any]):
    """How many events are on their way again."""

    events = serializers.IntegerField()


class WebhookAttemptSerializer(serializers.ModelSerializer[WebhookAttempt]):
    """One request, and what became of it."""

    class Meta:
        model = WebhookAttempt
        fields = ["number", "at", "milliseconds", "status", "answer", "fault"]


class WebhookDeliverySerializer(StrictModelSerializer):
    """One event on its way to one endpoint, with its attempts."""

    endpoint = serializers.IntegerField(source="subject_id", read_only=True)
    event = serializers.IntegerField(
        source="position", allow_null=True, read_only=True, help_text="Null: it is a test."
    )
    webhook_id = serializers.CharField(read_only=True, help_text="The same at every attempt.")
    tries = WebhookAttemptSerializer(many=True, read_only=True)

    class Meta:
        model = WebhookDelivery
        fields = [
            "id",
            "endpoint",
            "event",
            "webhook_id",
            "state",
            "attempts",
            "next_try_at",
            "last_error",
            "created_at",
            "done_at",
            "tries",
        ]
        read_only_fields = fields


class WebhookEndpointFilters(filters.FilterSet):
    """By state."""

    state = filters.ChoiceFilter(choices=EndpointState.choices)


class WebhookDeliveryFilters(filters.FilterSet):
    """By endpoint and state."""

    endpoint = IdFilter("subject_id")
    state = filters.ChoiceFilter(choices=OutboxState.choices)


class WebhookEndpointViewSet(CreateMixin, UpdateMixin, ScopedViewSet):
    """Where events are sent: signed as Standard Webhooks asks, and tried again for three days."""

    queryset = WebhookEndpoint.objects.all()
    serializer_class = WebhookEndpointSerializer
    filterset_class = WebhookEndpointFilters
    permission_classes = [IsAdmin]
    ordering_fields = {"created_at": "created_at"}

    @extend_schema(responses={201: WithSecretSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Return the new endpoint with its secret: 201."""
        values = {"types": [], **self.validated(WebhookEndpointSerializer)}
        endpoint, secret = webhooks.add(**values, by=self.request.user, on=timezone.localdate())
        return self.with_secret(endpoint, secret, status.HTTP_201_CREATED)

    @idempotent
    def partial_update(self, request: Request, pk: str) -> Response:
        """Return the changed endpoint."""
        endpoint = self.get_object()
        serializer = self.get_serializer(endpoint, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        today, changes = timezone.localdate(), serializer.validated_data
        return self.respond(webhooks.edit(endpoint.pk, by=self.request.user, on=today, **changes))

    @post_action(IsAdmin)
    def pause(self, request: Request, pk: str) -> Response:
        """Hold back its events until it is resumed."""
        return self.call(webhooks.pause)

    @post_action(IsAdmin)
    def resume(self, request: Request, pk: str) -> Response:
        """Send again: after a pause with what has waited."""
        return self.call(webhooks.resume)

    @post_action(IsAdmin)
    def disable(self, request: Request, pk: str) -> Response:
        """Switch it off: what waits becomes dead letters."""
        return self.call(webhooks.disable)

    @post_action(IsAdmin, responses={200: WithSecretSerializer})
    def rotate_secret(self, request: Request, pk: str) -> Response:
        """Make a new secret. For 24 hours requests are signed with both."""
        self.validated(EmptySerializer)
        by, now = self.request.user, timezone.now()
        endpoint, secret = webhooks.rotate_secret(
            self.get_object().pk, by=by, on=timezone.localdate(), now=now
        )
        return self.with_secret(endpoint, secret)

    @post_action(IsAdmin, responses={202: WebhookDeliverySerializer})
    def test(self, request: Request, pk: str) -> Response:
        """Send a test event."""
        self.validated(EmptySerializer)
        today = timezone.localdate()
        row = webhooks.send_test(self.get_object().pk, by=self.request.user, on=today)
        delivery = WebhookDelivery.objects.get(pk=row.pk)
        return Response(WebhookDeliverySerializer(delivery).data, status.HTTP_202_ACCEPTED)

    @post_action(IsAdmin, body=ReplaySerializer, responses={202: ReplayedSerializer})
    def replay(self, request: Request, pk: str) -> Response:
        """Send one event again, or all since a time. Their ids stay the same."""
        today, values = timezone.localdate(), self.validated(ReplaySerializer)
        count = webhooks.replay(self.get_object().pk, by=self.request.user, on=today, **values)
        return Response({"events": count}, status.HTTP_202_ACCEPTED)

    def call(self, verb: Any) -> Response:
        """Return the endpoint after a verb without input."""
        self.validated(EmptySerializer)
        today = timezone.localdate()
        return self.respond(verb(self.get_object().pk, by=self.request.user, on=today))

    def with_secret(
        self, endpoint: WebhookEndpoint, secret: str, status_code: int = status.HTTP_200_OK
    ) -> Response:
        """Return an endpoint with its secret, which is not stored with the answer."""
        response = Response({**self.represent(endpoint), "secret": secret}, status_code)
        response.not_stored = ["secret"]  # type: ignore[attr-defined]  # read by answered_once
        return response


class WebhookDeliveryViewSet(ScopedViewSet):
    """What was sent to the endpoints, what waits, and what was given up: the dead letters."""

    queryset = WebhookDelivery.objects.prefetch_related("tries")
    serializer_class = WebhookDeliverySerializer
    filterset_class = WebhookDeliveryFilters
    permission_classes = [IsAdmin]
    ordering = ["-id"]
    ordering_fields = {"created_at": "created_at"}

    @post_action(IsAdmin, responses={202: ReplayedSerializer})
    def send_again(self, request: Request, pk: str) -> Response:
        """Send its event again, whether it was delivered or given up."""
        self.validated(EmptySerializer)
        today, row = timezone.localdate(), self.get_object()
        count = webhooks.send_again(row.pk, by=self.request.user, on=today)
        return Response({"events": count}, status.HTTP_202_ACCEPTED)
