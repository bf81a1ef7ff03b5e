"""Hires: the list, and the page of each with its actions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from foundation import history
from foundation.accounts.rules import can_place, is_office
from foundation.web.access import SignedIn, requires
from foundation.web.actions import ActionPage
from foundation.web.lists import Filters, listed
from placements.choices import HireState
from placements.models import Cohort, Hire

from .hire_actions import ACTIONS


class HireFilters(Filters):
    state = forms.ChoiceField(
        label="State", choices=[("", "Any"), *HireState.choices], required=False
    )
    cohort = forms.ModelChoiceField(
        Cohort.objects.order_by("name"), label="Cohort", required=False, empty_label="Any"
    )
    searched = ("graduate__full_name", "employer__name", "job_title")

    def by(self, name: str, value: Any, rows: Any) -> Any:
        """Filter by the cohort of the graduate."""
        return rows.filter(**{"graduate__cohort" if name == "cohort" else name: value})


@require_safe
@requires(is_office)
def hires_list(request: SignedIn) -> HttpResponse:
    """List the hires, the newest start first."""
    rows = Hire.objects.visible_to(request.user).select_related("graduate", "employer")
    filters = HireFilters(request.GET)
    context = listed(request, filters, rows.order_by("-start_on", "-pk"))
    return render(request, "placements/hires.html", context)


class HirePage(ActionPage):
    """A hire: its facts, its actions, its fee and invoices in slots, and its history."""

    template_name = "placements/hire.html"
    url_name = "placements:hire"
    actions = ACTIONS
    may_act = staticmethod(can_place)
    prefixes_forms = True
    status_of_refusal = 200

    def get_queryset(self) -> QuerySet[Hire]:
        """Return the hires this person may see, with everything their page shows."""
        return Hire.objects.visible_to(self.request.user).select_related(
            "graduate__cohort", "employer", "introduction__hiring_request", "terms",
            "late_conversion_of__employer", "replaces__graduate", "replaces__employer",
        )  # fmt: skip

    def get_context_data(self, hire: Hire) -> dict[str, Any]:
        """Return the hire and its history."""
        entries = history.of(hire).select_related("by")
        return {"hire": hire, "today": localdate(), "entries": entries}
