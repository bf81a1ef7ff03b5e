"""A fresh proof of who it is, before a way in is added: a password, a passkey, an app, a key.

Somebody with a password or a second factor uses it again, which is allauth's. Who has neither has
signed in within the last minutes, or types a code that we email.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .models import User

PROVED_AT: Final = "proved_at"
CODE: Final = "confirm_code"
MOST_TRIES: Final = 3
# Whose rates are used: a code to confirm counts as one to sign in.
LIMITS: Final = "allauth.account"

View = Callable[..., Any]


class ConfirmCode(forms.Form):
    """The code we sent."""

    code = forms.CharField(
        label="Code in our email",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, **kwargs: object) -> None:
    """Count signing in as a proof: it took a code, a link or a factor just now."""
    request.session[PROVED_AT] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    """Return whether this person has just proved who they are."""
    if reauthentication.get_reauthentication_flows(request.user):
        return bool(reauthentication.did_recently_reauthenticate(request))
    age = time.time() - request.session.get(PROVED_AT, 0)
    return bool(0 <= age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def proof_due(request: HttpRequest) -> HttpResponse | None:
    """Return the way to a fresh proof if one is due, else None.

    A form that was sent is sent once more afterwards, so nothing is typed twice.
    """
    if not request.user.is_authenticated or is_fresh(request):
        return None
    if reauthentication.get_reauthentication_flows(request.user):
        raise ReauthenticationRequired  # allauth leads to the password or the factor
    way: HttpResponse = reauthentication.suspend_request(request, reverse("confirm-by-email"))
    return way


def freshly_proved(view: View) -> View:
    """Return the view, which opens only to somebody who has just proved who they are."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return proof_due(request) or view(request, *args, **kwargs)

    return door


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Email a code to the user, and take it back as their proof."""
    user: Any = request.user
    if request.method == "POST" and "code" not in request.POST:
        return too_many(request, "request_login_code", key=user.email) or send_code(request, user)
    form = ConfirmCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if refused := too_many(request, "reauthenticate", user=user):
            return refused
        if is_the_code(request, form.cleaned_data["code"]):
            request.session[PROVED_AT] = time.time()
            resumed: HttpResponse | None = reauthentication.resume_request(request)
            return resumed or redirect("account")
        form.add_error("code", "This is not the code we sent, or it is too old. Send a new one.")
    context = {"form": form, "is_sent": form.is_bound or CODE in request.session}
    context["next"] = request.GET.get("next", request.POST.get("next", ""))
    return render(request, "account/confirm_by_email.html", context)


def too_many(request: HttpRequest, action: str, **who: Any) -> HttpResponse | None:
    """Return 429 if this was tried too often, else None."""
    refused: HttpResponse | None = ratelimit.consume_or_429(
        request, app=LIMITS, action=action, **who
    )
    return refused


def send_code(request: HttpRequest, user: User) -> HttpResponse:
    """Email a new code, which replaces the one before."""
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[CODE] = {"digest": digest_of(code), "at": time.time(), "tries": 0}
    adapter.send_mail("account/email/confirm_code", user.email, {"code": code, "user": user})
    context = {"form": ConfirmCode(), "is_sent": True, "next": request.POST.get("next", "")}
    return render(request, "account/confirm_by_email.html", context)


def is_the_code(request: HttpRequest, typed: str) -> bool:
    """Return whether the code is the one we sent; it works once, for 15 minutes and three tries."""
    sent = request.session.get(CODE)
    if sent is None:
        return False
    sent["tries"] += 1
    in_time = time.time() - sent["at"] < settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    right = constant_time_compare(sent["digest"], digest_of(typed))
    request.session.modified = True
    if right or not in_time or sent["tries"] >= MOST_TRIES:
        del request.session[CODE]
    return in_time and right


def digest_of(code: str) -> str:
    """Return what the session stores of a code; case and blanks do not count."""
    plain = code.replace(" ", "").replace("-", "").upper()
    return salted_hmac("foundation.accounts.fresh_proof", plain, algorithm="sha256").hexdigest()
