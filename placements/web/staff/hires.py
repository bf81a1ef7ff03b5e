"""Hires: the list, and the page of each with its deeds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from foundation import history
from foundation.accounts.models import User
from foundation.web.deeds import attempt, back
from foundation.web.doors import SignedIn, office, opens_to, places_people
from foundation.web.forms import DayField
from foundation.web.lists import Filters, listed
from foundation.web.once import done_once
from foundation.web.undo import offer_undo
from placements.choices import EndReason, HireState
from placements.domain.hires import hires, leavers, taking_back
from placements.domain.introductions import reminding
from placements.models import Cohort, Hire


class HireFilters(Filters):
    state = forms.ChoiceField(
        label="State", choices=[("", "Any"), *HireState.choices], required=False
    )
    cohort = forms.ModelChoiceField(
        Cohort.objects.order_by("name"), label="Cohort", required=False, empty_label="Any"
    )
    searched = ("graduate__full_name", "employer__name", "job_title")

    def by(self, name: str, value: Any, rows: Any) -> Any:
        """Cohorts are the graduates'."""
        return rows.filter(**{"graduate__cohort" if name == "cohort" else name: value})


@require_safe
@opens_to(office)
def hires_list(request: SignedIn) -> HttpResponse:
    """List the hires, the newest start first."""
    rows = Hire.objects.visible_to(request.user).select_related("graduate", "employer")
    filters = HireFilters(request.GET)
    page = listed(request, filters, rows.order_by("-start_on", "-pk"))
    return render(request, "placements/hires.html", page)


# The page of one hire


class StartForm(forms.Form):
    on = DayField(label="Real first day", help_text="The fee is raised, its invoices drafted.")


class EndForm(forms.Form):
    last_day = DayField(label="Last day", help_text="Of employment, worked or not.")
    reason = forms.ChoiceField(label="Why", choices=EndReason.choices)
    notified_on = DayField(label="We were told on", required=False, help_text="Today unless given.")


class FallThroughForm(forms.Form):
    reason = forms.CharField(label="Why it will not start", max_length=2000)


class LastDayForm(forms.Form):
    last_day = DayField(label="The real last day")
    reason = forms.CharField(label="Why it changed", max_length=2000, required=False)


class ReturnForm(forms.Form):
    back_on = DayField(label="First day back")


@dataclass(frozen=True)
class HireDeed:
    """One deed of a hire's page: its form, what it does, what is said, and in which state."""

    form: type[forms.Form]
    do: Callable[[int, User, date, dict[str, Any]], Hire]
    said: str
    state: HireState


DEEDS = {
    "start": HireDeed(
        StartForm,
        lambda pk, by, _today, told: hires.start(pk, by=by, on=told["on"]),
        "Started. The fee is raised and its invoices are drafted.",
        HireState.AGREED,
    ),
    "fall-through": HireDeed(
        FallThroughForm,
        lambda pk, by, today, told: hires.fall_through(pk, by=by, on=today, **told),
        "It fell through: no fee is earned.",
        HireState.AGREED,
    ),
    "end": HireDeed(
        EndForm,
        lambda pk, by, today, told: hires.end(pk, by=by, on=today, **told),
        "Ended. If a rebate is due, it waits for finance.",
        HireState.STARTED,
    ),
    "change-last-day": HireDeed(
        LastDayForm,
        lambda pk, by, today, told: leavers.change_last_day(pk, by=by, on=today, **told),
        "The last day is changed, and the rebate worked out anew.",
        HireState.ENDED,
    ),
    "re-engage": HireDeed(
        ReturnForm,
        lambda pk, by, today, told: leavers.re_engage(pk, by=by, on=today, **told),
        "The person is back: what was given back is charged again.",
        HireState.ENDED,
    ),
}


def in_full(request: SignedIn) -> Any:
    """Return the hires this person may see, with what their page shows."""
    return Hire.objects.visible_to(request.user).select_related(
        "graduate__cohort", "employer", "introduction__hiring_request", "terms",
        "late_conversion_of__employer", "replaces__graduate", "replaces__employer",
    )  # fmt: skip


