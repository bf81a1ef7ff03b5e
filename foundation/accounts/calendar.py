"""The secret address of somebody's calendar feed: made, renewed, withdrawn."""

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
    "make": "Your calendar has an address now.",
    "renew": "Your calendar has a new address. The old one shows nothing any more.",
    "withdraw": "Your calendar has no address any more.",
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Show the address, and make, renew or withdraw it."""
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
