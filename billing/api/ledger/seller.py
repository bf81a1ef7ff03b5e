"""Our details on documents: dated rows; every change adds one."""

import base64
import binascii
from typing import Any

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from billing.domain.ledger import our_details
from billing.exchange.documents.logos import logo_of
from billing.models import Logo, Seller
from foundation.api.approvals import ApprovalSerializer
from foundation.api.fields import StrictCharField
from foundation.api.idempotency import idempotent
from foundation.api.permissions import CanBill, IsOffice
from foundation.api.serializers import StrictModelSerializer
from foundation.api.viewsets import CreateMixin, ScopedViewSet
from foundation.errors import BadValue
from foundation.models import Approval
from foundation.uk_numbers import company_number, vat_number

MOST_BASE64 = 280_000


class SellerSerializer(StrictModelSerializer):
    """Our details from a day on. Documents issued earlier stay as they are."""

    logo = StrictCharField(
        max_length=MOST_BASE64,
        required=False,
        write_only=True,
        help_text="A PNG in Base64, up to 200 kB. Leave it out for no logo.",
    )
    logo_sha256 = serializers.CharField(
        source="logo.sha256", default=None, allow_null=True, read_only=True
    )

    class Meta:
        model = Seller
        fields = [
            "id",
            "effective_from",
            "name",
            "address",
            "company_number",
            "vat_registered",
            "vat_number",
            "email",
            "bank_details",
            "logo",
            "logo_sha256",
        ]
        extra_kwargs = {
            "address": {"required": True, "allow_blank": False, "help_text": "One part per line."},
            "vat_registered": {"required": True},
            "bank_details": {"help_text": "One detail per line, such as `Sort code: 20-00-00`."},
        }

    def validate_company_number(self, text: str) -> str:
        return read(company_number, text) if text else text

    def validate_vat_number(self, text: str) -> str:
        return read(vat_number, text) if text else text

    def validate_logo(self, text: str) -> Logo:
        try:
            png = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError("Send the picture in Base64.") from None
        logo: Logo = read(logo_of, png)
        return logo

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the row. A VAT number is for those registered for VAT, and required then."""
        our_details.vat_agrees(attrs.get("vat_number", ""), registered=attrs["vat_registered"])
        return attrs


def read(check: Any, given: Any) -> Any:
    """Return the checked value; a fault becomes the field's error."""
    try:
        return check(given)
    except BadValue as fault:
        raise serializers.ValidationError(fault.sentence) from None


class SellerViewSet(CreateMixin, ScopedViewSet):
    """Our name, address, numbers and bank details, from a day on. Finance adds rows."""

    queryset = Seller.objects.select_related("logo").defer("logo__png")
    serializer_class = SellerSerializer
    permission_classes = [IsOffice]
    ordering = ["-effective_from"]
    ordering_fields = {"effective_from": "effective_from"}

    def get_permissions(self) -> Any:
        return [CanBill()] if self.action == "create" else super().get_permissions()

    @extend_schema(responses={201: SellerSerializer, 202: ApprovalSerializer})
    @idempotent
    def create(self: Any, request: Request) -> Response:
        """Return our details from a day on.

        New bank details answer 202 with an approval, which a second person decides.
        """
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        details = our_details.Details(**serializer.validated_data)
        saved = our_details.change(details, by=self.request.user, on=localdate())
        if isinstance(saved, Approval):
            return Response(ApprovalSerializer(saved).data, status.HTTP_202_ACCEPTED)
        response: Response = self.respond(saved, status.HTTP_201_CREATED)
        return response
