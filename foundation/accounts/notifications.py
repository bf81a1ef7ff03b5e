"""Which emails a user wants: the page to choose them, and the link in each email."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .choices import SWITCHES, Notice
from .models import NotificationChoice, User

SALT: Final = "foundation.accounts.notifications"


def switch_token(user: User, kind: str) -> str:
    """Return a token that lets the reader of an email turn off its kind without signing in."""
    return signing.dumps([user.pk, str(kind)], salt=SALT)


def named_by(token: str) -> tuple[User, Notice] | None:
    """Return the user and the kind of a token, or None if the token is invalid."""
    try:
        pk, kind = signing.loads(token, salt=SALT)
        user = User.objects.filter(pk=pk).first()
        return (user, Notice(kind)) if user else None
    except (signing.BadSignature, ValueError, TypeError):
        return None


def switch(user: User, kind: str, *, wanted: bool) -> None:
    """Store whether a user wants a kind of email."""
    NotificationChoice.objects.update_or_create(user=user, kind=kind, defaults={"wanted": wanted})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Show the kinds of email of the user's role, and store the choice."""
    user: Any = request.user
    kinds = SWITCHES[user.role]
    if request.method == "POST":
        ticked = set(request.POST.getlist("kind"))
        with transaction.atomic():
            for kind in kinds:
                switch(user, kind, wanted=kind in ticked)
        messages.success(request, "Your choice has been saved.")
        return redirect("notifications")
    off = set(user.notification_choices.filter(wanted=False).values_list("kind", flat=True))
    rows = [(kind, words, kind not in off) for kind, words in kinds.items()]
    return render(request, "account/notifications.html", {"rows": rows})


# The token is the permission: mail programs post here without a session, as RFC 8058 requires.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, turn off on POST: a mail scanner that opens the link changes nothing."""
    named = named_by(token)
    if named is None:
        return render(request, "account/notification_unknown.html", status=404)
    user, kind = named
    context = {"email": user.email, "words": SWITCHES[user.role].get(kind, ""), "done": False}
    if request.method == "POST" and context["words"]:
        switch(user, kind, wanted=False)
        context["done"] = True
    return render(request, "account/notification_off.html", context)
