"""Sign-in by an API key."""

import re
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from foundation import keys
from foundation.accounts.models import ApiKey, User

from .idempotency import is_idempotent

HEADER: Final = re.compile(r"api-key +([A-Za-z0-9]{8}\.[A-Za-z0-9]{16,64}) *", re.IGNORECASE)


class ApiKeyAuthentication(BaseAuthentication):
    """``Authorization: Api-Key <key>``: the request is made by the key's user, with their rights.

    What is outside the key's scopes is refused here, so at every endpoint: 403, `out_of_scope`.

    It is the first authentication class, so that a request without credentials gets a 401 with
    the way to sign in.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the key's user, or None if another scheme is used. Raises AuthenticationFailed."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header.lower().startswith("api-key"):
            return None
        # One sentence for every reason: it tells an attacker nothing.
        refused = AuthenticationFailed("This API key is unknown, revoked or expired.")
        match = HEADER.fullmatch(header)
        if match is None:
            raise refused
        try:
            key = ApiKey.objects.get_from_key(match[1])
        except ApiKey.DoesNotExist:
            raise refused from None
        keys.note_use(key, address=address_of(request), at=timezone.now())
        if sentence := keys.why_out_of_scope(key, path=request.path, writes=writes(request)):
            raise PermissionDenied(sentence, code="out_of_scope")
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        """Return the WWW-Authenticate header of a 401."""
        return 'Api-Key realm="api"'


def writes(request: Request) -> bool:
    """Return whether a request may change anything: all but reads, and what stores nothing."""
    if request.method in SAFE_METHODS:
        return False
    view = (request.parser_context or {}).get("view")
    name = getattr(view, "action", None) or str(request.method).lower()
    handler = getattr(view, name, None)
    return handler is None or is_idempotent(handler)


def address_of(request: Request) -> str:
    """Return the address a request came from, "" if the server does not say (a Unix socket)."""
    try:
        return str(get_adapter().get_client_ip(request))
    except DjangoPermissionDenied:
        return ""


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """Its description in the OpenAPI schema."""

    target_class = ApiKeyAuthentication
    name = "ApiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the security scheme of OpenAPI."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Authorization: Api-Key <key>`, a key made on your account’s page. It "
            "does what you may, within its scopes: `read`, `write`, and the parts it is for.",
        }
