"""The people at an employer."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from employers.models import Contact, Employer
from project.foundation.web.deeds import attempt
from project.foundation.web.doors import SignedIn, opens_to, places_people


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ("full_name", "email", "role")
        labels = {"full_name": "Full name", "role": "Job there"}


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(places_people)
def new(request: SignedIn, pk: int) -> HttpResponse:
    """Add somebody to an employer."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    return edited(request, Contact(employer=employer))


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(places_people)
def edit(request: SignedIn, pk: int) -> HttpResponse:
    """Change what is known of somebody at an employer."""
    rows = Contact.objects.visible_to(request.user).select_related("employer")
    return edited(request, get_object_or_404(rows, pk=pk))


def edited(request: SignedIn, contact: Contact) -> HttpResponse:
    """Show the form of a contact, or save it and lead back to the employer."""
    form = ContactForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Saved.", form=form) as done:
            form.save()
        if done.done:
            return redirect("employers:employer", contact.employer_id)
    page = {"form": form, "contact": contact, "employer": contact.employer}
    return render(request, "employers/contact_edit.html", page)
