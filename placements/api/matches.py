"""Matches: graduates suited to a hiring request, best first."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from employers.models import HiringRequest
from foundation.api.views import ScopedAPIView
from placements.api.graduates import GraduateSerializer
from placements.domain.introductions.matching import matches


class MatchSerializer(serializers.Serializer[Any]):
    """A graduate, the points they are ranked by, and the reasons behind them."""

    graduate = GraduateSerializer(read_only=True)
    points = serializers.IntegerField(read_only=True)
    reasons = serializers.ListField(child=serializers.CharField(), read_only=True)


class MatchesSerializer(serializers.Serializer[Any]):
    """Up to 50 matches on a single page."""

    next = serializers.CharField(read_only=True, allow_null=True, default=None)
    previous = serializers.CharField(read_only=True, allow_null=True, default=None)
    results = MatchSerializer(many=True, read_only=True)


class Matches(ScopedAPIView):
    """The published graduates suited to a role, best first, each with its reasons."""

    queryset = HiringRequest.objects.prefetch_related("skills")
    serializer_class = MatchesSerializer

    @extend_schema(operation_id="hiring_requests_matches")
    def get(self, request: Request, pk: str) -> Response:
        user, today = self.request.user, timezone.localdate()
        results = matches(self.get_object(), user=user, on=today)
        return Response(self.get_serializer({"results": results}).data)
