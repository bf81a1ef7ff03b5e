"""A user's API keys on a page: made, with their scopes and end, and revoked."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, make_aware
from django.views.decorators.http import require_http_methods, require_POST

from foundation import keys
from foundation.accounts.fresh_proof import proof_due
from foundation.accounts.models import KEY_LIFE, READ, WRITE, ApiKey
from foundation.accounts.rules import is_signed_in

from .access import SignedIn, requires
from .attempts import attempt

ACCESS = [
    (READ, "Read"),
    (f"{READ} {WRITE}", "Read and write"),
    (WRITE, "Write only"),
]


class NewKey(forms.Form):
    """The name of a key, what it may do, and when it ends."""

    name = forms.CharField(
        label="Name of the program", max_length=50, help_text="For example: accounting export"
    )
    access = forms.ChoiceField(
        label="What the program may do",
        choices=ACCESS,
        required=False,
        initial=READ,
        widget=forms.RadioSelect,
    )
    nouns = forms.MultipleChoiceField(
        label="Only these parts",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Without a tick, the key is for everything that you can see.",
    )
    expires_on = forms.DateField(
        label="Ends on",
        required=False,
        help_text=f"In {KEY_LIFE.days} days, unless you enter another day within a year.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: Any = self.fields["nouns"]
        choices.choices = [(one, one.replace("-", " ")) for one in keys.nouns()]

    def wanted(self) -> dict[str, Any]:
        """Return the name, the scopes and the end as `keys.make` takes them."""
        form_data = self.cleaned_data
        day = form_data["expires_on"]
        return {
            "name": form_data["name"],
            "scopes": [*(form_data["access"] or READ).split(), *form_data["nouns"]],
            # It works until the end of the day, as a reader of "ends on" expects.
            "expires_at": make_aware(datetime.combine(day + timedelta(days=1), time()))
            if day
            else None,
        }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_signed_in)
def keys_page(request: SignedIn) -> HttpResponse:
    """List the user's keys, and make one, whose secret is shown in this response only."""
    form, secret = NewKey(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        if way := proof_due(request):
            return way
        with attempt(request, form=form) as outcome:
            _, secret = keys.make(request.user, **form.wanted(), by=request.user, on=localdate())
        if outcome.done:
            form = NewKey()
    context = {
        "form": form,
        "secret": secret,
        "keys": request.user.api_keys.order_by("revoked", "-created_at"),
    }
    return render(request, "account/keys.html", context)


@requires(is_signed_in)
@require_POST
def revoke(request: SignedIn, prefix: str) -> HttpResponse:
    """Revoke one of the user's own keys for good."""
    key = get_object_or_404(ApiKey, user=request.user, prefix=prefix, revoked=False)
    keys.revoke(key.pk, by=request.user, on=localdate())
    messages.success(request, f"You have revoked the key “{key.name}”.")
    return redirect("api-keys")
