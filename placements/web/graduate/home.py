"""A graduate's front page: positions to answer, and who has their details."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation.web.access import SignedIn
from foundation.web.attempts import attempt, back
from foundation.web.paging import page_of
from placements.choices import JobSearch
from placements.domain.people import graduates
from placements.models import Cv, Graduate, Introduction
from placements.web.blind import portfolio, to_preview

from .door import own
from .forms import JobSearchForm, save_by


@dataclass(frozen=True)
class Missing:
    """What a profile still lacks, and the page where to add it."""

    words: str
    address: str


@require_safe
@own
def front(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Show a graduate the positions to answer, their profile and introductions."""
    introductions = Introduction.objects.visible_to(request.user).select_related(
        "employer", "hiring_request"
    )
    known = introductions.exclude(state="draft", willing_on=None).order_by("-moved_on", "-pk")
    prefetch_related_objects([graduate], "skills", "projects")
    cv = Cv.objects.filter(graduate=graduate).defer("content").first()
    context = {
        "graduate": graduate,
        "waiting": introductions.awaiting_answer().order_by("pk"),
        "page": page_of(request, known, size=20),
        "cv": cv,
        "missing": missing(graduate, has_cv=cv is not None),
        "job_search_form": JobSearchForm(instance=graduate),
        "erasure_request": graduate.erasure_requests.open().first(),
    }
    return render(request, "placements/own/front.html", context)


def missing(graduate: Graduate, *, has_cv: bool) -> list[Missing]:
    """Return what would help an employer and is still missing."""
    lacks = [
        (not graduate.headline, "A headline that says what you do", "placements:own-profile"),
        (not graduate.skills.all(), "Your skills", "placements:own-profile"),
        (not graduate.available_from, "When you could start", "placements:own-profile"),
        (not graduate.projects.all(), "A project to show", "placements:own-project-new"),
        (not has_cv, "Your CV, for employers you are introduced to", "placements:own-cv"),
    ]
    return [Missing(words, address) for lacking, words, address in lacks if lacking]


@require_POST
@own
def show(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Show the profile to employers: the graduate consents today."""
    today = localdate()
    with attempt(request, "Employers can now see your profile, without your name."):
        graduates.publish(graduate.pk, consented_on=today, by=request.user, on=today)
    return back(request, "home")


@require_POST
@own
def hide(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Hide the profile from all employers at once."""
    with attempt(request, "Your profile is hidden. Employers can no longer see it."):
        graduates.hide(graduate.pk, by=request.user, on=localdate())
    return back(request, "home")


@require_safe
@own
def preview(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Show a graduate their profile as an employer sees it before an introduction."""
    seen = portfolio(to_preview(graduate.pk), on=localdate())
    context = {"graduate": graduate, "portfolio": seen}
    return render(request, "placements/own/preview.html", context)


@require_POST
@own
def job_search(request: SignedIn, graduate: Graduate) -> HttpResponse:
    """Set the job search: looking, open to offers, or not looking."""
    form = JobSearchForm(request.POST, instance=graduate)
    if form.is_valid():
        label = JobSearch(form.cleaned_data["job_search"]).label.lower()
        with attempt(request, f"Your job search is now set to: {label}."):
            save_by(form, request.user, on=localdate())
    return back(request, "home")
