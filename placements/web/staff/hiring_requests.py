"""A request with suitable graduates, and the placements part of an employer's page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from employers.choices import RequestMove, RequestState
from employers.models import Employer, HiringRequest
from foundation.accounts.rules import is_office
from foundation.web.access import SignedIn, requires
from foundation.web.slots import slot
from placements.domain.introductions.matching import matches
from placements.models import Hire, Introduction

NEWEST = 30


@require_safe
@requires(is_office)
def hiring_request(request: SignedIn, pk: int) -> HttpResponse:
    """Show a request: its facts, its introductions and suitable graduates, best first."""
    rows = HiringRequest.objects.visible_to(request.user).select_related("employer")
    role = get_object_or_404(rows.prefetch_related("skills"), pk=pk)
    sought = role.state in (RequestState.DRAFT, RequestState.OPEN)
    introductions = Introduction.objects.visible_to(request.user).filter(hiring_request=role)
    context = {
        "role": role,
        "matches": matches(role, user=request.user, on=localdate()) if sought else [],
        "sought": sought,
        "can_open": RequestMove.OPEN.is_open_to(role),
        "can_close": RequestMove.CLOSE.is_open_to(role),
        "introductions": introductions.select_related(
            "graduate", "employer", "hiring_request"
        ).order_by("-pk")[:NEWEST],
    }
    return render(request, "placements/hiring_request.html", context)


@require_safe
@requires(is_office)
def employer_introductions(request: SignedIn, pk: int) -> HttpResponse:
    """Show an employer's newest introductions and hires: a part of its page, or a page."""
    employer = get_object_or_404(Employer.objects.visible_to(request.user), pk=pk)
    introductions = Introduction.objects.visible_to(request.user).filter(employer=employer)
    hires = Hire.objects.visible_to(request.user).filter(employer=employer)
    context = {
        "title": f"Introductions and hires of {employer}",
        "employer": employer,
        "introductions": introductions.select_related(
            "graduate", "employer", "hiring_request"
        ).order_by("-pk")[:NEWEST],
        "hires": hires.select_related("graduate").order_by("-start_on", "-pk")[:NEWEST],
    }
    return slot(request, "placements/employer_rows.html", context)
