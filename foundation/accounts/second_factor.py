"""Staff, finance and admin need two factors: until then their session gives access to nothing else.

A code by email, a password or a sign-in link is one factor. An app's code, a security key or a
recovery code is the second; a passkey is both, because its device asks for a fingerprint, face or
PIN.
"""

from collections.abc import Callable
from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from .models import User

PROVED: Final = "second_factor_proved_by"
# The pages open to users who have yet to prove a second factor: to prove it, or to sign out.
OPEN: Final = {
    *("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_login", "sign-in"),
    *("sign-out", "account_logout", "alive", "ready", "api-docs", "api-schema"),
    *("notification-off", "calendar-feed"),
}
# And to users without one: to set one up, which takes a fresh proof of the first.
SET_UP: Final = {
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"),
    "confirm-by-email",
}
SENTENCE: Final = (
    "Your role needs a second factor, and you have used only one in this session. "
    "Open the home page in a browser to use or set up a second factor."
)

View = Callable[..., HttpResponse]


class SecondFactorMiddleware:
    """Redirects users of the office to their second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return a redirect to the second factor if it is due, and None if the view may run."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in OPEN or not is_due(request):
            return None
        if name in SET_UP and not is_mfa_enabled(request.user):
            return None
        if is_api(request):
            return refusal()
        address = way_to_it(request)
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def is_due(request: HttpRequest) -> bool:
    """Return whether the user has yet to prove a second factor in this session.

    A program signs in by its key, which was created in a session with both factors.
    """
    if not settings.SECOND_FACTOR_REQUIRED or not isinstance(request.user, User):
        return False
    if is_api(request) and request.headers.get("Authorization", "").lower().startswith("api-key"):
        return False
    return request.user.is_office and request.session.get(PROVED) != request.user.pk


def is_api(request: HttpRequest) -> bool:
    """Return whether the request is to the API, where a key takes precedence over the session."""
    return request.path.startswith("/api/")


def way_to_it(request: HttpRequest) -> str:
    """Return the address to prove or set up the second factor, and to return from."""
    back = request.get_full_path() if request.method == "GET" else reverse("home")
    if is_mfa_enabled(request.user):
        return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}"
    return reverse("mfa_index")


def refusal() -> JsonResponse:
    """Return 403 in the shape of the API."""
    error = {"code": "second_factor_needed", "detail": SENTENCE, "attr": None}
    return JsonResponse({"type": "client_error", "errors": [error]}, status=403)


def mark_proved(request: HttpRequest, user: User) -> None:
    """Note in the session that this user has proved both factors."""
    request.session[PROVED] = user.pk


@receiver(authentication_step_completed)
def note_use(request: HttpRequest, method: str, user: User, **kwargs: object) -> None:
    """Note that a second factor was used, to sign in or to confirm who it is."""
    if method == "mfa":
        mark_proved(request, user)


@receiver(authenticator_added)
def note_set_up(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Count setting up a factor as using it, so that the recovery codes are shown next."""
    record_authentication(request, user, "mfa", reauthenticated=True)


@receiver(authenticator_removed)
def note_removal(request: HttpRequest, user: User, **kwargs: object) -> None:
    """If the last factor was removed, require the office's users to set up a new one."""
    if not Authenticator.objects.filter(user=user).exists():
        request.session.pop(PROVED, None)
