"""Graduates as the office sees them: the list, the page of each, and its actions."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employers.models import Skill
from foundation import history
from foundation.accounts.rules import can_place, is_office
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt, back
from foundation.web.forms import DayField
from foundation.web.lists import Filters, listed
from foundation.web.undo import offer_undo
from placements.choices import JobSearch, Visibility
from placements.domain.people import graduates, sign_ins
from placements.models import Cohort, Graduate, Hire, Introduction, ProjectPicture
from placements.web.graduate_form import GraduateForm

NEWEST = 30


class GraduateFilters(Filters):
    cohort = forms.ModelChoiceField(
        Cohort.objects.order_by("name"), label="Cohort", required=False, empty_label="Any"
    )
    skill = forms.ModelChoiceField(
        Skill.objects.all(), label="Skill", required=False, empty_label="Any"
    )
    job_search = forms.ChoiceField(
        label="Job search", choices=[("", "Any"), *JobSearch.choices], required=False
    )
    shown = forms.ChoiceField(
        label="Profile",
        choices=[("", "Any"), *Visibility.choices, ("unseen", "Identity not seen")],
        required=False,
    )
    searched = ("full_name", "email", "reference", "location", "headline")

    def by(self, name: str, value: Any, rows: Any) -> Any:
        """Filter by one of several skills; "identity not seen" is not a visibility."""
        if name == "skill":
            return rows.filter(skills=value)
        if name == "shown":
            unseen = value == "unseen"
            return rows.filter(identity_seen_on=None) if unseen else rows.filter(visibility=value)
        return super().by(name, value, rows)


@require_safe
@requires(is_office)
def graduates_list(request: SignedIn) -> HttpResponse:
    """List the graduates by name."""
    rows = Graduate.objects.visible_to(request.user).filter(erased_on=None)
    rows = rows.select_related("cohort").prefetch_related("skills").order_by("full_name", "pk")
    return render(
        request, "placements/graduates.html", listed(request, GraduateFilters(request.GET), rows)
    )


class PublishForm(forms.Form):
    consented_on = DayField(label="Date of consent")


class IdentityForm(forms.Form):
    identity_seen_on = DayField(label="Date the document was seen")


@require_safe
@requires(is_office)
def graduate(request: SignedIn, pk: int) -> HttpResponse:
    """Show a graduate: the profile, consent, projects, introductions and hires."""
    return show(request, get_object_or_404(in_full(request), pk=pk))


def in_full(request: SignedIn) -> Any:
    """Return the graduates this person may see, with everything their page shows."""
    rows = Graduate.objects.visible_to(request.user).select_related("cohort", "user")
    return rows.prefetch_related("skills", "projects", "consents")


def show(request: SignedIn, person: Graduate, **tried: forms.Form) -> HttpResponse:
    """Return the page of a graduate; a refused form keeps what was typed."""
    today = localdate()
    introductions = Introduction.objects.visible_to(request.user).filter(graduate=person)
    introductions = introductions.select_related("graduate", "employer", "hiring_request")
    hires = Hire.objects.visible_to(request.user).filter(graduate=person).select_related("employer")
    pictures = ProjectPicture.objects.visible_to(request.user).filter(project__team=person)
    context = {
        "graduate": person,
        "pictures": pictures.select_related("project").defer("content").order_by("-project"),
        "introductions": introductions.order_by("-pk")[:NEWEST],
        "hires": hires.order_by("-start_on", "-pk")[:NEWEST],
        "publish_form": tried.get("publish") or PublishForm(initial={"consented_on": today}),
        "identity_form": tried.get("identity") or IdentityForm(initial={"identity_seen_on": today}),
        "entries": history.of(person).select_related("by"),
    }
    return render(request, "placements/graduate.html", context)


@require_POST
@requires(can_place)
def publish(request: SignedIn, pk: int) -> HttpResponse:
    """Show the profile to employers, with the date of consent."""
    person = get_object_or_404(in_full(request), pk=pk)
    form = PublishForm(request.POST)
    if form.is_valid():
        message = f"{person} is now shown to employers, without a name until they are introduced."
        with attempt(request, message, form=form) as result:
            graduates.publish(person.pk, by=request.user, on=localdate(), **form.cleaned_data)
        if result.done:
            return back(request, "placements:graduate", person.pk)
    return show(request, person, publish=form)


@require_POST
@requires(can_place)
def hide(request: SignedIn, pk: int) -> HttpResponse:
    """Hide the profile from all employers at once."""
    person = get_object_or_404(in_full(request), pk=pk)
    with attempt(
        request, f"{person} is hidden. Consent is withdrawn and no employer can see the profile."
    ):
        graduates.hide(person.pk, by=request.user, on=localdate())
    return back(request, "placements:graduate", person.pk)


@require_POST
@requires(can_place)
def identity(request: SignedIn, pk: int) -> HttpResponse:
    """Record the date on which we saw proof of the graduate's identity."""
    person = get_object_or_404(in_full(request), pk=pk)
    form = IdentityForm(request.POST)
    # A plain field, but evidence: it goes into the history with who and when.
    if form.is_valid():
        with attempt(request, form=form) as result:
            day = form.cleaned_data["identity_seen_on"]
            graduates.see_identity(person.pk, seen_on=day, by=request.user, on=localdate())
        if result.done:
            undo = reverse("placements:forget-identity", args=[person.pk])
            offer_undo(request, f"Identity of {person} seen.", address=undo)
            return back(request, "placements:graduate", person.pk)
    return show(request, person, identity=form)


@require_POST
@requires(can_place)
def forget_identity(request: SignedIn, pk: int) -> HttpResponse:
    """Undo: we have not seen proof of identity after all."""
    person = get_object_or_404(in_full(request), pk=pk)
    with attempt(request, f"Undone: the identity of {person} is not marked as seen."):
        graduates.see_identity(person.pk, seen_on=None, by=request.user, on=localdate())
    return back(request, "placements:graduate", person.pk)


@require_POST
@requires(can_place)
def grant_access(request: SignedIn, pk: int) -> HttpResponse:
    """Let a graduate sign in, and email them instructions."""
    person = get_object_or_404(in_full(request), pk=pk)
    with attempt(request):
        sign_ins.grant_access(person.pk, by=request.user, on=localdate())
        message = f"{person} can now sign in. We have emailed them instructions."
        undo = reverse("placements:shut-graduate-out", args=[person.pk])
        offer_undo(request, message, address=undo)
    return redirect("placements:graduate", person.pk)


@require_POST
@requires(can_place)
def revoke_access(request: SignedIn, pk: int) -> HttpResponse:
    """Stop a graduate signing in."""
    person = get_object_or_404(in_full(request), pk=pk)
    with attempt(request, f"{person} can no longer sign in."):
        sign_ins.revoke_access(person.pk, by=request.user, on=localdate())
    return redirect("placements:graduate", person.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_place)
def edit(request: SignedIn, pk: int | None = None) -> HttpResponse:
    """Add a graduate, or edit a profile."""
    person = get_object_or_404(in_full(request), pk=pk) if pk else None
    form = GraduateForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Saved.", form=form) as result:
            saved = form.save()
        if result.done:
            return redirect("placements:graduate", saved.pk)
    return render(request, "placements/graduate_edit.html", {"form": form, "graduate": person})
