"""Colleagues: who else of an employer signs in, inviting them, and leaving."""

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from employers.domain import contacts
from employers.models import Contact
from foundation.accounts.rules import is_employer_contact
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.once import run_once

from .portal import contact_of


class InvitationForm(forms.Form):
    full_name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="Email address", help_text="They will sign in with it.")
    role = forms.CharField(label="What they do", max_length=100, required=False)


class LeavingForm(forms.Form):
    sure = forms.BooleanField(label="I understand that my access ends now")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_employer_contact)
def colleagues(request: SignedIn) -> HttpResponse:
    """Show who of the employer signs in; invite one more."""
    contact = contact_of(request)
    form = InvitationForm(request.POST or None)

    def invite() -> HttpResponse:
        if form.is_valid():
            message = f"{form.cleaned_data['email']} can sign in now. We have emailed them how."
            with attempt(request, message, form=form) as outcome:
                contacts.invite(
                    contact.employer_id, by=request.user, on=localdate(), **form.cleaned_data
                )
            if outcome.done:
                return redirect("employers:colleagues")
        return _page(request, contact, form)

    return run_once(request, invite) if request.method == "POST" else _page(request, contact, form)


@require_POST
@requires(is_employer_contact)
def leave(request: SignedIn) -> HttpResponse:
    """End one's own access; what one did for the employer stays."""
    contact, form = contact_of(request), LeavingForm(request.POST)
    if not form.is_valid():
        return _page(request, contact, InvitationForm(), leaving=form)
    with attempt(request) as outcome:
        contacts.leave(contact.pk, by=request.user, on=localdate())
    if not outcome.done:
        return redirect("employers:colleagues")
    logout(request)
    messages.success(
        request, "You have left and can no longer sign in with this address. Thank you."
    )
    return redirect("home")


def _page(
    request: SignedIn, contact: Contact, form: InvitationForm, leaving: LeavingForm | None = None
) -> HttpResponse:
    people = Contact.objects.visible_to(request.user).select_related("user")
    sign_in = list(people.filter(user__is_active=True).order_by("full_name", "pk"))
    context = {
        "contact": contact,
        "people": sign_in,
        "others": people.filter(user=None).order_by("full_name", "pk"),
        "is_last": len(sign_in) == 1,
        "form": form,
        "leaving": leaving or LeavingForm(),
    }
    status = 400 if form.errors or leaving else 200
    return render(request, "employers/colleagues.html", context, status=status)
