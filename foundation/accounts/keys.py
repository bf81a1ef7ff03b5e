"""A user's API keys, with which their programs sign in and have the same rights."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .models import ApiKey


class NewKey(forms.Form):
    """The name of a key, by which the user knows later which one to revoke."""

    name = forms.CharField(
        label="Name of the program", max_length=50, help_text="For example: accounting export"
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """List the user's keys, and create one, whose secret is shown in this response only."""
    user: Any = request.user
    form, secret = NewKey(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _, secret = ApiKey.objects.create_key(name=form.cleaned_data["name"], user=user)
        form = NewKey()
    context = {
        "form": form,
        "secret": secret,
        "keys": user.api_keys.order_by("revoked", "-created"),
    }
    return render(request, "account/keys.html", context)


@login_required
@require_POST
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """Revoke one of the user's own keys for good."""
    key = get_object_or_404(ApiKey, user=request.user, prefix=prefix, revoked=False)
    key.revoked = True
    key.save(update_fields=["revoked"])
    messages.success(request, f"You have revoked the key “{key.name}”.")
    return redirect("api-keys")
