"""Matches: graduates suited to a hiring request, best first."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from employers.models import HiringRequest
from foundation.api.relations import id_in_path
from foundation.api.viewsets import OneAnswer
from placements.api.graduates import GraduateSerializer
from placements.domain.introductions.matching import matches


class MatchSerializer(serializers.Serializer[Any]):
    """A graduate, the points they are ranked by, and the reasons behind them."""

    graduate = GraduateSerializer(read_only=True)
    points = serializers.IntegerField(read_only=True)
    reasons = serializers.ListField(child=serializers.CharField(), read_only=True)


class MatchesSerializer(serializers.Serializer[Any]):
    """At most 50 matches: there is no page after."""

    next = serializers.CharField(read_only=True, allow_null=True, default=None)
    previous = serializers.CharField(read_only=True, allow_null=True, default=None)
    results = MatchSerializer(many=True, read_only=True)


class Matches(OneAnswer, GenericAPIView[HiringRequest]):
    """The published graduates suited to a role, best first, each with its reasons."""

    queryset = HiringRequest.objects.prefetch_related("skills")
    serializer_class = MatchesSerializer
    pagination_class = None
    filter_backends = []

    @extend_schema(operation_id="hiring_requests_matches")
    def get(self, request: Request, pk: str) -> Response:
        roles: Any = self.queryset
        role = roles.visible_to(request.user).filter(pk=id_in_path(pk)).first()
        if role is None:
            raise NotFound
        found = matches(role, user=request.user, on=timezone.localdate())
        shown = MatchesSerializer({"results": found}, context=self.get_serializer_context())
        return Response(shown.data)
