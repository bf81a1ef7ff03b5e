"""How long the office stays signed in: half an hour without use, twelve hours in all.

Employers and graduates see only what is theirs, and stay signed in for two weeks
(SESSION_COOKIE_AGE). Staff, finance and admin see everybody's records.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from .models import User
from .second_factor import is_api

STARTED_AT: Final = "office_session_started_at"
SEEN_AT: Final = "office_session_seen_at"
# A page in use is noted at most once in this time: each note is a write.
NOTED_EVERY: Final = timedelta(minutes=1).total_seconds()
# Asked of every visitor, or by machines.
OPEN: Final = {"alive", "ready", "sign-in", "sign-out", "account_logout"}
NOT_SAVED: Final = "What you had just sent was not saved: sign in and send it again."

View = Callable[..., HttpResponse]


class OfficeSessionMiddleware:
    """Ends a session of the office when its time is over, and says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return the way to sign in again if the session's time is over, else None."""
        match = request.resolver_match
        if (match and match.view_name in OPEN) or not isinstance(request.user, User):
            return None
        if not request.user.is_office:
            return None
        now = time.time()
        if why := why_over(request, now=now):
            return ended(request, why)
        note(request, now=now)
        return None


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, **kwargs: object) -> None:
    """Begin both clocks with the sign-in, which writes the session anyway."""
    request.session[STARTED_AT] = request.session[SEEN_AT] = time.time()


def why_over(request: HttpRequest, *, now: float) -> str | None:
    """Return in a sentence why an office session is over, None while it is not."""
    idle, whole = settings.OFFICE_SESSION_IDLE, settings.OFFICE_SESSION_WHOLE
    if now - request.session.get(SEEN_AT, now) > idle.total_seconds():
        minutes = int(idle.total_seconds() // 60)
        return f"You were signed out, because you did not use Foothold for {minutes} minutes."
    if now - request.session.get(STARTED_AT, now) > whole.total_seconds():
        hours = int(whole.total_seconds() // 3600)
        return f"You were signed out, because you had been signed in for {hours} hours."
    return None


def note(request: HttpRequest, *, now: float) -> None:
    """Store that the session is in use, and since when: once a minute at the most."""
    if STARTED_AT not in request.session:
        request.session[STARTED_AT] = now
    if now - request.session.get(SEEN_AT, 0) >= NOTED_EVERY:
        request.session[SEEN_AT] = now


def ended(request: HttpRequest, why: str) -> HttpResponse:
    """Sign the user out, and return the way to sign in again, with the reason on its page."""
    is_form = request.method not in ("GET", "HEAD")
    sentence = f"{why} {NOT_SAVED}" if is_form else why
    logout(request)
    if is_api(request):
        error = {"code": "session_ended", "detail": sentence, "attr": None}
        return JsonResponse({"type": "client_error", "errors": [error]}, status=401)
    messages.warning(request, sentence)
    htmx: Any = getattr(request, "htmx", None)
    # A form's own address answers no GET: the page that it stood on does.
    back = request.META.get("HTTP_REFERER", "") if is_form else request.get_full_path()
    back = htmx.current_url_abs_path if htmx else path_of(request, back)
    address = f"{reverse('account_login')}?{urlencode({'next': back or reverse('home')})}"
    return HttpResponseClientRedirect(address) if htmx else redirect(address)


def path_of(request: HttpRequest, address: str) -> str:
    """Return an address of ours without the host, "" for anybody else's."""
    own = f"{request.scheme}://{request.get_host()}"
    path = address.removeprefix(own)
    return path if path.startswith("/") and not path.startswith("//") else ""
