"""Sign-in by an API key."""

import re
from typing import Final

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from foundation import keys, rate_limits
from foundation.accounts.models import ApiKey, User, digest_of
from foundation.accounts.security_events import SecurityEventKind
from foundation.accounts.security_log import keyed_hash, record
from foundation.models import Limited
from foundation.rate_limits import LimitReached

from .idempotency import is_idempotent
from .limits import TooMany

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
        match = HEADER.fullmatch(header)
        address = address_of(request)
        key = key_with(match[1] if match else "", address=address)
        keys.note_use(key, address=address, at=timezone.now())
        if sentence := keys.why_out_of_scope(key, path=request.path, writes=writes(request)):
            raise PermissionDenied(sentence, code="out_of_scope")
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        """Return the WWW-Authenticate header of a 401."""
        return 'Api-Key realm="api"'


def key_with(secret: str, *, address: str) -> ApiKey:
    """Return the key with this secret. Raises AuthenticationFailed, and in the end TooMany.

    Wrong keys are counted by network address, here, because no throttle is asked before somebody
    has signed in. A stopped address opens only keys that it has used before: a guess that is right
    opens nothing either, while the other programs of a firm go on.
    """
    try:
        key = ApiKey.objects.get_from_key(secret)
    except ApiKey.DoesNotExist:
        count_failure(address)
        note_refusal(secret)
        # One sentence for every reason: it tells an attacker nothing.
        raise AuthenticationFailed("This API key is unknown, revoked or expired.") from None
    if address not in key.addresses:
        stopped = rate_limits.why_stopped(Limited.KEY_FAILED, address=truncate_ip(address))
        if stopped:
            raise TooMany(stopped)
    return key


def count_failure(address: str) -> None:
    """Count a wrong key. Raises TooMany if the address has used up its tries.

    An IPv6 address counts as its network: one host there has as many as it likes.
    """
    try:
        rate_limits.count(Limited.KEY_FAILED, address=truncate_ip(address))
    except LimitReached as refusal:
        raise TooMany(refusal) from None


def note_refusal(secret: str) -> None:
    """Note in the security log that a key was refused, whose it is, and why."""
    prefix = secret.partition(".")[0]
    key = ApiKey.objects.select_related("user").filter(prefix=prefix).first()
    known = {"key": key.prefix} if key else {}
    record(
        SecurityEventKind.KEY_REFUSED,
        user=key.user if key else None,
        prefix=keyed_hash(prefix),
        why=why_refused(key, secret),
        **known,
    )


def why_refused(key: ApiKey | None, secret: str) -> str:
    """Return why a key opens nothing, for our own log."""
    if key is None:
        return "unknown"
    if key.digest != digest_of(secret):
        return "wrong secret"
    if key.revoked:
        return "revoked"
    if key.has_expired:
        return "expired"
    return "no access" if not key.user.is_active else "its user has another address"


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
