"""Agreeing terms with an employer, noting their acceptance, and ending them."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from employers.choices import Acceptance
from employers.domain.terms import offers
from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_words import in_words
from employers.domain.terms.versions import Evidence, fee_terms_of
from employers.models import Contact, Employer, Terms
from foundation.web.deeds import attempt
from foundation.web.doors import SignedIn, opens_to, places_people
from foundation.web.forms import DayField
from foundation.web.once import done_once

from .terms_form import TermsForm, typed


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(places_people)
def new(request: SignedIn, pk: int) -> HttpResponse:
    """Agree a version of an employer's terms; the one in force ends the day before."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        form = TermsForm(request.POST)
        return done_once(request, lambda: agree(request, employer, form))
    last = employer.terms.order_by("-effective_from").first()
    begun = typed(last) if last else {}
    form = TermsForm(initial={**begun, "effective_from": localdate()})
    return render(request, "employers/terms_new.html", {"form": form, "employer": employer})


def agree(request: SignedIn, employer: Employer, form: TermsForm) -> HttpResponse:
    """Agree the terms of the form and lead to the employer, or show it with its faults."""
    if form.is_valid() and form.fee_terms:
        with attempt(request, "The terms are written down.", form=form) as done:
            terms_of_business.supersede(
                employer.pk,
                form.fee_terms,
                effective_from=form.cleaned_data["effective_from"],
                evidence=form.evidence,
                under_standard_reason=form.cleaned_data["under_standard_reason"],
                by=request.user,
                on=localdate(),
            )
        if done.done:
            return redirect("employers:employer", employer.pk)
    return render(request, "employers/terms_new.html", {"form": form, "employer": employer})


@require_POST
@opens_to(places_people)
def offer(request: SignedIn, pk: int) -> HttpResponse:
    """Offer our standard terms: the employer reads and accepts them on its own page."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    with attempt(request) as deed:
        offered = offers.offer_standard(employer.pk, by=request.user, on=localdate())
        deed.said = f"Offered. {told_of(list(offered.employer.contacts.signing_in()))}"
    return redirect("employers:employer", employer.pk)


def told_of(people: list[Contact]) -> str:
    """Return in a sentence who may accept what was just offered."""
    if not people:
        return "Nobody there signs in yet: let a contact in, and they can accept."
    names = ", ".join(map(str, people))
    return f"An e-mail tells {names}, who can read and accept them on the page of their employer."


class AcceptForm(forms.Form):
    accepted_on = DayField(label="Accepted on")
    accepted_by = forms.CharField(label="By whom", max_length=200)
    acceptance = forms.ChoiceField(label="By way of", choices=Acceptance.choices)


class EndForm(forms.Form):
    effective_to = DayField(label="Last day in force")


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(places_people)
def accept(request: SignedIn, pk: int) -> HttpResponse:
    """Note how an employer accepted terms; written once."""
    terms = found(request, pk)
    form = AcceptForm(request.POST or None, initial={"accepted_on": localdate()})
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Accepted: people may be introduced.", form=form) as done:
            evidence = Evidence(**form.cleaned_data)
            terms_of_business.accept(terms.pk, evidence, by=request.user, on=localdate())
        if done.done:
            return redirect("employers:employer", terms.employer_id)
    return show(request, terms, form, "Note the acceptance")


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(places_people)
def end(request: SignedIn, pk: int) -> HttpResponse:
    """End a version on a day; what was introduced under it before keeps it."""
    terms = found(request, pk)
    form = EndForm(request.POST or None, initial={"effective_to": localdate()})
    if request.method == "POST" and form.is_valid():
        with attempt(request, "The terms end on that day.", form=form) as done:
            terms_of_business.end(terms.pk, by=request.user, on=localdate(), **form.cleaned_data)
        if done.done:
            return redirect("employers:employer", terms.employer_id)
    return show(request, terms, form, "End the terms")


def found(request: SignedIn, pk: int) -> Terms:
    """Return a version this person may see."""
    rows = Terms.objects.visible_to(request.user).select_related("employer")
    return get_object_or_404(rows, pk=pk)


def show(request: SignedIn, terms: Terms, form: forms.Form, button: str) -> HttpResponse:
    """Return the page of one deed of a version, with what the version says."""
    page = {
        "form": form,
        "terms": terms,
        "button": button,
        "words": in_words(fee_terms_of(terms)),
    }
    return render(request, "employers/terms_deed.html", page)
