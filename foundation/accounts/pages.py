"""A user's own account: their details and the ways to sign in."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .choices import SWITCHES
from .models import CalendarAddress
from .second_factor import PROVED


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the user's account, with links to the pages that change it."""
    user: Any = request.user
    kinds = SWITCHES[user.role]
    context = {
        **factors_of(user.pk),
        "sessions": len(UserSession.objects.purge_and_list(user)),
        "switched_off": user.notification_choices.filter(kind__in=kinds, wanted=False).count(),
        "kinds": len(kinds),
        "has_calendar": CalendarAddress.objects.filter(user=user).exists(),
        "keys": user.api_keys.filter(revoked=False).count(),
    }
    return render(request, "account/overview.html", context)


@never_cache
@login_required
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the user's second factors, and why they must set one up if they must."""
    user: Any = request.user
    needed = user.is_office and settings.SECOND_FACTOR_REQUIRED
    context = {
        **factors_of(user.pk),
        "needed": needed,
        "must_set_up": needed and request.session.get(PROVED) != user.pk,
    }
    return render(request, "mfa/index.html", context)


def factors_of(user_id: int) -> dict[str, Any]:
    """Return, for a template, the app, the passkeys and the count of unused recovery codes."""
    authenticators = list(Authenticator.objects.filter(user_id=user_id).order_by("pk"))
    codes = next(
        (each for each in authenticators if each.type == Authenticator.Type.RECOVERY_CODES), None
    )
    return {
        "app": next(
            (each for each in authenticators if each.type == Authenticator.Type.TOTP), None
        ),
        "passkeys": [each for each in authenticators if each.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
    }
