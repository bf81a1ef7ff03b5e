"""Signing in by a link that works once, and signing out."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .models import User
from .second_factor import mark_proved
from .security_events import SecurityEventKind
from .security_log import record


class SignInTokens(PasswordResetTokenGenerator):
    """Tokens that expire with the next sign-in, and after PASSWORD_RESET_TIMEOUT seconds."""

    key_salt = "foundation.accounts.sign_in"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        # Django cuts last_login to seconds: a link made and used within one could be used twice.
        return f"{user.pk}{user.password}{user.email}{user.last_login}{timestamp}"


tokens = SignInTokens()


def link_for(user: User, base_url: str) -> str:
    """Return a link that signs this user in once, within a day.

    Signing in by any link invalidates all the user's other links.
    """
    uidb64 = urlsafe_base64_encode(str(user.pk).encode())
    path = reverse("sign-in", args=[uidb64, tokens.make_token(user)])
    return base_url.rstrip("/") + path


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def sign_in(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """Ask on GET, sign in on POST: a mail scanner that opens the link must not use it up."""
    user = _named_by(uidb64)
    if user is None or not tokens.check_token(user, token):
        record(SecurityEventKind.SIGN_IN_FAILED, user=user, by="link")
        return render(request, "sign_in/stale.html", status=410)
    if request.method != "POST":
        return render(request, "sign_in/ask.html", {"person": user})
    if request.user.is_authenticated:
        logout(request)  # another user at the same computer
    # Users with a second factor are asked for it next, as after a code by email.
    answer: HttpResponse = perform_login(request, user)
    if settings.SIGN_IN_LINK_IS_BOTH_FACTORS and request.user == user:
        mark_proved(request, user)
    return answer


def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    """Sign out on POST; GET only redirects home, so that no link or image can sign users out."""
    if request.method == "POST" and request.user.is_authenticated:
        logout(request)
        messages.success(request, "You have signed out.")
    return redirect("home")


def _named_by(uidb64: str) -> User | None:
    """Return the active user of a link, locked, so that of two simultaneous clicks one counts."""
    try:
        pk = int(urlsafe_base64_decode(uidb64).decode("ascii"))
    except ValueError:
        return None
    people = User.objects.filter(is_active=True).select_for_update()
    return people.filter(pk=pk).first() if pk.bit_length() < 63 else None
