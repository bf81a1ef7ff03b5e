"""A graduate's own profile, projects and CV."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation.api.views import pdf_answer
from foundation.web.access import SignedIn
from foundation.web.attempts import attempt
from placements.domain.people import cvs, portfolio_projects
from placements.models import Cv, Graduate, PortfolioProject

from .door import own
from .forms import CvForm, OwnProfileForm, ProjectForm, save_by


@own
def profile(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Show and save the graduate's own profile."""
    form = OwnProfileForm(request.POST or None, instance=graduate)
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Saved.", form=form) as result:
            save_by(form, request.user, on=localdate())
        if result.done:
            return redirect("home")
    return render(request, "placements/own/profile.html", {"form": form, "graduate": graduate})


@own
def project(request: SignedIn, graduate: Graduate, project_id: int | None = None) -> HttpResponse:
    """Show and save a project of the graduate or their team; a new one without an id."""
    known = None
    if project_id is not None:
        known = get_object_or_404(PortfolioProject.objects.visible_to(request.user), pk=project_id)
    form = ProjectForm(
        request.POST or None, request.FILES or None, instance=known, graduate=graduate
    )
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Project saved.", form=form) as result:
            form.save_by(request.user, on=localdate())
        if result.done:
            return redirect("home")
    return render(request, "placements/own/project.html", {"form": form, "project": known})


@require_POST
@own
def project_leave(request: SignedIn, graduate: Graduate, project_id: int) -> HttpResponse:
    """Leave a project; without other members it is deleted."""
    known = get_object_or_404(PortfolioProject.objects.visible_to(request.user), pk=project_id)
    with attempt(request, f"{known} is no longer on your profile."):
        portfolio_projects.leave(known.pk, graduate.pk, by=request.user, on=localdate())
    return redirect("home")


@own
def cv(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Show the current CV, and take a newer one."""
    form = CvForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with attempt(request, "Your CV has been uploaded.", form=form) as result:
            content = form.cleaned_data["cv"].read(cvs.MOST_BYTES + 1)
            cvs.keep(graduate.pk, content, by=request.user, on=localdate())
        if result.done:
            return redirect("placements:own-cv")
    current = Cv.objects.filter(graduate=graduate).defer("content").first()
    return render(request, "placements/own/cv.html", {"form": form, "cv": current})


@require_safe
@own
def cv_file(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Download the graduate's own CV as it was uploaded."""
    stored = get_object_or_404(Cv.objects.visible_to(request.user), graduate=graduate)
    return pdf_answer(bytes(stored.content), f"CV {graduate.reference}.pdf")


@require_POST
@own
def cv_remove(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Delete the CV."""
    with attempt(request, "Your CV has been removed."):
        cvs.remove(graduate.pk, by=request.user, on=localdate())
    return redirect("placements:own-cv")
