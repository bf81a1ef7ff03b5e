"""Introductions: the list, and the page of each with its evidence and its actions."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from foundation import history
from foundation.accounts.rules import can_place, is_office
from foundation.web.access import SignedIn, requires
from foundation.web.actions import ActionPage
from foundation.web.lists import listed
from placements.choices import IntroductionMove as Move
from placements.domain.introductions import introduction_checks
from placements.domain.introductions.introduction_warnings import warnings
from placements.models import Introduction

from .introduction_actions import ACTIONS
from .introduction_forms import IntroductionFilters


@require_safe
@requires(is_office)
def introductions_list(request: SignedIn) -> HttpResponse:
    """List the introductions, the newest first."""
    rows = Introduction.objects.visible_to(request.user)
    rows = rows.select_related("graduate", "employer", "hiring_request").order_by("-pk")
    context = listed(request, IntroductionFilters(request.GET), rows)
    return render(request, "placements/introductions.html", context)


class IntroductionPage(ActionPage):
    """An introduction: its facts, what must be done before sending it, and its history."""

    template_name = "placements/introduction.html"
    url_name = "placements:introduction"
    actions = ACTIONS
    may_act = staticmethod(can_place)
    status_of_refusal = 200

    def get_queryset(self) -> QuerySet[Introduction]:
        """Return the introductions this person may see, with everything their page shows."""
        return Introduction.objects.visible_to(self.request.user).select_related(
            "graduate", "employer", "hiring_request__employer", "contact", "asked_by", "terms"
        )

    def get_context_data(self, introduction: Introduction) -> dict[str, Any]:
        """Return the introduction, with its checklist until it is sent."""
        today, waits = localdate(), Move.SEND.is_open_to(introduction)
        return {
            "introduction": introduction,
            "can_be_hired": can_be_hired(introduction),
            "checklist": introduction_checks.checklist(introduction, on=today) if waits else [],
            "warnings": warnings([introduction], on=today)[introduction.pk] if waits else [],
            "hires": introduction.hires.order_by("-pk"),
            "entries": history.of(introduction).select_related("by"),
            "today": today,
        }


def can_be_hired(introduction: Introduction) -> bool:
    """Return whether a hire can be logged from it."""
    return introduction.sent_on is not None and Move.HIRE.is_open_to(introduction)
