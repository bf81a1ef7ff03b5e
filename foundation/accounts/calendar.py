"""The secret address of a user's calendar feed: created, renewed, deleted."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .models import CalendarAddress, new_secret

SUCCESS: Final = {
    "make": "You have created an address for your calendar.",
    "renew": "You have created a new address for your calendar. The old one no longer works.",
    "withdraw": "You have deleted your calendar’s address.",
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Show the address, and create, renew or delete it."""
    user: Any = request.user
    action = request.POST.get("action", "")
    if request.method == "POST" and action in SUCCESS:
        if action == "withdraw":
            CalendarAddress.objects.filter(user=user).delete()
        else:
            CalendarAddress.objects.update_or_create(user=user, defaults={"secret": new_secret()})
        messages.success(request, SUCCESS[action])
        return redirect("calendar-address")
    calendar = CalendarAddress.objects.filter(user=user).first()
    feed = ""
    if calendar:
        feed = settings.SITE_URL.rstrip("/") + reverse(
            "calendar-feed", args=[calendar.pk, calendar.secret]
        )
    return render(
        request, "account/calendar.html", {"feed": feed, "made_at": calendar and calendar.made_at}
    )
