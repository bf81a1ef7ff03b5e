"""The secret address of a user's calendar feed: created, renewed, deleted."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .models import CalendarAddress, User, digest_of, new_secret

SUCCESS: Final = {
    "make": "You have created an address for your calendar.",
    "renew": "You have created a new address for your calendar. The old one no longer works.",
    "withdraw": "You have deleted your calendar’s address.",
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Create, renew or delete the address, which is shown in this response only."""
    user: Any = request.user
    action = request.POST.get("action", "")
    feed = ""
    if request.method == "POST" and action in SUCCESS:
        if action != "withdraw":
            feed = new_feed(user)
        else:
            CalendarAddress.objects.filter(user=user).delete()
        messages.success(request, SUCCESS[action])
        if not feed:
            return redirect("calendar-address")
    calendar = CalendarAddress.objects.filter(user=user).first()
    return render(request, "account/calendar.html", {"feed": feed, "calendar": calendar})


def new_feed(user: User) -> str:
    """Return the whole new address of a user's feed; the one before opens nothing any more."""
    secret = new_secret()
    row = {"secret_sha256": digest_of(secret), "made_at": timezone.now(), "last_used_at": None}
    calendar, _ = CalendarAddress.objects.update_or_create(user=user, defaults=row)
    path: str = reverse("calendar-feed", args=[calendar.pk, secret])
    return f"{settings.SITE_URL.rstrip('/')}{path}"
