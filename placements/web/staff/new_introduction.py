"""Drafting an introduction."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from employers.models import HiringRequest
from foundation.accounts.rules import can_place
from foundation.web.access import SignedIn, requires
from foundation.web.attempts import attempt
from foundation.web.once import run_once
from placements.domain.introductions import introductions
from placements.models import Graduate

from .introduction_forms import NewIntroductionForm

DRAFTED = "Draft saved. We have not contacted anyone. Send it when the checklist is complete."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_place)
def new(request: SignedIn) -> HttpResponse:
    """Show the form of a new introduction, and draft it."""
    if request.method == "POST":
        form = NewIntroductionForm(request.POST)
        return run_once(request, lambda: draft(request, form))
    form = NewIntroductionForm(initial={name: request.GET[name] for name in request.GET})
    return render(request, "placements/introduction_new.html", {"form": form})


def draft(request: SignedIn, form: NewIntroductionForm) -> HttpResponse:
    """Draft the introduction of the form, or show the form with its errors."""
    if form.is_valid():
        values = dict(form.cleaned_data)
        graduate, employer = values.pop("graduate"), values.pop("employer")
        with attempt(request, DRAFTED, form=form) as result:
            made = introductions.propose(
                graduate, employer, by=request.user, on=localdate(), **values
            )
        if result.done:
            return redirect("placements:introduction", made.pk)
    return render(request, "placements/introduction_new.html", {"form": form})


@require_POST
@requires(can_place)
def propose(request: SignedIn, pk: int) -> HttpResponse:
    """Draft the introduction of a match to its role with one click."""
    role = get_object_or_404(
        HiringRequest.objects.visible_to(request.user).select_related("employer"), pk=pk
    )
    typed = request.POST.get("graduate", "")
    people = Graduate.objects.visible_to(request.user)
    graduate = get_object_or_404(people, pk=int(typed) if typed.isdecimal() else 0)
    with attempt(request, DRAFTED) as result:
        made = introductions.propose(
            graduate, role.employer, by=request.user, on=localdate(), hiring_request=role
        )
    if result.done:
        return redirect("placements:introduction", made.pk)
    return redirect("placements:hiring-request", role.pk)
