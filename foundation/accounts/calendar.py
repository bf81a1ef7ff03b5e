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

SAID: Final = {
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
    deed = request.POST.get("deed", "")
    if request.method == "POST" and deed in SAID:
        if deed == "withdraw":
            CalendarAddress.objects.filter(user=user).delete()
        else:
            CalendarAddress.objects.update_or_create(user=user, defaults={"secret": new_secret()})
        messages.success(request, SAID[deed])
        return redirect("calendar-address")
    kept = CalendarAddress.objects.filter(user=user).first()
    feed = ""
    if kept:
        feed = settings.SITE_URL.rstrip("/") + reverse("calendar-feed", args=[kept.pk, kept.secret])
    return render(
        request, "account/calendar.html", {"feed": feed, "made_at": kept and kept.made_at}
    )
