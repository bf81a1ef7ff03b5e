"""Agreeing terms with an employer, noting their acceptance, and ending them."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from employers.choices import Acceptance
from employers.domain.terms import offers
from employers.domain.terms import versions as terms_of_business
from employers.domain.terms.fee_words import in_words
from employers.domain.terms.versions import Evidence, fee_terms_of
from employers.models import Contact, Employer, Terms
from foundation.accounts.models import User
from foundation.accounts.rules import can_place
from foundation.web.access import SignedIn, requires
from foundation.web.actions import Action, OneActionPage, by_name
from foundation.web.attempts import attempt
from foundation.web.forms import DayField
from foundation.web.once import run_once

from .terms_form import TermsForm, typed


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_place)
def new(request: SignedIn, pk: int) -> HttpResponse:
    """Agree a version of an employer's terms; the one in force ends the day before."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        form = TermsForm(request.POST)
        return run_once(request, lambda: agree(request, employer, form))
    last = employer.terms.order_by("-effective_from").first()
    initial = typed(last) if last else {}
    form = TermsForm(initial={**initial, "effective_from": localdate()})
    return render(request, "employers/terms_new.html", {"form": form, "employer": employer})


def agree(request: SignedIn, employer: Employer, form: TermsForm) -> HttpResponse:
    """Agree the terms of the form and lead to the employer, or show it with its faults."""
    if form.is_valid() and form.fee_terms:
        with attempt(request, "Terms saved.", form=form) as outcome:
            terms_of_business.supersede(
                employer.pk,
                form.fee_terms,
                effective_from=form.cleaned_data["effective_from"],
                evidence=form.evidence,
                under_standard_reason=form.cleaned_data["under_standard_reason"],
                by=request.user,
                on=localdate(),
            )
        if outcome.done:
            return redirect("employers:employer", employer.pk)
    return render(request, "employers/terms_new.html", {"form": form, "employer": employer})


@require_POST
@requires(can_place)
def offer(request: SignedIn, pk: int) -> HttpResponse:
    """Offer our standard terms: the employer reads and accepts them on its own page."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    with attempt(request) as outcome:
        offered = offers.offer_standard(employer.pk, by=request.user, on=localdate())
        people = list(offered.employer.contacts.signing_in())
        outcome.message = f"Terms offered. {notice_to(people)}"
    return redirect("employers:employer", employer.pk)


def notice_to(people: list[Contact]) -> str:
    """Return in a sentence who may accept what was just offered."""
    if not people:
        return "No contact there can sign in yet. Give one access so that they can accept."
    names = ", ".join(map(str, people))
    return f"We have emailed {names}, who can read and accept them online."


class AcceptForm(forms.Form):
    accepted_on = DayField(label="Accepted on")
    accepted_by = forms.CharField(label="Accepted by", max_length=200)
    acceptance = forms.ChoiceField(label="How", choices=Acceptance.choices)


class EndForm(forms.Form):
    effective_to = DayField(label="Last day in force")


def _accept(terms_id: int, *, by: User, on: date, **evidence: Any) -> None:
    terms_of_business.accept(terms_id, Evidence(**evidence), by=by, on=on)


class TermsPage(OneActionPage):
    """The page of one action of a version, with what the version says."""

    template_name = "employers/terms_action.html"
    may_read = may_act = staticmethod(can_place)
    status_of_refusal = 200
    actions = by_name(
        Action(
            "accept",
            "Record acceptance",
            _accept,
            "Acceptance recorded. You can introduce graduates now.",
            form=AcceptForm,
            initial=lambda _terms: {"accepted_on": localdate()},
        ),
        Action(
            "end",
            "End the terms",
            terms_of_business.end,
            "The terms end on that day.",
            form=EndForm,
            initial=lambda _terms: {"effective_to": localdate()},
        ),
    )

    def get_queryset(self) -> QuerySet[Terms]:
        """Return the versions this person may see."""
        return Terms.objects.visible_to(self.request.user).select_related("employer")

    def get_context_data(self, terms: Terms) -> dict[str, Any]:
        """Return the version and what it says."""
        return {"terms": terms, "words": in_words(fee_terms_of(terms))}

    def url_of(self, terms: Terms) -> str:
        """Return the address of the employer's page."""
        return reverse("employers:employer", args=[terms.employer_id])

    def url_of_action(self, terms: Terms, name: str) -> str:
        """Return the address of the action's page."""
        return reverse(f"employers:{name}-terms", args=[terms.pk])
