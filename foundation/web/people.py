"""The office's users on a page: an admin adds them, and removes or restores their access."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from foundation import people
from foundation.accounts.choices import OFFICE, Role
from foundation.accounts.models import User
from foundation.accounts.rules import is_admin

from .access import SignedIn, requires
from .attempts import attempt
from .once import run_once
from .paging import page_of
from .undo import offer_undo

MAY = {
    Role.STAFF: "places people",
    Role.FINANCE: "handles the money",
    Role.ADMIN: "does both, and manages access",
}


class PersonForm(forms.Form):
    """A new user of the office."""

    full_name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="Email address", help_text="They use it to sign in.")
    role = forms.ChoiceField(
        label="Role", choices=[(role, f"{role.label}: {may}") for role, may in MAY.items()]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_admin)
def people_page(request: SignedIn) -> HttpResponse:
    """List the office's users; add one, who gets an email with how to sign in."""
    form = PersonForm(request.POST or None)

    def add() -> HttpResponse:
        if form.is_valid():
            message = f"We have emailed {form.cleaned_data['full_name']} how to sign in."
            with attempt(request, message, form=form) as outcome:
                people.add(**form.cleaned_data, by=request.user, on=localdate())
            if outcome.done:
                return redirect("people")
        return show(request, form)

    return run_once(request, add) if request.method == "POST" else show(request, form)


def show(request: SignedIn, form: PersonForm) -> HttpResponse:
    """Return the page, with the form as typed if it was refused."""
    office = User.objects.filter(role__in=OFFICE).order_by("-is_active", "full_name", "pk")
    context = {"page": page_of(request, office, size=50), "form": form}
    return render(request, "web/people.html", context, status=400 if form.errors else 200)


@require_POST
@requires(is_admin)
def revoke_access(request: SignedIn, pk: int) -> HttpResponse:
    """Stop a user of the office from signing in."""
    person = get_object_or_404(User, pk=pk, role__in=OFFICE)
    with attempt(request):
        people.revoke_access(person.pk, by=request.user, on=localdate())
        address = reverse("let-person-in", args=[person.pk])
        offer_undo(request, f"{person} can no longer sign in.", address=address)
    return redirect("people")


@require_POST
@requires(is_admin)
def grant_access(request: SignedIn, pk: int) -> HttpResponse:
    """Let a user of the office sign in again."""
    person = get_object_or_404(User, pk=pk, role__in=OFFICE)
    with attempt(request, f"{person} can sign in again."):
        people.grant_access(person.pk, by=request.user, on=localdate())
    return redirect("people")
