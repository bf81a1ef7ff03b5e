"""Employers as the office sees them: the list, the page of each, and what can be done there."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employers.choices import EmployerKind
from employers.domain import employers
from employers.domain.terms import offers
from employers.domain.terms.fee_words import in_words
from employers.domain.terms.versions import fee_terms_of
from employers.models import Contact, Employer, HiringRequest, Terms
from foundation import history, references
from foundation.accounts.rules import can_place, is_office
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back
from foundation.web.lists import Filters, listed
from foundation.web.undo import offer_undo

NEWEST = 30


class EmployerFilters(Filters):
    kind = forms.ChoiceField(
        label="Kind", choices=[("", "Any"), *EmployerKind.choices], required=False
    )
    terms = forms.ChoiceField(
        label="Terms",
        choices=[("", "Any"), ("none", "None in force"), ("stop", "On stop")],
        required=False,
    )
    searched = ("name", "reference", "company_number", "billing_name")

    def by(self, name: str, value: Any, rows: Any) -> Any:
        """Terms in force are asked of the versions that hold today."""
        if name != "terms":
            return super().by(name, value, rows)
        if value == "stop":
            return rows.filter(on_stop=True)
        covered = Terms.objects.in_force(on=localdate()).values("employer")
        return rows.exclude(pk__in=covered)


@require_safe
@requires(is_office)
def employers_list(request: SignedIn) -> HttpResponse:
    """List the employers by name."""
    rows = Employer.objects.visible_to(request.user).select_related("group")
    page = listed(request, EmployerFilters(request.GET), rows.order_by("name", "pk"))
    return render(request, "employers/employers.html", page)


class StopForm(forms.Form):
    reason = forms.CharField(label="Reason", max_length=200)


@require_safe
@requires(is_office)
def employer(request: SignedIn, pk: int) -> HttpResponse:
    """Show an employer: who they are, their terms by version, roles; the rest in slots."""
    row = get_object_or_404(
        Employer.objects.visible_to(request.user).select_related("group"), pk=pk
    )
    return show(request, row)


def show(request: SignedIn, employer: Employer, stop_form: StopForm | None = None) -> HttpResponse:
    """Return the page of an employer; a reason that was refused is shown as it was typed."""
    today = localdate()
    versions = list(employer.terms.order_by("-effective_from", "-pk"))
    in_force = next((terms.pk for terms in employer.terms.in_force(on=today)), None)
    roles = HiringRequest.objects.visible_to(request.user).filter(employer=employer)
    context = {
        "employer": employer,
        "contacts": Contact.objects.filter(employer=employer).order_by("full_name"),
        "versions": [(terms, in_words(fee_terms_of(terms))) for terms in versions],
        "in_force": in_force,
        "on_offer": None if in_force else offers.on_offer(employer, on=today),
        "requests": roles.order_by("-pk")[:NEWEST],
        "stop_form": stop_form or StopForm(),
        "entries": history.of(employer).select_related("by"),
        "today": today,
    }
    return render(request, "employers/employer.html", context)


@require_POST
@requires(can_place)
def put_on_stop(request: SignedIn, pk: int) -> HttpResponse:
    """Stop introductions to an employer until it is released."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    form = StopForm(request.POST)
    if not form.is_valid():
        return show(request, employer, form)
    with attempt(request) as outcome:
        employers.put_on_stop(
            employer.pk, by=request.user, on=localdate(), reason=form.cleaned_data["reason"]
        )
    if outcome.done:
        address = reverse("employers:release-employer", args=[employer.pk])
        offer_undo(
            request, f"{employer} is on stop. You cannot introduce anyone to it.", address=address
        )
    return back(request, "employers:employer", employer.pk)


@require_POST
@requires(can_place)
def release(request: SignedIn, pk: int) -> HttpResponse:
    """Open an employer to introductions again."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    with attempt(request, f"{employer} is released. You can introduce graduates again."):
        employers.release(employer.pk, by=request.user, on=localdate())
    return back(request, "employers:employer", employer.pk)


class EmployerForm(forms.ModelForm):
    class Meta:
        model = Employer
        fields = (
            "name",
            "kind",
            "group",
            "company_number",
            "billing_name",
            "billing_email",
            "billing_address",
            "vat_treatment",
            "vat_number",
            "business_evidence",
        )
        widgets = {"billing_address": forms.Textarea({"rows": 3})}
        labels = {
            "group": "Parent company",
            "vat_treatment": "VAT",
            "vat_number": "VAT number",
            "business_evidence": "Evidence of business",
        }

    def clean_group(self) -> Employer | None:
        """Return the parent. Groups are one level deep, so that none is ever a chain."""
        parent: Employer | None = self.cleaned_data["group"]
        if parent and parent == self.instance:
            raise forms.ValidationError("An employer cannot be its own parent.")
        if parent and parent.group_id:
            raise forms.ValidationError(
                f"{parent} belongs to a group itself. Choose its parent instead."
            )
        if parent and self.instance.pk and self.instance.members.exists():
            raise forms.ValidationError(
                f"{self.instance} is the parent of other employers, so it cannot have a parent."
            )
        return parent


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_place)
def edit(request: SignedIn, pk: int | None = None) -> HttpResponse:
    """Add an employer, or change what is known of one."""
    rows = Employer.objects.visible_to(request.user)
    employer = get_object_or_404(rows, pk=pk) if pk else None
    form = EmployerForm(request.POST or None, instance=employer)
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Saved.", form=form) as outcome:
            form.instance.reference = form.instance.reference or references.fresh(Employer, "EMP")
            saved = form.save()
        if outcome.done:
            return redirect("employers:employer", saved.pk)
    return render(request, "employers/employer_edit.html", {"form": form, "employer": employer})
