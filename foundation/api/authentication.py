"""Sign-in by an API key."""

import re
from typing import Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from foundation.accounts.models import ApiKey, User

HEADER: Final = re.compile(r"api-key +([A-Za-z0-9]{8}\.[A-Za-z0-9]{16,64}) *", re.IGNORECASE)


class ApiKeyAuthentication(BaseAuthentication):
    """``Authorization: Api-Key <key>``: the request is made by the key's user, with their rights.

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
            key: ApiKey = ApiKey._default_manager.select_related("user").get(
                prefix=match[1].partition(".")[0], revoked=False
            )
        except ApiKey.DoesNotExist:
            raise refused from None
        if not key.is_valid(match[1]) or key.has_expired or not key.user.is_active:
            raise refused
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        """Return the WWW-Authenticate header of a 401."""
        return 'Api-Key realm="api"'


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
            "description": "`Authorization: Api-Key <key>`, a key of `manage.py create_user`.",
        }
