"""The people at an employer."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from employers.domain import contacts
from employers.models import Contact, Employer
from foundation.accounts.rules import can_place
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.undo import offer_undo


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ("full_name", "email", "role")
        labels = {"full_name": "Full name", "role": "Job title"}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_place)
def new(request: SignedIn, pk: int) -> HttpResponse:
    """Add a contact to an employer."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    return edited(request, Contact(employer=employer))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_place)
def edit(request: SignedIn, pk: int) -> HttpResponse:
    """Edit a contact."""
    rows = Contact.objects.visible_to(request.user).select_related("employer")
    return edited(request, get_object_or_404(rows, pk=pk))


@require_POST
@requires(can_place)
def grant_access(request: SignedIn, pk: int) -> HttpResponse:
    """Give a contact a sign-in, and tell them by e-mail how to use it."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    with attempt(request):
        invited = contacts.invite(
            contact.employer_id,
            full_name=contact.full_name,
            email=contact.email,
            by=request.user,
            on=localdate(),
        )
        message = f"{invited} can sign in now. We have emailed them how."
        offer_undo(
            request, message, address=reverse("employers:shut-contact-out", args=[invited.pk])
        )
    return redirect("employers:employer", contact.employer_id)


@require_POST
@requires(can_place)
def revoke_access(request: SignedIn, pk: int) -> HttpResponse:
    """Remove a contact's access; what they did for the employer stays."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    with attempt(request, f"{contact} can no longer sign in."):
        contacts.leave(contact.pk, by=request.user, on=localdate())
    return redirect("employers:employer", contact.employer_id)


def edited(request: SignedIn, contact: Contact) -> HttpResponse:
    """Show the form of a contact, or save it and lead back to the employer."""
    form = ContactForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Saved.", form=form) as outcome:
            form.save()
        if outcome.done:
            return redirect("employers:employer", contact.employer_id)
    context = {"form": form, "contact": contact, "employer": contact.employer}
    return render(request, "employers/contact_edit.html", context)
