"""Sign-in by an API key."""

import re
from typing import Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from foundation.accounts.models import ApiKey, User
from foundation.accounts.security_events import SecurityEventKind
from foundation.accounts.security_log import keyed_hash, record

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
        match = HEADER.fullmatch(header)
        prefix = match[1].partition(".")[0] if match else ""
        rows = ApiKey._default_manager.select_related("user")
        key: ApiKey | None = rows.filter(prefix=prefix).first() if match else None
        if match and key and not (reason := why_refused(key, match[1])):
            return key.user, key
        known = {"key": key.prefix, "why": reason} if match and key else {"why": "unknown"}
        owner = key.user if key else None
        record(SecurityEventKind.KEY_REFUSED, user=owner, prefix=keyed_hash(prefix), **known)
        # One sentence for every reason: it tells an attacker nothing.
        raise AuthenticationFailed("This API key is unknown, revoked or expired.")

    def authenticate_header(self, request: Request) -> str:
        """Return the WWW-Authenticate header of a 401."""
        return 'Api-Key realm="api"'


def why_refused(key: ApiKey, secret: str) -> str:
    """Return why this key does not sign anybody in, for our own log; "" if it does."""
    if key.revoked:
        return "revoked"
    if not key.is_valid(secret):
        return "wrong secret"
    if key.has_expired:
        return "expired"
    return "" if key.user.is_active else "no access"


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
