"""Bank statements: the bank's files, each transaction imported once."""

import base64
import binascii
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from billing.domain.bank import bank_statements
from billing.exchange.bank_statement.read import read_statement
from billing.models import BankStatement
from foundation.api.fields import StrictBooleanField, StrictCharField
from foundation.api.idempotency import idempotent
from foundation.api.permissions import CanBill
from foundation.api.serializers import StrictModelSerializer, StrictSerializer
from foundation.api.viewsets import OfficeViewSet
from foundation.errors import BadValue
from foundation.imports.engine.faults import UnreadableFile

MOST_BASE64 = 950_000
MOST_FAULTS = 50


class BankStatementSerializer(StrictModelSerializer):
    """A file, with its opening and closing balance in pence if it states them."""

    class Meta:
        model = BankStatement
        fields = [
            *("id", "file_name", "sha256", "account", "imported_at", "from_on", "to_on"),
            *("opening_pence", "closing_pence"),
        ]
        read_only_fields = fields


class UploadSerializer(StrictSerializer):
    """A CSV, XLSX or OFX file. `anyway` imports it even though its running balance breaks."""

    file_name = StrictCharField(max_length=200)
    content = StrictCharField(
        max_length=MOST_BASE64, help_text="The file in Base64; the file may be up to 700 kB."
    )
    account = StrictCharField(max_length=60, required=False, allow_blank=True, default="")
    signs_reversed = StrictBooleanField(required=False, allow_null=True, default=None)
    anyway = StrictBooleanField(required=False, default=False)


class TakenSerializer(serializers.Serializer[Any]):
    """The number of new and known transactions; `statement` is null if nothing is new."""

    statement = BankStatementSerializer(allow_null=True)
    new = serializers.IntegerField()
    known = serializers.IntegerField()


class BankStatementViewSet(OfficeViewSet):
    """The imported files, newest first."""

    queryset = BankStatement.objects.all()
    serializer_class = BankStatementSerializer
    ordering = ["-id"]
    ordering_fields = {"from_on": "from_on", "to_on": "to_on"}

    def get_permissions(self) -> Any:
        return [CanBill()] if self.action == "create" else super().get_permissions()

    @extend_schema(request=UploadSerializer, responses={201: TakenSerializer, 200: TakenSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Import a file: its new transactions become open bank lines. 200 if nothing is new."""
        validated = self.validated(UploadSerializer)
        try:
            read = read_statement(
                decoded(validated["content"]),
                name=validated["file_name"],
                account=validated["account"],
                remembered=bank_statements.remembered_layout,
                reverse=validated["signs_reversed"],
            )
        except UnreadableFile as refusal:
            raise BadValue("content", str(refusal)) from None
        faults = [*read.faults, *([] if validated["anyway"] else read.breaks)]
        if faults:
            raise serializers.ValidationError(
                {"content": [str(one) for one in faults[:MOST_FAULTS]]}
            )
        taken = bank_statements.take(read.file, by=self.request.user, on=timezone.localdate())
        code = status.HTTP_201_CREATED if taken.statement else status.HTTP_200_OK
        return Response(TakenSerializer(taken).data, code)


def decoded(content: str) -> bytes:
    """Return the bytes of a file. Raises BadValue if it is not Base64."""
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise BadValue("content", "This is not Base64.") from None