@require_safe
@opens_to(office)
def hire(request: SignedIn, pk: int) -> HttpResponse:
    """Show a hire: its facts, its deeds, its fee and invoices in slots, and its history."""
    return show(request, get_object_or_404(in_full(request), pk=pk))


def show(request: SignedIn, found: Hire, **tried: forms.Form) -> HttpResponse:
    """Return the page of a hire; a form that was refused stands there as it was typed."""
    today = localdate()
    fresh = {
        "start": StartForm(initial={"on": found.start_on}, prefix="start"),
        "end": EndForm(initial={"last_day": today, "notified_on": today}, prefix="end"),
        "fall_through": FallThroughForm(prefix="fall-through"),
        "change_last_day": LastDayForm(
            initial={"last_day": found.last_day}, prefix="change-last-day"
        ),
        "re_engage": ReturnForm(initial={"back_on": today}, prefix="re-engage"),
    }
    page = {
        "hire": found,
        "forms": {**fresh, **tried},
        "tried": next(iter(tried), ""),
        "today": today,
        "entries": history.of(found).select_related("by"),
    }
    return render(request, "placements/hire.html", page)


@require_POST
@opens_to(places_people)
def deed(request: SignedIn, pk: int, name: str) -> HttpResponse:
    """Do one of the deeds; what is refused stands beside the form with what was typed."""
    found, known = get_object_or_404(in_full(request), pk=pk), DEEDS[name]
    form = known.form(request.POST, prefix=name)

    def effect() -> HttpResponse:
        if form.is_valid():
            with attempt(request, known.said, form=form) as done:
                known.do(found.pk, request.user, localdate(), form.cleaned_data)
            if done.done:
                return back(request, "placements:hire", found.pk)
        return show(request, found, **{name.replace("-", "_"): form})

    return done_once(request, effect)


@require_POST
@opens_to(places_people)
def start_now(request: SignedIn, pk: int) -> HttpResponse:
    """Start a hire on its agreed day: the one-click deed of Today."""
    found = get_object_or_404(Hire.objects.visible_to(request.user), pk=pk)
    with attempt(request, f"{found} has started. The fee is raised, its invoices are drafted."):
        hires.start(found.pk, by=request.user, on=found.start_on)
    return back(request, "placements:hire", found.pk)


@require_POST
@opens_to(places_people)
def spoke(request: SignedIn, pk: int) -> HttpResponse:
    """Note that the employer was asked how it goes: its rebate period leaves Today."""
    found = get_object_or_404(Hire.objects.visible_to(request.user), pk=pk)
    with attempt(request):
        reminding.spoke(found.pk, by=request.user, on=localdate())
        address = reverse("placements:did-not-speak-of-hire", args=[found.pk])
        offer_undo(request, f"Noted: {found.employer} was asked how it goes.", address=address)
    return back(request, "placements:hire", found.pk)


@require_POST
@opens_to(places_people)
def did_not_speak(request: SignedIn, pk: int) -> HttpResponse:
    """Undo: nobody was asked after all."""
    found = get_object_or_404(Hire.objects.visible_to(request.user), pk=pk)
    with attempt(request, "Taken back: nobody was asked."):
        reminding.did_not_speak(found.pk, by=request.user, on=localdate())
    return redirect("home")


@require_POST
@opens_to(places_people)
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    """Undo the logging of a hire that has not started; what it moved stands where it stood."""
    found = get_object_or_404(Hire.objects.visible_to(request.user), pk=pk)
    with attempt(request, "Taken back: the introductions stand as before.") as done:
        taking_back.take_back_hire(found.pk, by=request.user, on=localdate())
    if done.done and found.introduction_id:
        again = f"{reverse('new-hire')}?introduction={found.introduction_id}"
        return redirect(again)
    return redirect("placements:hire", found.pk)
