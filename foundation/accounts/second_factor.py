"""Staff, finance and admin prove themselves twice: until then a session opens nothing else.

A code by e-mail, a password or a sign-in link is one factor. An app's code, a security key or a
recovery code is the second; a passkey is both, for its device asks for a finger, a face or a PIN.
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
# What somebody may open who has yet to prove themselves: their factor, or the way out.
OPEN: Final = {
    *("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_login", "sign-in"),
    *("sign-out", "account_logout", "alive", "ready", "api-docs", "api-schema"),
    *("notification-off", "calendar-feed"),
}
# And who has no factor yet: setting one up, which takes their password if they have one.
SET_UP: Final = {
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"),
}
SENTENCE: Final = (
    "Your role needs a second factor, and this session has proved only one. "
    "Open the front page in a browser: it leads to setting one up."
)

View = Callable[..., HttpResponse]


class SecondFactorMiddleware:
    """Lead people of the office to their second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return the way to the second factor where one is due, and None where the view may run."""
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
    """Return whether the person has yet to prove a second factor in this session.

    A program signs in by its key, which was made in such a session; its session does not count.
    """
    if not settings.SECOND_FACTOR_REQUIRED or not isinstance(request.user, User):
        return False
    if is_api(request) and request.headers.get("Authorization", "").lower().startswith("api-key"):
        return False
    return request.user.is_office and request.session.get(PROVED) != request.user.pk


def is_api(request: HttpRequest) -> bool:
    """Return whether the API answers, which looks at a key before it looks at the session."""
    return request.path.startswith("/api/")


def way_to_it(request: HttpRequest) -> str:
    """Return where to prove the second factor, or to set one up, and come back from."""
    back = request.get_full_path() if request.method == "GET" else reverse("home")
    if is_mfa_enabled(request.user):
        return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}"
    return reverse("mfa_index")


def refusal() -> JsonResponse:
    """Return 403 as the API writes it."""
    error = {"code": "second_factor_needed", "detail": SENTENCE, "attr": None}
    return JsonResponse({"type": "client_error", "errors": [error]}, status=403)


def mark_proved(request: HttpRequest, user: User) -> None:
    """Note in the session that this person has proved both factors."""
    request.session[PROVED] = user.pk


@receiver(authentication_step_completed)
def note_use(request: HttpRequest, method: str, user: User, **kwargs: object) -> None:
    """A factor was used, to sign in or to confirm who it is."""
    if method == "mfa":
        mark_proved(request, user)


@receiver(authenticator_added)
def note_set_up(request: HttpRequest, user: User, **kwargs: object) -> None:
    """A factor was set up by somebody who had it in hand: that shows the recovery codes too."""
    record_authentication(request, user, "mfa", reauthenticated=True)


@receiver(authenticator_removed)
def note_removal(request: HttpRequest, user: User, **kwargs: object) -> None:
    """The last factor was taken away: an office person needs a new one before going on."""
    if not Authenticator.objects.filter(user=user).exists():
        request.session.pop(PROVED, None)
